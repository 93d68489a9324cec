// One line of a `/metrics` page that is no comment: a name, labels and a value. Layer: catalog.
// Source: prometheus/common `expfmt/text_parse.go`, prometheus `model/textparse`.
import type { Span } from '../../text/span';

export interface Sample {
  readonly name: string;
  readonly span: Span;
  /** In order. */
  readonly labels: readonly (readonly [name: string, value: string])[];
}

/** Reads the characters of a line; gives a sentence's end about the line where they are no sample. */
export function readSample(text: string, from: number, to: number): Sample | string {
  let at = from;
  let name = '';
  let span: Span | undefined;
  while (at < to && isNameCharacter(text.charCodeAt(at), at === from)) at++;
  if (at > from) {
    name = text.slice(from, at);
    span = { from, to: at };
  }
  const labels: [string, string][] = [];
  const nameEnd = at;
  at = skipBlanks(text, at, to);
  if (text[at] === '{' && at < to) {
    at++;
    for (;;) {
      at = skipBlanks(text, at, to);
      if (at >= to) return 'ends in the middle of its labels';
      if (text[at] === '}') {
        at++;
        break;
      }
      const begun = at;
      let label: string;
      if (text[at] === '"') {
        const quoted = readQuoted(text, at, to);
        if (!quoted) return 'has a quoted name without an end';
        label = quoted.value;
        at = skipBlanks(text, quoted.end, to);
        // A name that stands among the labels, in quotes: `{"my.metric", label="x"} 1`.
        if (text[at] !== '=') {
          if (name !== '') return 'has two names';
          name = label;
          span = { from: begun + 1, to: quoted.end - 1 };
          if (text[at] === ',') at++;
          continue;
        }
      } else {
        while (at < to && isNameCharacter(text.charCodeAt(at), at === begun)) at++;
        if (at === begun) return `has \`${text[at]!}\` where a label should begin`;
        label = text.slice(begun, at);
      }
      at = skipBlanks(text, at, to);
      if (text[at] !== '=' || at >= to) return `has no value for its label \`${label.slice(0, 60)}\``;
      at = skipBlanks(text, at + 1, to);
      const value = text[at] === '"' ? readQuoted(text, at, to) : undefined;
      if (!value) return `has no value in quotes for its label \`${label.slice(0, 60)}\``;
      labels.push([label, value.value]);
      at = skipBlanks(text, value.end, to);
      if (at >= to) return 'ends in the middle of its labels';
      if (text[at] === ',') at++;
      else if (text[at] !== '}') return 'has labels without a comma between them';
    }
  }
  if (name === '' || !span) return 'begins with no name of a metric';
  const valueAt = skipBlanks(text, at, to);
  if (valueAt === nameEnd && valueAt < to) return 'has a name that a metric cannot have';
  let end = valueAt;
  while (end < to && text[end] !== ' ' && text[end] !== '\t') end++;
  // A number longer than this is none.
  const value = text.slice(valueAt, Math.min(end, valueAt + 400));
  if (value === '') return 'has no value';
  // A native histogram stands in curly brackets.
  if (!isFloat(value) && !value.startsWith('{')) return `has the value \`${value.slice(0, 40)}\`, which is no number`;
  return { name, span, labels };
}

function isNameCharacter(code: number, isFirst: boolean): boolean {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58) return true;
  return !isFirst && code >= 48 && code <= 57;
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

/** A text in quotes, with its backslashes taken out, and where it ends. */
export function readQuoted(
  text: string,
  open: number,
  to: number,
): { readonly value: string; readonly end: number } | undefined {
  let hasEscapes = false;
  for (let at = open + 1; at < to; at++) {
    const c = text[at];
    if (c === '\\') {
      hasEscapes = true;
      at++;
    } else if (c === '"') {
      const raw = text.slice(open + 1, at);
      const value = hasEscapes
        ? raw.replace(/\\([\s\S])/g, (all, e: string) => (e === 'n' ? '\n' : e === '"' || e === '\\' ? e : all))
        : raw;
      return { value, end: at + 1 };
    }
  }
  return undefined;
}

/** What Go's ParseFloat takes, as far as pages hold it. */
function isFloat(text: string): boolean {
  return /^[+-]?(?:(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|0[xX][\da-fA-F.]+(?:[pP][+-]?\d+)?|[iI]nf(?:inity)?|INF)$|^[nN][aA][nN]$/.test(
    text,
  );
}
