// Files that a template engine fills in before anything reads them (Helm, other Go templates, Jinja; Flux's variables in
// objects): their holes are masked by text of the same length, so that the rest can be read as YAML. Layer: model.
import { changeBetween } from '../text/change';
import type { Span } from '../text/span';

export interface Masked {
  /** As long as the file; line breaks stay. */
  readonly text: string;
  /** What was masked, in order and apart from each other. */
  readonly holes: readonly Span[];
}

/**
 * The file with its holes masked; undefined for a file that is no template. `untemplated` is the version before, if that
 * was none: then only the lines that changed are looked at.
 */
export function maskHoles(text: string, untemplated?: string): Masked | undefined {
  if (!text.includes('{{') && !text.includes('{%')) return undefined;
  const suspect = untemplated === undefined ? text : changedLines(untemplated, text);
  if (templateEngine(suspect) === undefined) return undefined;
  const { holes, hidden } = templateEngine(text) === 'jinja' ? jinjaHoles(text) : goHoles(text);
  return { text: mask(text, holes, hidden), holes: merge([...holes, ...hidden]) };
}

/** The engine that a text is a template of, by its signs; undefined where it has none. */
export function templateEngine(text: string): 'go' | 'jinja' | undefined {
  if (JINJA.test(text)) return 'jinja';
  return GO_TEMPLATE.some(sign => sign.test(text)) ? 'go' : undefined;
}

function changedLines(before: string, after: string): string {
  const { from, to } = changeBetween(before, after);
  const end = after.indexOf('\n', to);
  return after.slice(after.lastIndexOf('\n', from - 1) + 1, end < 0 ? after.length : end);
}

/**
 * A Kubernetes object with its variables masked, as Flux fills them in before it applies one (`${NAME}`, `${NAME:=…}`);
 * undefined for a text without any. Prometheus and Alertmanager fill in nothing, so their own files have no variables.
 */
export function maskVariables(text: string): Masked | undefined {
  if (!text.includes('${') || !OBJECT.test(text)) return undefined;
  const holes = [...text.matchAll(VARIABLE)].map(({ index, 0: { length } }) => ({ from: index, to: index + length }));
  return holes.length > 0 ? { text: mask(text, holes, []), holes } : undefined;
}

const OBJECT = /^["']?kind["']?[ \t]*:[ \t]*["']?(?:PrometheusRule|AlertmanagerConfig|HelmRelease)\b/m;
/** A variable with a default of some length: without a bound each of many that never end would be read to the line's end. */
const VARIABLE = /\$\{[A-Za-z_]\w{0,200}(?::?[-=][^}\r\n]{0,1000})?\}/g;

/** Whether `span` touches one of `holes`. */
export function touchesHole(holes: readonly Span[], span: Span): boolean {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holes[middle]!.to < span.from) low = middle + 1;
    else high = middle;
  }
  return low < holes.length && holes[low]!.from <= span.to;
}

