// What a message states in words and numbers: values it prints with the unit behind them, and bounds ("above 90 %",
// "more than 5 errors in the last hour"). Layer: template (pure).
import type { Span } from '../text/span';
import type { ActionNode, Operand, Pipeline, TemplateNode, TextNode } from './ast';
import { type BoundWords, foreignBounds, foreignPeriod } from './boundWords';
import { numerals } from './stated';
import { periods, windowAt, windowBefore } from './statedWindow';

/** A printed `$value`. */
export interface PrintedValue extends Span {
  /** Functions that it goes through, in order: `humanizePercentage`, `printf`, … */
  readonly functions: readonly string[];
  /** The unit word that follows: `%`, `ms`, `GiB`; undefined where there is none that is known. */
  readonly unit?: UnitWord;
  /** "tokens/s", "per minute" after it: seconds of the time that it is told for. */
  readonly per?: number;
  /** "… in the last 5 minutes" after a count: it is told as how many there were in a window. */
  readonly counted: boolean;
  /** The things of which the text says that there are so many: `features`, `unhealthy pods`. */
  readonly things?: string;
}

/** A number that the message says the value is above or below. */
export interface StatedBound extends Span {
  readonly direction: 'above' | 'below';
  readonly number: number;
  readonly unit?: UnitWord;
  /** As it is written: `5 %`. */
  readonly text: string;
  /** Said in words of what is; a sign, or words before it, may state what should be (`target < 5 %`, "should stay below"). */
  readonly isFact: boolean;
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
  const per = periodAt(text);
  const things = unit ? undefined : countedThings.exec(text)?.[1];
  return {
    from: node.from,
    to: node.to,
    functions,
    ...(unit ? { unit } : {}),
    ...(per === undefined ? {} : { per }),
    ...(things === undefined ? {} : { things }),
    counted,
  };
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

/** "features show drift", "unhealthy pods": words for what comes in whole numbers. */
const countedThings =
  /^ ((?:[a-z]{2,20} )?(?:features|columns|models|pods|nodes|replicas|containers|targets|instances|endpoints|hosts|servers|workers|gpus|devices|disks|jobs|partitions|shards|brokers|members|checks|deployments|services))\b/i;

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
      ['fahrenheit', '°F ℉ F fahrenheit'],
      ['Mbit', 'Mbit Mbits megabits'],
      ['Gbit', 'Gbit Gbits gigabits'],
      ['kbit', 'kbit kbits kilobits'],
      ['watts', 'W watts watt'],
      ['kilowatts', 'kW'],
      ['milliwatts', 'mW'],
      ['MHz', 'MHz'],
      ['GHz', 'GHz'],
      ['joules', 'J joules'],
      ['Wh', 'Wh'],
      ['kWh', 'kWh KWh KWH'],
    ] as const
  ).flatMap(([unit, words]) => words.split(' ').map(word => [word, unit] as const)),
);

/** Words that say a unit and "per second" in one; `Gb` alone is mostly meant for bytes. */
const rateWords: ReadonlyMap<string, string> = new Map([
  ['kbps', 'kbit'],
  ['Kbps', 'kbit'],
  ['Mbps', 'Mbit'],
  ['Gbps', 'Gbit'],
  ['Mb', 'Mbit'],
  ['Gb', 'Gbit'],
]);

/** The unit word at the start of a text. */
function unitAt(text: string): UnitWord | undefined {
  const found = /^ ?(%|°[CF]|℃|℉|[a-zA-Zµμ]{1,12})(?![a-zA-Z])/.exec(text);
  const word = found?.[1];
  const bits = word === undefined ? undefined : rateWords.get(word);
  if (found && word !== undefined && bits !== undefined) {
    const behind = text.slice(found[0].length);
    const perSecond = word.endsWith('ps') || /^ ?(?:\/ ?|per )s/i.test(behind);
    return perSecond ? { unit: bits, text: word, perSecond } : undefined;
  }
  const unit = word === undefined ? undefined : (unitWords.get(word) ?? unitWords.get(word.toLowerCase()));
  if (!found || word === undefined || unit === undefined) return undefined;
  // A letter alone stands directly behind its number, or ends what is said.
  if (word.length === 1 && word !== '%' && found[0].startsWith(' ')) {
    if (!/^[WCFJs](?:[.,;:)!]|\s|$)/.test(text.slice(1))) return undefined;
  }
  const perSecond = /^ ?(?:\/ ?|per )s(?:ec(?:ond)?)?\b/i.test(text.slice(found[0].length));
  return { unit, text: word, perSecond };
}

/** "tokens/s", "errors per minute", "req/min", "RPS": seconds of the time. */
function periodAt(text: string): number | undefined {
  if (/^ ?(?:rps|qps)\b/i.test(text)) return 1;
  const found =
    /^ ?(?:[a-z]{1,20} ){0,3}?(?:[a-z]{1,20} ?)?(?:\/ ?|per )(s|sec|second|min|minute|h|hr|hour|day)\b/i.exec(text);
  const word = found?.[1]?.toLowerCase();
  if (word === undefined) return foreignPeriod(text);
  const name = word.startsWith('s')
    ? 'second'
    : word.startsWith('m')
      ? 'minute'
      : word.startsWith('h')
        ? 'hour'
        : 'day';
  return periods[name];
}

