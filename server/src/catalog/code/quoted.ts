// Quoted texts of source files: where they begin and end, and what they mean. Layer: catalog.

/** What stands in a text: characters, or the name whose value is put there (`${prefix}_total`). */
export type TextPart = string | { readonly name: string };

/** The opening of a raw text of Rust at a place: `r#"`. */
export function rawStart(text: string, at: number): string | undefined {
  rawOpening.lastIndex = at;
  return rawOpening.exec(text)?.[0];
}

const rawOpening = /[bc]?r#{0,20}"/y;

/** A longer one is none that a person wrote, and looking for its end would take ever longer. */
const longestRegex = 1000;

/** Behind the closing slash and the flags; undefined where the line has none. */
export function regexEnd(text: string, at: number): number | undefined {
  let inClass = false;
  const limit = Math.min(text.length, at + longestRegex);
  for (let i = at + 1; i < limit && text[i] !== '\n'; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '[') inClass = true;
    else if (c === ']') inClass = false;
    else if (c === '/' && !inClass) {
      let end = i + 1;
      while (/[a-z]/.test(text[end] ?? '')) end++;
      return end;
    }
  }
  return undefined;
}

/** Where the expression in a template ends: the place of its closing bracket. Texts in it may hold brackets and templates. */
export function holeEnd(text: string, from: number): number {
  // `{` for a bracket, '`' for a template that is to be gone on with behind its hole.
  const around: ('{' | '`')[] = [];
  let inTemplate = false;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (inTemplate) {
      if (c === '`') inTemplate = false;
      else if (c === '$' && text[i + 1] === '{') {
        around.push('`');
        inTemplate = false;
        i++;
      }
    } else if (c === '`') inTemplate = true;
    else if (c === '"' || c === "'") i = lineTextEnd(text, i, c);
    else if (c === '{') around.push('{');
    else if (c === '}') {
      const inner = around.pop();
      if (inner === undefined) return i;
      inTemplate = inner === '`';
    }
  }
  return text.length;
}

/** The place of the quote that closes a text within its line, or of the line's end. */
function lineTextEnd(text: string, at: number, quote: string): number {
  let i = at + 1;
  for (; i < text.length && text[i] !== quote && text[i] !== '\n'; i++) if (text[i] === '\\') i++;
  return i;
}

/** A text without holes. */
export function plainParts(content: string): readonly TextPart[] | undefined {
  const text = unescaped(content);
  return text === undefined ? undefined : [text];
}

/** A text of Kotlin, whose holes may hold names; undefined where one holds more. */
export function kotlinParts(content: string): readonly TextPart[] | undefined {
  const parts: TextPart[] = [];
  let end = 0;
  for (const hole of content.matchAll(/\\.|\$(?:\{\s*([\w.]+)\s*\}|([A-Za-z_]\w*))|\$\{/g)) {
    if (hole[0].startsWith('\\')) continue;
    const name = hole[1] ?? hole[2];
    const before = unescaped(content.slice(end, hole.index));
    if (name === undefined || before === undefined) return undefined;
    parts.push(before, { name });
    end = hole.index + hole[0].length;
  }
  const rest = unescaped(content.slice(end));
  return rest === undefined ? undefined : [...parts, rest];
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  $: '$',
  '/': '/',
};

/** What a text with backslashes means; undefined where one is not known. Names of metrics have none. */
export function unescaped(content: string): string | undefined {
  if (!content.includes('\\')) return content;
  let isKnown = true;
  const text = content.replace(
    /\\(?:\r?\n\s*|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (all, u?: string, x?: string, one?: string) => {
      const hex = u ?? x;
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (one === undefined) return '';
      const simple = simpleEscapes[one];
      if (simple === undefined) isKnown = false;
      return simple ?? all;
    },
  );
  return isKnown ? text : undefined;
}
