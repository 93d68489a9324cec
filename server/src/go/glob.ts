// File patterns as Go's filepath.Match reads them. Layer: go.

/** What is wrong with a pattern, as a sentence; undefined where Go takes it. */
export function globProblem(pattern: string): string | undefined {
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\' && ++i >= pattern.length)
      return 'The pattern ends in a backslash; write \\\\ for a backslash.';
    if (pattern[i] !== '[' || pattern[i - 1] === '\\') continue;
    const end = classEnd(pattern, i + 1);
    if (end === undefined) return 'The pattern has a `[` without its `]`, or an empty class; write \\[ for a bracket.';
    i = end;
  }
  return undefined;
}

/** The pattern that matches a name and no other; Go knows the backslash everywhere but on Windows. */
export function globFor(name: string): string {
  return name.replace(/[*?[\\]/g, '\\$&');
}

/** Index of the `]` that closes the class that begins at `from`; undefined for a malformed one. */
function classEnd(pattern: string, from: number): number | undefined {
  let at = pattern[from] === '^' ? from + 1 : from;
  for (let ranges = 0; ; ranges++) {
    if (pattern[at] === ']' && ranges > 0) return at;
    const low = classMember(pattern, at);
    if (low === undefined) return undefined;
    at = low;
    if (pattern[at] === '-') {
      const high = classMember(pattern, at + 1);
      if (high === undefined) return undefined;
      at = high;
    }
  }
}

/** Index after the member at `at`; something has to follow it. */
function classMember(pattern: string, at: number): number | undefined {
  const char = pattern[at];
  if (char === undefined || char === '-' || char === ']') return undefined;
  const next = char === '\\' ? at + 2 : at + (pattern.codePointAt(at)! > 0xffff ? 2 : 1);
  return next < pattern.length ? next : undefined;
}

/** Whether a part of a pattern has anything but plain characters. */
export function hasGlob(part: string): boolean {
  return /[*?[\\]/.test(part);
}

/**
 * Whether one part of a well-formed pattern (no slash in it) matches a file's name. At most as many steps as the product
 * of the two lengths: after a `*` that matched too little only the last one is tried again.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  let at = 0;
  let inName = 0;
  let star = -1;
  let resume = 0;
  while (inName < name.length || at < pattern.length) {
    if (pattern[at] === '*') {
      star = ++at;
      resume = inName;
      continue;
    }
    const next = at < pattern.length && inName < name.length ? step(pattern, at, name, inName) : undefined;
    if (next) {
      at = next.pattern;
      inName = next.name;
    } else {
      if (star < 0 || resume >= name.length) return false;
      resume += name.codePointAt(resume)! > 0xffff ? 2 : 1;
      at = star;
      inName = resume;
    }
  }
  return true;
}

/** Both offsets after one character, where the pattern's next element matches it. */
function step(
  pattern: string,
  at: number,
  name: string,
  inName: number,
): { pattern: number; name: number } | undefined {
  const point = name.codePointAt(inName)!;
  const behind = inName + (point > 0xffff ? 2 : 1);
  const sign = pattern[at];
  if (sign === '?') return { pattern: at + 1, name: behind };
  if (sign === '[') {
    const end = classEnd(pattern, at + 1);
    if (end === undefined) return undefined;
    const negated = pattern[at + 1] === '^';
    return inClass(pattern, at + (negated ? 2 : 1), end, point) !== negated
      ? { pattern: end + 1, name: behind }
      : undefined;
  }
  const from = sign === '\\' ? at + 1 : at;
  const wanted = pattern.codePointAt(from);
  return wanted === point ? { pattern: from + (point > 0xffff ? 2 : 1), name: behind } : undefined;
}

/** Whether the class between `from` and its `]` at `end` names a character. */
function inClass(pattern: string, from: number, end: number, point: number): boolean {
  const member = (at: number): { point: number; next: number } => {
    const plain = pattern[at] === '\\' ? at + 1 : at;
    const found = pattern.codePointAt(plain)!;
    return { point: found, next: plain + (found > 0xffff ? 2 : 1) };
  };
  for (let at = from; at < end; ) {
    const low = member(at);
    const high = pattern[low.next] === '-' ? member(low.next + 1) : low;
    if (low.point <= point && point <= high.point) return true;
    at = high.next;
  }
  return false;
}