const none: readonly StatedBound[] = [];

// ---- bounds ----

const comparators =
  /(?:^|[^a-zA-Z])(above|over|exceed(?:s|ed|ing)?|greater than|more than|higher than|older than|longer than|slower than|larger than|hotter than|beyond|below|under|less than|lower than|fewer than|smaller than|younger than|>=?|<=?|≥|≤)(?: (?:the |a |its )?(?:[a-z]{1,12} )?(?:threshold|limit|target|bound|slo|sla|minimum|maximum)(?: of)?)? ?[$€£]?(\d{1,9}(?:\.\d{1,6})?|(?:one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty)(?= (?:(?:milli|micro)?second|minute|hour|day|percent)))/gi;

/** "for more than 5 minutes" says how long, not how much. */
const howLong = /(?:\bfor|\bin|\bsince|\bevery|\bwithin|\blast|\bpast)\s*$/i;

/** Words before a bound that is no report of what happened. */
const aims =
  /\b(?:target|should|must|expect(?:ed|s)?|stays?|remains?|keep|kept|needs?|requires?|normal(?:ly)?|usual(?:ly)?|until|unless|slo|sla|goal|budget|objective|not|no|never|without|if|when|before|recovers?|resolves?|back|wants?|ensur(?:es?|ing)|verif(?:y|ies)|(?:check(?:s|ing)?|make(?:s|) sure) (?:that|if|whether)|minimum|maximum|at (?:least|most))\b|n't\b/i;

/** Whether a text may state a bound: a blank or a sign stands before its number. Most texts have none, and are passed over. */
export function mayStateBound(text: string): boolean {
  return /[ <>=≥≤$€£\u3000-\u9fff\uac00-\ud7af]\d/.test(text) || inWords.test(text);
}

/** "more than two seconds": a number in words before its unit. */
const inWords =
  / (?:one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty) (?:milli|micro|second|minute|hour|day|percent)/i;

function boundsIn({ text, from }: TextNode): readonly StatedBound[] {
  if (!mayStateBound(text)) return none;
  const found: StatedBound[] = [];
  for (const match of text.matchAll(comparators)) {
    const [all, word, digits] = match;
    if (word === undefined || digits === undefined) continue;
    const to = match.index + all.length;
    const before = match.index + all.indexOf(word);
    const below = /^(?:below|under|less|lower|fewer|smaller|younger|<|≤)/i.test(word);
    const isFact = /[a-z]/i.test(word) && !aims.test(text.slice(Math.max(0, match.index - 60), match.index + 1));
    const bound = boundAt(text, { from: to - digits.length, to, direction: below ? 'below' : 'above' }, before);
    if (bound) found.push({ ...bound, from: from + bound.from, to: from + bound.to, isFact });
  }
  // Whether other languages report or demand is not looked at.
  for (const words of foreignBounds(text)) {
    const bound = boundAt(text, words, words.from);
    if (bound) found.push({ ...bound, from: from + bound.from, to: from + bound.to, isFact: false });
  }
  return found;
}

/** The bound of the digits in a text; `before`: where the words that make it a bound begin. */
function boundAt(
  text: string,
  { from, to: end, direction }: BoundWords,
  before: number,
): Omit<StatedBound, 'isFact'> | undefined {
  // A version or a date, not a bound.
  if (/^[.,]?\d|^-\d/.test(text.slice(end, end + 2))) return undefined;
  const thousands = multiplierAt(text.slice(end, end + 12));
  const behind = end + (thousands?.text.length ?? 0);
  const unit = unitAt(text.slice(behind, behind + 30));
  const isShare = unit?.unit === 'percent';
  if (!isShare && howLong.test(text.slice(Math.max(0, before - 20), before))) return undefined;
  const to = behind + (unit ? text.slice(behind).indexOf(unit.text) + unit.text.length : 0);
  const rest = text.slice(unit ? to : behind, behind + 80);
  const window = windowAt(rest) ?? foreignPeriod(rest) ?? windowBefore(text.slice(0, before).trimEnd());
  return {
    from,
    to,
    direction,
    number: numberOf(text.slice(from, end)) * (thousands?.by ?? 1),
    ...(unit ? { unit } : {}),
    text: text.slice(from, to),
    ...(window === undefined ? {} : { window }),
  };
}

/** The number of digits or of a word. */
function numberOf(text: string): number {
  return numerals[text.toLowerCase()] ?? Number(text);
}

/** "500k tokens", "1M per hour", "2 million": what the number is multiplied by. */
function multiplierAt(text: string): { readonly text: string; readonly by: number } | undefined {
  const found = /^(?:([kKM])(?=[ /.,;:)]|$)| (thousand|million)\b)/.exec(text);
  if (!found) return undefined;
  return { text: found[0], by: (found[1] ?? found[2]!).toLowerCase().startsWith('m') ? 1e6 : 1e3 };
}
