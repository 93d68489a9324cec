// Anchors in the patterns of matchers, which Alertmanager wraps as `^(?:…)$` (labels.NewMatcher). Layer: routing (pure).

/**
 * Where a `^` follows, or a `$` comes before, a letter that must be there: no value passes. Undefined where there is none, or
 * where more than letters, groups of them and alternatives stand in the pattern.
 */
export function misplacedAnchor(pattern: string): number | undefined {
  // Flags may make anchors those of lines.
  if (/\(\?[a-zA-Z-]/.test(pattern)) return undefined;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '[') at = classEnd(pattern, at);
    else if (char === '^' && isLetter(pattern, at - 1)) return at;
    else if (char === '$' && isLetter(pattern, at + 1) && !isOptional(pattern, at + 2)) return at;
  }
  return undefined;
}

/** A pattern without anchors around the whole of it; undefined where it has none, or where taking them off may change it. */
export function withoutAnchors(pattern: string): string | undefined {
  const inner = /^(\^?)([\s\S]*?)(\$?)$/.exec(pattern)!;
  const [, before, body, behind] = inner;
  if (!before && !behind) return undefined;
  // `^a|b$` has each around one alternative; a slash takes the meaning from `$`.
  if (body!.includes('|') && !/^\([^()]*\)$/.test(body!)) return undefined;
  return body === '' || /[\\^$]/.test(body!) ? undefined : body;
}

/** Whether a plain letter or digit stands there, which is no more than itself. */
function isLetter(pattern: string, at: number): boolean {
  return /[\w-]/.test(pattern[at] ?? '') && pattern[at - 1] !== '\\';
}

function isOptional(pattern: string, at: number): boolean {
  return /[*?{]/.test(pattern[at] ?? '');
}

/** The end of a class of characters that begins at `at`. */
function classEnd(pattern: string, at: number): number {
  let i = at + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length && pattern[i] !== ']'; i++) if (pattern[i] === '\\') i++;
  return i;
}
