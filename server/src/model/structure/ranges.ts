// Ranges of Alertmanager's time intervals: weekdays, days of the month, months, years, times, time zones.
// Layer: model (pure text).
import type { Span } from '../../text/span';

/** From the first day of a week on, as Alertmanager counts. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

export const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** What is wrong with `monday:friday` and the like, undefined where nothing is. */
export function weekdayProblem(text: string): string | undefined {
  return rangeProblem(
    text,
    (word, written) => {
      const day = WEEKDAYS.indexOf(word);
      if (day >= 0) return day;
      const meant = WEEKDAYS.find(name => word.length >= 3 && name.startsWith(word));
      return meant
        ? `\`${written}\` is no weekday; write \`${meant}\`.`
        : `\`${written}\` is no weekday; write its full English name.`;
    },
    (from, to) =>
      `The range \`${text}\` goes backwards, as the week begins on Sunday; write ${backwardsWeek(from, to)}.`,
  );
}

/** Two ranges for one that passes Saturday: `friday:monday` is `friday:saturday` and `sunday:monday`. */
function backwardsWeek(from: number, to: number): string {
  const range = (first: number, last: number): string =>
    `\`${first === last ? WEEKDAYS[first] : `${WEEKDAYS[first]}:${WEEKDAYS[last]}`}\``;
  return `${range(from, 6)} and ${range(0, to)}`;
}

/** What is wrong with `1:5`, `-1` and the like, undefined where nothing is. */
export function dayOfMonthProblem(text: string): string | undefined {
  const days: number[] = [];
  const problem = rangeProblem(
    text,
    word => {
      const day = integer(word);
      if (day === undefined)
        return `\`${word}\` is no day of the month; write a number from 1 to 31, or -1 to -31 from the end.`;
      days.push(day);
      return 0;
    },
    () => '',
  );
  if (problem) return problem;
  const [begin = 0, end = begin] = days;
  for (const day of [begin, end]) {
    if (day === 0 || day < -31 || day > 31)
      return `${day} is no day of the month; write 1 to 31, or -1 to -31 from the end.`;
  }
  if (begin < 0 && end > 0) return 'A range that begins with a negative day must end with one.';
  const shortest = (day: number): number => (day < 0 ? 28 + day : day);
  if (shortest(begin) > shortest(end))
    return `Day ${end} comes before day ${begin} in a short month; swap or split the range.`;
  return undefined;
}

/** What is wrong with `may:august`, `3` and the like, undefined where nothing is. */
export function monthProblem(text: string): string | undefined {
  return rangeProblem(
    text,
    (word, written) => {
      const month = MONTHS.indexOf(word);
      return month >= 0
        ? month + 1
        : (integer(word) ?? `\`${written}\` is no month; write its full English name or number.`);
    },
    () => `The range \`${text}\` goes backwards; split it in two at the end of the year.`,
  );
}

/** What is wrong with `2026:2028` and the like, undefined where nothing is. */
export function yearProblem(text: string): string | undefined {
  return rangeProblem(
    text,
    word => integer(word) ?? `\`${word}\` is no year; write a number.`,
    () => `The range \`${text}\` goes backwards; swap its years.`,
  );
}

/** Minutes since midnight of `HH:MM` up to 24:00; undefined for anything else. */
export function clockMinutes(text: string): number | undefined {
  const found = /^(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$/.exec(text);
  if (!found) return undefined;
  return found[1] === undefined ? 24 * 60 : Number(found[1]) * 60 + Number(found[2]);
}

/** What is wrong with the name of a time zone; undefined where nothing is or the machine that loads it decides. */
export function locationProblem(text: string): string | undefined {
  if (
    text === '' ||
    text === 'Local' ||
    text === 'UTC' ||
    /^(?:posix|right)\/|^(?:localtime|posixrules|Factory)$/.test(text)
  ) {
    return undefined;
  }
  const unknown = `\`${text}\` is no time zone; write a name such as \`Europe/Berlin\`.`;
  if (text.startsWith('/') || text.startsWith('\\') || text.includes('..') || !/^[A-Za-z]/.test(text)) return unknown;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    // Names are files on the machine: upper and lower case count.
    const sameLetters = known !== text && known.toLowerCase() === text.toLowerCase();
    return sameLetters ? `\`${text}\` is no time zone; did you mean \`${known}\`?` : undefined;
  } catch {
    return unknown;
  }
}

/** The side of a range that is wrong by itself, as `problem` says of it; undefined where it is the range as a whole. */
export function wrongSide(text: string, problem: (text: string) => string | undefined): Span | undefined {
  const colon = text.indexOf(':');
  if (colon < 0 || text.includes(':', colon + 1)) return undefined;
  const sides: readonly Span[] = [
    { from: 0, to: colon },
    { from: colon + 1, to: text.length },
  ];
  return sides.find(({ from, to }) => from < to && problem(text.slice(from, to)) !== undefined);
}

/** `read` gives a member's number, or a sentence on what is wrong with it. */
function rangeProblem(
  text: string,
  read: (word: string, written: string) => number | string,
  backwards: (from: number, to: number) => string,
): string | undefined {
  const words = text.split(':');
  if (words.length > 2) return `\`${text}\` has more than one colon; a range is written as first:last.`;
  const values: number[] = [];
  for (const word of words) {
    const value = read(word.toLowerCase(), word);
    if (typeof value === 'string') return value;
    values.push(value);
  }
  const [from = 0, to = from] = values;
  return from > to ? backwards(from, to) : undefined;
}

/** Go's strconv.Atoi. */
function integer(text: string): number | undefined {
  return /^[-+]?[0-9]+$/.test(text) && Math.abs(Number(text)) < 2 ** 63 ? Number(text) : undefined;
}
