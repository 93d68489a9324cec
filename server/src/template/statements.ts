// What a message states in words and numbers: values it prints with the unit behind them, and bounds ("above 90 %",
// "more than 5 errors in the last hour"). English texts only. Layer: template (pure).
import type { Span } from '../text/span';
import type { ActionNode, Operand, Pipeline, TemplateNode, TextNode } from './ast';

/** A printed `$value`. */
export interface PrintedValue extends Span {
  /** Functions that it goes through, in order: `humanizePercentage`, `printf`, … */
  readonly functions: readonly string[];
  /** The unit word that follows: `%`, `ms`, `GiB`; undefined where there is none that is known. */
  readonly unit?: UnitWord;
  /** "… in the last 5 minutes" after a count: it is told as how many there were in a window. */
  readonly counted: boolean;
}

/** A number that the message says the value is above or below. */
export interface StatedBound extends Span {
  readonly direction: 'above' | 'below';
  readonly number: number;
  readonly unit?: UnitWord;
  /** As it is written: `5 %`. */
  readonly text: string;
  /** "… in the last hour", "per day" after it: seconds of the window. */
  readonly window?: number;
}

export interface UnitWord {
  /** A unit of the catalogue: `percent`, `milliseconds`, `GiB`. */
  readonly unit: string;
  /** As it is written. */
  readonly text: string;
  readonly perSecond: boolean;
}

export interface Statements {
  readonly values: readonly PrintedValue[];
  readonly bounds: readonly StatedBound[];
}

/** Reads a parsed template; spans are UTF-16 offsets of its text. */
export function statementsOf(nodes: readonly TemplateNode[]): Statements {
  const values: PrintedValue[] = [];
  const bounds: StatedBound[] = [];
  // A stack of its own: a template may nest thousands of branches.
  const lists: (readonly TemplateNode[])[] = [nodes];
  for (let list = lists.pop(); list; list = lists.pop()) {
    for (const [i, node] of list.entries()) {
      if (node.kind === 'text') bounds.push(...boundsIn(node));
      else if (node.kind === 'action') {
        const printed = printedIn(node, list[i - 1], list[i + 1]);
        if (printed) values.push(printed);
      } else if (node.kind === 'if' || node.kind === 'with') {
        if (node.otherwise) lists.push(node.otherwise);
        lists.push(node.body);
      }
    }
  }
  return { values, bounds };
}

// ---- values ----

function printedIn(
  node: ActionNode,
  before: TemplateNode | undefined,
  after: TemplateNode | undefined,
): PrintedValue | undefined {
  if (node.pipe.assign) return undefined;
  const functions: string[] = [];
  let format: string | undefined;
  let shows = false;
  const visit = (pipe: Pipeline): void => {
    for (const { args } of pipe.commands) {
      const [first] = args;
      if (first?.kind === 'ident') functions.push(first.name);
      for (const arg of args) {
        if (isValue(arg)) shows = true;
        else if (arg.kind === 'pipe') visit(arg.pipe);
        else if (arg.kind === 'string' && first?.kind === 'ident' && first.name === 'printf') format ??= arg.value;
      }
    }
  };
  visit(node.pipe);
  if (!shows) return undefined;
  const behind = after?.kind === 'text' ? after.text : '';
  const ofFormat = format === undefined ? '' : afterVerb(format);
  const text = `${ofFormat}${behind}`;
  const unit = unitAt(text);
  const earlier = before?.kind === 'text' ? before.text.slice(-60) : '';
  const counted =
    countedWindow.test(text.slice(0, 100)) && !/\brate\b|per[ -]second/i.test(earlier + text.slice(0, 60));
  return { from: node.from, to: node.to, functions, ...(unit ? { unit } : {}), counted };
}

function isValue(arg: Operand): boolean {
  if (arg.kind === 'variable') return arg.name === '$value' && arg.path.length === 0;
  return arg.kind === 'field' && arg.path.length === 1 && arg.path[0]?.name === 'Value';
}

/** What a format writes after its only verb. */
function afterVerb(format: string): string {
  const plain = format.replaceAll('%%', '\u0000');
  const at = plain.search(/[a-zA-Z]/);
  const verb = plain.indexOf('%');
  if (verb < 0 || at < verb) return '';
  return plain.slice(at + 1).replaceAll('\u0000', '%');
}

/** "errors in the last 5 minutes", "restarts during the past hour". */
const countedWindow = /^ ?(?:[a-z]{1,20} ){1,4}(?:in|over|during|within) (?:the )?(?:last|past) /i;

// ---- units ----

