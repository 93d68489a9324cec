// Small changes to YAML text as people make them: lines moved, values replaced, keys misspelt, indentation off, quotes
// changed, blocks pasted from elsewhere; and single characters that YAML gives a meaning.
import type { Random } from './random';

/** What the mutations draw from: the lines, keys and values of valid files. */
export interface Pool {
  readonly texts: readonly string[];
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly valuesOf: ReadonlyMap<string, readonly string[]>;
}

const LINE = /^(\s*(?:- +)*)((?:"[^"]*"|'[^']*'|[^\s:#"'][^:#]*?))(:)(\s*)(.*)$/;

/** Reads the pool of `texts`. */
export function poolOf(texts: readonly string[]): Pool {
  const keys = new Set<string>(EXTRA_KEYS);
  const values = new Set<string>();
  const valuesOf = new Map<string, string[]>();
  for (const line of texts.flatMap(text => text.split('\n'))) {
    const found = LINE.exec(line);
    if (!found) continue;
    if (found[2]!.length < 40) keys.add(found[2]!);
    if (found[5] === '' || found[5]!.length > 120) continue;
    values.add(found[5]!);
    const known = valuesOf.get(found[2]!);
    if (known) known.push(found[5]!);
    else valuesOf.set(found[2]!, [found[5]!]);
  }
  return { texts, keys: [...keys], values: [...values], valuesOf };
}

/** One of the texts with one to three changes, mostly one. */
export function mutateYaml(pool: Pool, random: Random): string {
  return mutantOf(random.pick(pool.texts), pool, random);
}

/** The same of a text that is given. */
export function mutantOf(text: string, pool: Pool, random: Random): string {
  let mutant = text;
  for (let n = random.pick([1, 1, 1, 2, 2, 3]); n > 0; n--)
    mutant = mutateOnce(mutant, random.below(100), pool, random);
  return mutant;
}

function mutateOnce(text: string, change: number, pool: Pool, random: Random): string {
  if (change < 12) return mutateCharacters(text, random);
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at]!;
  const found = LINE.exec(line);
  const indent = found ? found[1]!.replace(/-/g, ' ') : /^ */.exec(line)![0];
  if (change < 18) lines.splice(at, 1);
  else if (change < 22) lines.splice(at, 0, line);
  else if (change < 26) {
    const to = random.below(lines.length);
    [lines[at], lines[to]] = [lines[to]!, line];
  } else if (change < 32) lines.splice(at, 0, random.pick(random.pick(pool.texts).split('\n')));
  else if (change < 38) lines.splice(at, 0, ...blockFrom(random.pick(pool.texts), indent, random));
  else if (change < 44) shift(lines, at, random);
  else if (found) lines[at] = mutatePair(found, change, indent, pool, random);
  return lines.join('\n');
}

function mutatePair(found: RegExpExecArray, change: number, indent: string, pool: Pool, random: Random): string {
  const [line, lead, key, , space, value] = found as unknown as [string, string, string, string, string, string];
  if (change < 56) return `${lead}${key}: ${random.pick(VALUES)}`;
  if (change < 60) return `${lead}${key}: ${random.pick(pool.values)}`;
  if (change < 75) return `${lead}${key}: ${random.pick(pool.valuesOf.get(key) ?? pool.values)}`;
  if (change < 79) return `${lead}${random.pick(pool.keys)}:${space}${value}`;
  if (change < 82) return `${lead}${misspell(key, random)}:${space}${value}`;
  if (change < 86) return `${line}\n${indent}${random.pick(pool.keys)}: ${random.pick(VALUES)}`;
  if (change < 89) return `${lead}${key}:`;
  return `${lead}${key}: ${restyle(value, indent, random)}`;
}

/** The same text in another style, as far as a line of YAML shows it. */
function restyle(value: string, indent: string, random: Random): string {
  const plain = /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
  const inner = `${indent}  `;
  switch (random.below(6)) {
    case 0:
      return `'${plain}'`;
    case 1:
      return `"${plain}"`;
    case 2:
      return plain;
    case 3:
      return `${random.pick(['|', '>', '|-', '>-', '|+', '|2', '>1-'])}\n${inner}${plain}`;
    case 4:
      return plain.replace(/ /, `\n${inner}`);
    default:
      return `${random.pick(['&a ', '!!str ', '!!int ', '!x ', '*a ', '- ', '? ', '[', '{', '# '])}${plain}`;
  }
}

