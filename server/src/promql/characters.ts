// What the lexer knows of single characters, and how it scans numbers.
// Layer: promql.

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

export function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether a letter is a unit of durations: s m h d w y. */
export function isUnit(code: number): boolean {
  return code === 115 || code === 109 || code === 104 || code === 100 || code === 119 || code === 121;
}

export function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

export function isWordPart(code: number): boolean {
  return isNameStart(code) || isDigit(code);
}

/** A piece of the text for a message: in backticks, cut where it is long. */
export function excerpt(text: string): string {
  return `\`${text.length > 30 ? `${text.slice(0, 28)}…` : text}\``;
}

/** Names a character that cannot stand where it does. */
export function describeCharacter(char: string): string {
  const code = char.codePointAt(0)!;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if ('“”„‘’«»'.includes(char)) return `The typographic quote \`${char}\` (write \`"\`)`;
  if (/[\p{Z}\p{C}]/u.test(char)) return `The invisible character ${name}`;
  if (char === '&') return '`&` (the operator is `and`)';
  if (char === '|') return '`|` (the operator is `or`)';
  if (char === '$') return '`$` (a variable of a dashboard or template?)';
  return code < 0x7f ? `\`${char}\`` : `\`${char}\` (${name})`;
}

/** How far a number goes, and whether it is one. */
export interface Scan {
  readonly ok: boolean;
  readonly to: number;
}

/** Scans a number the way upstream does since 2.54 (underscores); what it lets through may still be no number. */
export function scanNumber(text: string, from: number): Scan {
  let to = from;
  const has = (chars: string): boolean => to < text.length && chars.includes(text[to]!);
  const accept = (chars: string): boolean => has(chars) && ++to > 0;
  let digits = '0123456789';
  if (accept('0') && accept('xX')) {
    accept('_');
    digits = '0123456789abcdefABCDEF';
  }
  accept('.');
  accept(digits);
  let dot = false;
  let exponent = false;
  while (has(digits) || has('._eE')) {
    if (has('.') && dot) return { ok: false, to: to + 1 };
    if (has('eE') && exponent) return { ok: false, to: to + 1 };
    if (accept('.')) {
      dot = true;
      if (accept('_.') || digits.length > 10) return { ok: false, to };
    } else if (accept('eE')) {
      exponent = true;
      accept('+-');
      if (accept('._eE') || to >= text.length) return { ok: false, to };
    } else if (accept('_')) {
      if (accept('._eE') || to >= text.length) return { ok: false, to };
    } else while (accept(digits));
  }
  return { ok: to > from && !isWordPart(text.charCodeAt(to)), to };
}

/** Scans a number as Prometheus before 2.54 does. */
export function scanOldNumber(text: string, from: number): Scan {
  const found = /0[xX][\da-fA-F]*(?:\.[\da-fA-F]*)?(?:[eE][+-]?\d*)?|\d*(?:\.\d*)?(?:[eE][+-]?\d*)?/y;
  found.lastIndex = from;
  found.exec(text);
  const to = found.lastIndex;
  return { ok: !isWordPart(text.charCodeAt(to)), to };
}

/** Scans the units that make a number a duration; 0 where they do not. */
export function scanUnits(text: string, from: number): number {
  const found = /[smhdwy]s?(?:\d+[smhdw]s?)*/y;
  found.lastIndex = from;
  return found.test(text) && !isWordPart(text.charCodeAt(found.lastIndex)) ? found.lastIndex : 0;
}