const unitWords: ReadonlyMap<string, string> = new Map(
  (
    [
      ['percent', '% percent pct'],
      ['milliseconds', 'ms msec milliseconds millisecond millis'],
      ['microseconds', 'us µs μs microseconds microsecond'],
      ['nanoseconds', 'ns nanoseconds nanosecond'],
      ['seconds', 's sec secs seconds second'],
      ['minutes', 'min mins minutes minute'],
      ['hours', 'h hr hrs hours hour'],
      ['days', 'd days day'],
      ['bytes', 'B bytes byte'],
      ['KB', 'KB kB'],
      ['MB', 'MB'],
      ['GB', 'GB'],
      ['KiB', 'KiB'],
      ['MiB', 'MiB'],
      ['GiB', 'GiB'],
      ['celsius', '°C ℃ C celsius'],
      ['watts', 'W watts watt'],
      ['kilowatts', 'kW'],
      ['milliwatts', 'mW'],
      ['MHz', 'MHz'],
      ['GHz', 'GHz'],
      ['joules', 'J joules'],
    ] as const
  ).flatMap(([unit, words]) => words.split(' ').map(word => [word, unit] as const)),
);

/** The unit word at the start of a text. */
function unitAt(text: string): UnitWord | undefined {
  const found = /^ ?(%|°C|℃|[a-zA-Zµμ]{1,12})(?![a-zA-Z])/.exec(text);
  const word = found?.[1];
  const unit = word === undefined ? undefined : (unitWords.get(word) ?? unitWords.get(word.toLowerCase()));
  if (!found || word === undefined || unit === undefined) return undefined;
  // A letter alone stands directly behind its number.
  if (word.length === 1 && word !== '%' && found[0].startsWith(' ')) return undefined;
  const perSecond = /^ ?(?:\/ ?|per )s(?:ec(?:ond)?)?\b/i.test(text.slice(found[0].length));
  return { unit, text: word, perSecond };
}

const none: readonly StatedBound[] = [];

// ---- bounds ----

const comparators =
  /(?:^|[^a-zA-Z])(above|over|exceed(?:s|ed|ing)?|greater than|more than|higher than|beyond|below|under|less than|lower than|fewer than|>=?|<=?|≥|≤) ?(\d{1,9}(?:\.\d{1,6})?)/gi;

/** "for more than 5 minutes" says how long, not how much. */
const howLong = /(?:\bfor|\bin|\bsince|\bevery|\bwithin|\blast|\bpast)\s*$/i;

const periods: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };

/** Whether a text may state a bound: a blank or a sign stands before its number. Most texts have none, and are passed over. */
export function mayStateBound(text: string): boolean {
  return /[ <>=≥≤]\d/.test(text);
}

function boundsIn({ text, from }: TextNode): readonly StatedBound[] {
  if (!mayStateBound(text)) return none;
  const found: StatedBound[] = [];
  for (const match of text.matchAll(comparators)) {
    const [all, word, digits] = match;
    if (word === undefined || digits === undefined) continue;
    const end = match.index + all.length;
    // A version or a date, not a bound.
    if (/^\.?\d|^-\d/.test(text.slice(end, end + 2))) continue;
    const start = end - digits.length;
    if (howLong.test(text.slice(Math.max(0, match.index - 20), match.index + all.indexOf(word)))) continue;
    const unit = unitAt(text.slice(end, end + 30));
    const below = /^(?:below|under|less|lower|fewer|<|≤)/i.test(word);
    const to = end + (unit ? text.slice(end).indexOf(unit.text) + unit.text.length : 0);
    const window = windowAt(text.slice(unit ? to : end, end + 80));
    found.push({
      from: from + start,
      to: from + to,
      direction: below ? 'below' : 'above',
      number: Number(digits),
      ...(unit ? { unit } : {}),
      text: text.slice(start, to),
      ...(window === undefined ? {} : { window }),
    });
  }
  return found;
}

/** "errors in the last hour", "restarts in 15 minutes", "requests per minute". */
function windowAt(text: string): number | undefined {
  const found =
    /^ ?(?:[a-z]+ ){0,4}(?:(?:in|over|during|within) (?:the )?(?:(?:last|past) )?(?:(\d{1,4}) ?)?|per )(s|sec|m|min|h|d|second|minute|hour|day|week)(?:s|utes|ours)?\b/i.exec(
      text,
    );
  const [, count, word] = found ?? [];
  if (word === undefined) return undefined;
  const name = ({ s: 'second', sec: 'second', m: 'minute', min: 'minute', h: 'hour', d: 'day' } as const)[
    word.toLowerCase() as 's'
  ];
  return Number(count ?? 1) * (periods[name ?? word.toLowerCase()] ?? 1);
}
