// What a message says besides numbers and units: which percentile, and how long. English texts only. Layer: template (pure).
import type { Span } from '../text/span';
import type { TemplateNode } from './ast';

export interface StatedPercentile extends Span {
  /** 0.95 for "p95", "95th percentile". */
  readonly quantile: number;
  readonly text: string;
}

export interface StatedDuration extends Span {
  readonly seconds: number;
  /** `for`: it has lasted so long; `past`: what is counted in that time; `ahead`: what will be then. */
  readonly kind: 'for' | 'past' | 'ahead';
  readonly text: string;
}

/** The texts of a template between its actions, those of all branches included. */
function* textsOf(nodes: readonly TemplateNode[]): Generator<{ readonly text: string; readonly from: number }> {
  const lists: (readonly TemplateNode[])[] = [nodes];
  for (let list = lists.pop(); list; list = lists.pop()) {
    for (const node of list) {
      if (node.kind === 'text') yield node;
      else if (node.kind === 'if' || node.kind === 'with') {
        if (node.otherwise) lists.push(node.otherwise);
        lists.push(node.body);
      }
    }
  }
}

/** What a message says of percentiles and times. */
export interface Stated {
  readonly percentiles: readonly StatedPercentile[];
  readonly durations: readonly StatedDuration[];
}

/** Reads the parsed template of a text. */
export function statedIn(text: string, nodes: readonly TemplateNode[]): Stated {
  return {
    percentiles: mayNamePercentile(text) ? percentilesIn(nodes) : none,
    durations: mayStateDuration(text) ? durationsIn(nodes) : none,
  };
}

const none: readonly never[] = [];

/** Whether a text may name a percentile; most do not, and are passed over. */
function mayNamePercentile(text: string): boolean {
  return /\bp\d\d|percentile|median/i.test(text);
}

const percentiles =
  /\bp(\d{2}(?:\.\d{1,2})?|999)\b|\b(\d{2}(?:\.\d{1,2})?)(?:th|st|nd|rd)? ?-?percentile|\b(median)\b/gi;

/** The percentiles that a message names: "p99", "95th percentile", "median". */
function percentilesIn(nodes: readonly TemplateNode[]): readonly StatedPercentile[] {
  const found: StatedPercentile[] = [];
  for (const { text, from } of textsOf(nodes)) {
    for (const match of text.matchAll(percentiles)) {
      const digits = match[1] ?? match[2];
      const number = digits === undefined ? 50 : digits === '999' ? 99.9 : Number(digits);
      const at = from + match.index;
      found.push({
        from: at,
        to: at + match[0].length,
        quantile: Number((number / 100).toPrecision(6)),
        text: match[0],
      });
    }
  }
  return found;
}

/** Numbers in words; "for a minute" is said of what takes a little. */
export const numerals: Readonly<Record<string, number>> = {
  'half an': 0.5,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  'forty-five': 45,
};

/** Whether a text may state a duration; most do not, and are passed over. */
function mayStateDuration(text: string): boolean {
  return (
    /\b(?:for|last|past|previous|next|within|over|in)\b/i.test(text) && /\d ?[smhd]|(?:minute|hour|day)s?\b/i.test(text)
  );
}

const durations =
  /\b(for|(?:in|over|during|within) (?:the )?(?:last|past|previous)|(?:in|within) (?:the )?next|within|in) (?:(?:more than|over|at least|longer than|less than|about|around|approximately|the last|the past|>) ?)?(\d{1,4}|half an|an|one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|forty-five)?\+? ?-?(s|sec|secs|seconds?|m|min|mins|minutes?|h|hr|hrs|hours?|d|days?)\b/gi;

/** What somebody shall do, what a program does, or what once happened has times of its own. */
const others =
  /\b(?:wait|waiting|silence|snooze|retry|retries|retrying|sleep|pause|mute|every|cache|cached|respond|response|resolve|fix|investigate|check|scale|restart|restarts|timeout|rotate|keep|kept|retain|retention|escalate|page|if|hid|unnoticed|undetected|incident)\b/i;

const sizes: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** How long something has lasted, is counted or will take, by what a message says. */
function durationsIn(nodes: readonly TemplateNode[]): readonly StatedDuration[] {
  const found: StatedDuration[] = [];
  for (const { text, from } of textsOf(nodes)) {
    if (!mayStateDuration(text)) continue;
    for (const match of text.matchAll(durations)) {
      const [all, word = '', digits = '', unit = ''] = match;
      // "in the last hour" is one of them; "for hours" says nothing.
      if (digits === '' && !/^(?:minute|hour|day)$/i.test(unit)) continue;
      const numeral = numerals[digits.toLowerCase()];
      // A letter is no word for a unit behind a word: "for a d".
      if (numeral !== undefined && unit.length < 3) continue;
      if (others.test(sentenceBefore(text, match.index))) continue;
      const seconds = (numeral ?? Number(digits || 1)) * sizes[unit[0]!.toLowerCase()]!;
      const start = match.index + all.lastIndexOf(digits || unit, all.length - unit.length);
      const lower = word.toLowerCase();
      if (digits === '' && !/last|past|previous/.test(lower)) continue;
      const kind = lower === 'for' ? 'for' : /last|past|previous/.test(lower) ? 'past' : 'ahead';
      const end = match.index + all.length;
      found.push({ from: from + start, to: from + end, seconds, kind, text: text.slice(start, end) });
    }
  }
  return found;
}

/** What stands before a place in its sentence, the last words of it. */
function sentenceBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 50), at);
  return before.slice(before.lastIndexOf('. ') + 1);
}