/** A statement of Jinja's; Prometheus' own templates have none. All signs lie within one line. */
const JINJA = /\{%[-+]?[ \t]*(?:raw|if|for|set|endif|endfor|endraw|macro|block|include|import|else|elif)\b/;

/** What Prometheus' templates never have: Helm's objects and functions, escaped braces, actions outside of values. */
const GO_TEMPLATE: readonly RegExp[] = [
  /\{\{-?[^}\n]{0,500}(?<![\w)\]])\.(?:Values|Release|Chart|Capabilities|Template|Files|Namespace)\b/,
  /\{\{-?[ \t]*(?:include|toYaml|tpl|fail|required|\/\*)/,
  /\{\{-?[ \t]*(?:`|"\{\{|'\{\{)/,
  /^\{\{/m,
  // An unquoted action as a key's value is a flow map to YAML; with $labels or $value its author meant Prometheus, with the
  // data of a notification Alertmanager, mostly in the lines of a message. Behind a colon within a text it means nothing.
  // The colon is looked for first: there are fewer of these than of lines.
  /:[ \t]+\{\{(?![^}\n]{0,500}(?:\$(?:labels|value|externalLabels|externalURL)|\.Labels|\.Value|\.(?:Common|Group)Labels|\.(?:Common)?Annotations|\.Alerts|\.Status|\.(?:Starts|Ends)At|\.(?:Generator|External)URL|query|humanize\w*)\b)(?<=^[ \t]*(?:-[ \t]+)*["']?[\w./-]+["']?:[ \t]+\{\{)/m,
];

interface Holes {
  readonly holes: Span[];
  /** Branches that are left out, because the first branch already stands for them. */
  readonly hidden: Span[];
}

function goHoles(text: string): Holes {
  const holes: Span[] = [];
  const branches = new Branches();
  for (let at = text.indexOf('{{'); at >= 0; ) {
    const to = goActionEnd(text, at);
    holes.push({ from: at, to });
    const word = /^\{\{-?\s*(\w+)/.exec(text.slice(at, at + 40))?.[1] ?? '';
    if (/^(?:if|with|range|define|block)$/.test(word)) branches.open();
    else if (word === 'else') branches.next(to);
    else if (word === 'end') branches.close(at);
    at = text.indexOf('{{', to);
  }
  return { holes, hidden: branches.finish(text.length) };
}

/** The offset behind the `}}` of the action at `at`; braces inside strings do not count. */
function goActionEnd(text: string, at: number): number {
  const comment = /^\{\{-?\s*\/\*/.exec(text.slice(at, at + 20));
  if (comment) {
    const end = text.indexOf('*/', at + comment[0].length);
    const close = end < 0 ? -1 : text.indexOf('}}', end);
    return close < 0 ? text.length : close + 2;
  }
  for (let i = at + 2; i < text.length; i++) {
    const char = text[i]!;
    if (char === '}' && text[i + 1] === '}') return i + 2;
    if (char === '`') {
      const end = text.indexOf('`', i + 1);
      if (end > 0) i = end;
    } else if (char === '"') {
      for (i++; i < text.length && text[i] !== '"' && text[i] !== '\n'; i++) if (text[i] === '\\') i++;
    }
  }
  const lineEnd = text.indexOf('\n', at);
  return lineEnd < 0 ? text.length : lineEnd;
}

function jinjaHoles(text: string): Holes {
  const holes: Span[] = [];
  const branches = new Branches();
  const start = /\{[{%#]/g;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    const at = match.index;
    const close = match[0] === '{{' ? '}}' : match[0] === '{%' ? '%}' : '#}';
    const end = text.indexOf(close, at + 2);
    // A `{#` may be anything; a comment of Jinja's is closed.
    if (end < 0 && close === '#}') continue;
    const to = end < 0 ? text.length : end + 2;
    holes.push({ from: at, to });
    start.lastIndex = to;
    if (close !== '%}') continue;
    const word = /^\{%[-+]?\s*(\w+)/.exec(text.slice(at, to))?.[1] ?? '';
    if (word === 'raw') {
      const raw = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
      raw.lastIndex = to;
      const last = raw.exec(text);
      if (!last) break;
      holes.push({ from: last.index, to: last.index + last[0].length });
      start.lastIndex = last.index + last[0].length;
    } else if (/^(?:if|for|macro|block|filter|call)$/.test(word)) branches.open();
    else if (word === 'else' || word === 'elif') branches.next(to);
    else if (word.startsWith('end')) branches.close(at);
  }
  return { holes, hidden: branches.finish(text.length) };
}

/** Keeps account of nested branches and collects the ranges of all but the first of each. */
class Branches {
  private depth = 0;
  private hiddenAt = -1;
  private hiddenFrom = 0;
  private readonly hidden: Span[] = [];

  open(): void {
    this.depth++;
  }

  next(from: number): void {
    if (this.depth === 0 || this.hiddenAt >= 0) return;
    this.hiddenAt = this.depth;
    this.hiddenFrom = from;
  }

  close(to: number): void {
    if (this.hiddenAt === this.depth && this.depth > 0) this.finish(to);
    this.depth = Math.max(0, this.depth - 1);
  }

  finish(to: number): Span[] {
    if (this.hiddenAt >= 0) this.hidden.push({ from: this.hiddenFrom, to });
    this.hiddenAt = -1;
    return this.hidden;
  }
}

/**
 * Lines that hold nothing but holes become blank; a hole beside other text becomes a word. Some places are read with the
 * lines around them: a key without a value, whose value the holes below it bring, gets a word from the last of them, a hole
 * behind a key becomes blank where the lines below belong to the key, too, and a block scalar that begins with holes keeps
 * its indentation.
 */
function mask(text: string, holes: readonly Span[], hidden: readonly Span[]): string {
  const marked = fill(fill(text, holes, HOLE), hidden, ' ');
  if (!marked.includes(HOLE)) return marked;
  const lines = marked.split('\n');
  const masked = lines.map(line => {
    if (!line.includes(HOLE)) return line;
    return NOTHING_ELSE.test(line) ? line.replaceAll(HOLE, ' ') : line.replaceAll(HOLE, 'x');
  });
  lines.forEach((line, at) => {
    const block = BLOCK.exec(line);
    if (block) maskBlockStart(lines, masked, at, block[2] ? block[1]!.length : block[1]!.trimEnd().length - 1);
    const key = KEY.exec(line);
    if (!key) return;
    const column = key[1]!.length;
    const { next, lastHole } = below(lines, at);
    if (line.includes(HOLE)) {
      if (next !== undefined && isEntryBelow(next, column)) masked[at] = line.replaceAll(HOLE, ' ');
    } else if (lastHole !== undefined && !(next !== undefined && isBelow(next, column))) {
      const word = lines[lastHole]!.lastIndexOf(HOLE);
      if (word > column) masked[lastHole] = withChar(masked[lastHole]!, word, 'x');
    }
  });
  return masked.join('\n');
}

/**
 * The lines of holes that a block scalar begins with. Where text follows, a sign in the column of the text keeps these
 * blank lines from being wider than it, which would set the scalar's indentation; to PromQL it is a comment. Where nothing
 * follows, one of them is the text.
 */
function maskBlockStart(lines: readonly string[], masked: string[], header: number, column: number): void {
  let first = header + 1;
  while (first < lines.length && NOTHING_ELSE.test(lines[first]!)) first++;
  const indent = first < lines.length ? lines[first]!.search(/\S/) : -1;
  for (let i = header + 1; i < first; i++) {
    const line = lines[i]!;
    const end = line.lastIndexOf(HOLE);
    if (indent > column) {
      if (end >= indent) masked[i] = withChar(masked[i]!, indent, '#');
    } else if (end > column) {
      masked[i] = withChar(masked[i]!, Math.max(line.indexOf(HOLE), column + 1), 'x');
      return;
    }
  }
}

function withChar(line: string, at: number, char: string): string {
  return line.slice(0, at) + char + line.slice(at + 1);
}

/** The header of a block scalar behind a key or a dash. */
const BLOCK = /^(?=[ ]*[^ |>])([ ]*(?:-[ ]+)*)(["']?[\w./\u0001-]+["']?:[ \t]+)?[|>][-+]?[ \t]*(?:#.*)?\r?$/;
/** A line of holes only. */
const NOTHING_ELSE = /^[\s\u0001]*$/;
/** A key with no value, or with nothing but holes for one. */
const KEY = /^([ ]*(?:-[ ]+)*)["']?[\w./-]+["']?:[ \t]*(?:\u0001+[ \t]*)?(?:#.*)?\r?$/;

/** The next line below `at` that says something, and the last line of holes before it. */
function below(lines: readonly string[], at: number): { readonly next?: string; readonly lastHole?: number } {
  let lastHole: number | undefined;
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (!NOTHING_ELSE.test(line)) {
      if (/^\s*#/.test(line)) continue;
      return lastHole === undefined ? { next: line } : { next: line, lastHole };
    }
    if (line.includes(HOLE)) lastHole = i;
  }
  return lastHole === undefined ? {} : { lastHole };
}

/** Whether a line is part of the value of a key in `column`. */
function isBelow(line: string, column: number): boolean {
  const indent = line.search(/\S/);
  return indent > column || (indent === column && /^\s*-(?:\s|$)/.test(line));
}

/** Whether a line is an entry of a mapping or a list of mappings that is the value of a key in `column`. */
function isEntryBelow(line: string, column: number): boolean {
  return isBelow(line, column) && /^\s*(?:-[ ]+)*["']?[\w./-]+["']?:(?:\s|\u0001|$)/.test(line);
}

const HOLE = '\u0001';

function fill(text: string, spans: readonly Span[], char: string): string {
  let result = '';
  let at = 0;
  for (const span of spans) {
    if (span.to <= at) continue;
    const from = Math.max(at, span.from);
    result += text.slice(at, from) + text.slice(from, span.to).replace(/[^\r\n]/g, char);
    at = span.to;
  }
  return result + text.slice(at);
}

function merge(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result[result.length - 1];
    if (last && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else result.push(span);
  }
  return result;
}
