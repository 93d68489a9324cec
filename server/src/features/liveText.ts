// What a server says, fit to be proposed and shown: its words are text, whatever stands in them. Layer: features.
import { type LiveMetric, seenDays } from '../live/live';
import { visible } from '../text/printable';
import type { Knowledge } from './knowledge';

/** Names that can be written without quotes; what else a server has is left out of proposals. */
const plainName = /^[A-Za-z_:][\w:]*$/;
/** Longer values nobody chooses from a list. */
const maxValueLength = 200;

/** Metrics that the server has and that a text stands in; none while nothing is typed. */
export function liveNames(typed: string, { live }: Knowledge): readonly string[] {
  if (!live || typed === '') return [];
  return live.ask({ kind: 'names', subject: typed })?.names.filter(name => plainName.test(name)) ?? [];
}

/** Labels that series of a metric have on the server. */
export function liveLabels(metric: string, { live }: Knowledge): readonly string[] {
  const names = plainName.test(metric) ? live?.ask({ kind: 'labels', subject: metric })?.names : undefined;
  return names?.filter(name => plainName.test(name) && name !== '__name__') ?? [];
}

/** Values of a label among the series of a metric, or of all, on the server. */
export function liveValues(
  metric: string | undefined,
  label: string,
  typed: string,
  { live }: Knowledge,
): readonly string[] {
  if (!live || !plainName.test(label) || (metric !== undefined && !plainName.test(metric))) return [];
  const subject = metric ?? `{${label}!=""}`;
  // What is typed of a pattern is no part of a value.
  const text = /^[\w.:/-]*$/.test(typed) ? typed : '';
  const values = live.ask({ kind: 'values', subject, label, text })?.names ?? [];
  return values.filter(value => value !== '' && value.length <= maxValueLength && isVisible(value));
}

/** Whether nothing in a text hides, turns or breaks a line. */
function isVisible(text: string): boolean {
  return !/[\n\t]/.test(text) && visible(text) === text;
}

/** `on prod`, as a server's name is told beside a proposal. */
export function onServer({ live }: Knowledge): string {
  return `on ${plainText(live?.server ?? '', 60)}`;
}

/** What the server says of a metric, for a hover; undefined where nothing is known. */
export function liveMarkdown(metric: string, { live }: Knowledge): string | undefined {
  const told = live && plainName.test(metric) ? live.ask({ kind: 'metric', subject: metric }) : undefined;
  if (!live || !told) return undefined;
  return `On **${escapeMarkdown(plainText(live.server, 60))}**: ${factsOf(told)}`;
}

function factsOf({ types, help, unit, series, seen }: LiveMetric): string {
  const type = types.length > 0 ? types.map(one => plainText(one, 30)).join(' or ') : '';
  const kind = [type, plainText(unit, 30)].filter(Boolean).map(escapeMarkdown).join(', ');
  const count =
    series > 0
      ? `${series} series now.`
      : seen === 'no'
        ? `no series now or in the last ${seenDays} days.`
        : 'no series now.';
  const words = escapeMarkdown(plainText(help, 300));
  return [kind === '' ? count : `${kind}; ${count}`, words].filter(Boolean).join('\n\n');
}

function plainText(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** A text in which nothing is markup, a link or a command. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+\-.!|~&:@/]/g, '\\$&');
}