/** A line with all that is deeper, moved to another depth. */
function blockFrom(text: string, indent: string, random: Random): readonly string[] {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const depth = depthOf(lines[at]!);
  let end = at + 1;
  while (end < lines.length && (lines[end]!.trim() === '' || depthOf(lines[end]!) > depth)) end++;
  return lines.slice(at, end).map(line => indent + line.slice(Math.min(depth, depthOf(line))));
}

function shift(lines: string[], at: number, random: Random): void {
  const depth = depthOf(lines[at]!);
  const by = random.pick([1, 1, 2, 4, -1, -1, -2, -4]);
  const isBlock = random.chance(50);
  for (let i = at; i < lines.length; i++) {
    if (i > at && !(isBlock && depthOf(lines[i]!) > depth)) return;
    lines[i] = by > 0 ? ' '.repeat(by) + lines[i]! : lines[i]!.slice(Math.min(-by, depthOf(lines[i]!)));
  }
}

function depthOf(line: string): number {
  return /^ */.exec(line)![0].length;
}

function mutateCharacters(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random.below(3));
    case 1:
      return text.slice(0, at) + random.pick(SIGNS) + text.slice(at + 1);
    default:
      return text.slice(0, at) + random.pick(SIGNS) + text.slice(at);
  }
}

function misspell(word: string, random: Random): string {
  const at = random.below(word.length);
  switch (random.below(3)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1);
    case 1:
      return word.slice(0, at) + word.charAt(at).toUpperCase() + word.slice(at + 1);
    default:
      return word.slice(0, at) + word.charAt(at) + word.slice(at);
  }
}

const SIGNS = [
  ...' :-#"\'[]{},&*!|>%@`?~\\.0ay',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\u0085',
  '\u2028',
  '\u00a0',
  '\ufeff',
  '\u0007',
  '\u007f',
  'é',
  '😀',
  ': ',
  ' #',
  '- ',
  '\n---\n',
  '\n...\n',
  '{{',
  '}}',
  '$',
  '(',
  ')',
];

const EXTRA_KEYS = [
  '<<',
  '"a b"',
  '?',
  'on',
  'y',
  'null',
  '~',
  '1',
  '',
  'é',
  'a.b',
  '__name__',
  '*a',
  '&a b',
  '!!str c',
];

const VALUES: readonly string[] = (
  '|~|null|0|1|-1|1.5|30|30s|5m|1h30m|90m1h|300y|1d12h|0s|1ms|true|"true"|yes|no|n|y|on|""|\'\'|[]|{}|[a]|[a, a]|[a, null]|["..."]|' +
  '["...", a]|{a: b}|{a: 1}|{"a-b": c}|{__name__: x}|{a: [b]}|{a: null}|- x|!!binary "/w=="|!foo bar|!!int abc|2024-01-01|.inf|.nan|' +
  '0x10|0o17|017|1_000|1e3|+1|1:30|http://x|http://|ftp://x/|https://a b/|http://x:port/|http://[::1|//x|<secret>|"{{ .x }}"|"{{ .x"|' +
  '"{{ $labels.a }}"|"{{ $value | humanize }}"|\'{{ template "x" }}\'|localhost:25|localhost|"a:"|TLS12|TLS9|monday:friday|' +
  'saturday:sunday|1:5|-1|"-3:-1"|"08:00"|"24:00"|Europe/Berlin|Nowhere/Atall|["a=b"]|["a=~("]|["a"]|[\'{a="b"}\']|[a=b]|["a=b", ""]|' +
  'a{b}|a b|a-b|sum(up)|rate(up[5m])|up >|[{name: a, value: b}]|[{name: a, value: "(", matchType: "=~"}]|*x|&x y|"a" b|"\\x41\\u00e9"|' +
  '"\\q"|\'a\'\'b\'|a: b|a #b|a# b|[a|{a|%|@|`|"\\ud800"|18446744073709551616|9223372036854775808|é😀|.|=|<<|"a\nb"|@file|warn|Abort|=~|>='
)
  .split('|')
  .concat(['|', '|-', '>', '>-']);
