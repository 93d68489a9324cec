// `preview --format text`: for each alert how often it would have fired, a band for every series, what it would have said and
// what may be different. Readable without colours. Layer: cli.
import type { AlertSeries, Backtest, SpanState, WireValue } from '../../alerting/backtest/backtest';
import type { AskedBacktest } from '../../backtest/backtestRule';
import { formatFloat } from '../../go/floats';
import { printable } from '../../text/printable';
import type { Moment } from '../preview/moments';
import type { PreviewOutput, PreviewReport } from '../preview/report';
import { previewChart } from './previewChart';
import { namesOf } from './seriesNames';

const marks: Readonly<Record<SpanState, string>> = { pending: '░', firing: '▓', kept: '▒' };
/** Of what falls into one character the strongest is shown. */
const strength: readonly SpanState[] = ['pending', 'kept', 'firing'];

/** What happened in less time says little about a whole day. */
const halfDay = 43_200_000;

const shownSeries = 20;
const shownTransitions = 15;

export function previewText(output: PreviewOutput): string {
  const { reports, simulated, from, to, server } = output;
  const head = [
    ...(simulated ? [simulated.note] : []),
    `${output.path} ${simulated ? 'on simulated data' : `on ${server}`}, ${stamp(from)} to ${stamp(to)}`,
  ];
  const shared = sharedCaveats(output);
  const notes = reports.flatMap(report => report.simulated?.note ?? []);
  const said = [...shared].filter(text => !notes.some(note => text.includes(note)));
  const lines = [
    ...head,
    ...reports.flatMap((report, i) => ['', ...ofRule(report, output, shared, reachedBy(output, i))]),
    ...told(output),
    ...(said.length > 0 ? ['', ...(reports.length > 1 ? ['For all of them:'] : [])] : []),
    ...said.map(text => `  ! ${text}`),
  ];
  return `${lines.map(line => printable(line)).join('\n')}\n`;
}

function reachedBy({ notifications }: PreviewOutput, rule: number): readonly string[] {
  return notifications === undefined || typeof notifications === 'string' ? [] : (notifications.reached[rule] ?? []);
}

/** Who would have been told of all of it. */
function told({ notifications, from, to }: PreviewOutput): readonly string[] {
  if (notifications === undefined) return [];
  if (typeof notifications === 'string') return ['', notifications];
  const { configuration, sent, isCut, receivers, held } = notifications;
  const days = (to - from) / 86_400_000;
  const all = `${isCut ? 'more than ' : ''}${sent === 1 ? '1 notification' : `${sent} notifications`}`;
  const margin = Math.max(0, ...receivers.map(({ receiver, kind }) => receiver.length + kind.length + 3));
  return [
    '',
    `By ${configuration} ${sent === 0 ? 'nobody would have been told' : `${all} would have been sent${to - from < halfDay ? '' : ` (${perDay(sent / days)})`}`}.`,
    ...receivers.map(
      one => `  ${`${one.receiver} (${one.kind})`.padEnd(margin)} ${times(one.sent)}, first ${stamp(one.first)}`,
    ),
    ...held.map(({ why, times: count }) => `  held back ${times(count)}: ${heldWords[why] ?? why}`),
  ];
}

const heldWords: Readonly<Record<string, string>> = {
  muted: 'within a mute interval',
  inactive: 'outside of the active intervals',
  inhibited: 'another alert inhibits',
};

/** What is said of every alert that was asked is said once; what the head says already is not said again. */
function sharedCaveats({ reports }: PreviewOutput): ReadonlySet<string> {
  const lists = reports.flatMap(({ asked }) => (asked ? [asked.found.caveats] : []));
  return new Set(lists[0]?.filter(text => lists.every(list => list.includes(text))));
}

function ofRule(
  report: PreviewReport,
  { width, simulated: all }: PreviewOutput,
  shared: ReadonlySet<string>,
  reached: readonly string[],
): readonly string[] {
  const { name, severity, group, line, expr, problem, asked, rule, simulated } = report;
  const head = [
    `${name}${severity === undefined ? '' : ` (${severity})`}  line ${line}, group ${group}${rule && asked ? `, ${timing(rule.timing, asked)}` : ''}`,
    ...expr
      .trim()
      .split('\n')
      .map(text => `  ${text}`),
  ];
  if (simulated && all?.scenario === undefined) head.push(`  In the scenario ${simulated.scenario}:`);
  if (problem !== undefined || !asked) return [...head, `  ${problem ?? 'not asked'}`];
  const { found } = asked;
  return [
    ...head,
    `  ${summary(found)}`,
    ...(reached.length > 0 ? [`  Goes to ${reached.join(', ')}.`] : []),
    ...(asked.check ? [`  ${checked(asked)}`] : []),
    ...previewChart(asked, width).map(text => `  ${text}`),
    ...bands(found, width),
    ...transitions(found, report.moments),
    ...failures(found),
    ...found.caveats
      .filter(text => !shared.has(text) && !(simulated && text.includes(simulated.note)))
      .map(text => `  ! ${text}`),
  ];
}

function timing(rule: { readonly for: number; readonly keepFiringFor: number }, { schedule }: AskedBacktest): string {
  const { interval, phase, source } = schedule;
  const known = { loaded: 'as the server does', computed: 'computed from its name', assumed: 'where in it is assumed' }[
    source
  ];
  return [
    `every ${length(interval)} (at +${(phase / 1000).toFixed(3)} s, ${known})`,
    ...(rule.for > 0 ? [`for ${length(rule.for)}`] : []),
    ...(rule.keepFiringFor > 0 ? [`keep_firing_for ${length(rule.keepFiringFor)}`] : []),
  ].join(', ');
}

function summary({ totals, slots, series }: Backtest): string {
  if (slots.count === 0) return 'No evaluation falls into the window.';
  const now =
    totals.firingNow + totals.pendingNow > 0 ? `; now ${totals.firingNow} firing, ${totals.pendingNow} pending` : '';
  if (totals.firings === 0) {
    return totals.pendingOnly + totals.pendingNow === 0
      ? `Would not have fired, nor been pending (${slots.count} evaluations).`
      : `Would not have fired; pending ${totals.pendingOnly + totals.pendingNow} times (${slots.count} evaluations)${now}.`;
  }
  return [
    `Would have fired ${times(totals.firings)}${slots.count * slots.step < halfDay ? '' : ` (${perDay(totals.firingsPerDay)})`}, ${totals.fired} of ${series.length} series`,
    `longest ${length(totals.longest)}`,
    ...(totals.flapping > 0 ? [`again within 15 minutes ${times(totals.flapping)}`] : []),
    ...(totals.pendingOnly > 0 ? [`pending without firing ${times(totals.pendingOnly)}`] : []),
  ]
    .join(', ')
    .concat(now, '.');
}

function checked({ check }: AskedBacktest): string {
  if (!check) return '';
  const { agree, compared, differences } = check;
  const first = differences[0];
  const where = first
    ? `; first difference at ${stamp(first.time)}: here ${first.here.join(' ') || 'nothing'}, there ${first.there.join(' ') || 'nothing'}`
    : '';
  return `Agrees with the ALERTS of the server on ${agree} of ${compared} evaluations${where}.`;
}

function bands({ series, slots }: Backtest, width: number): readonly string[] {
  if (series.length === 0) return [];
  const { common, names } = namesOf(series);
  const order = series
    .map((one, i) => ({ one, name: names[i]! }))
    .sort((a, b) => b.one.firings - a.one.firings || (a.name < b.name ? -1 : 1));
  const shown = order.slice(0, shownSeries);
  const margin = Math.min(40, Math.max(...shown.map(({ name }) => name.length)));
  const room = Math.max(20, width - margin - 5);
  const end = slots.start + slots.count * slots.step;
  return [
    ...(common === '' ? [] : [`  ${clip(`all: ${common}`, width - 2)}`]),
    `  ${marks.pending} pending  ${marks.firing} firing  ${marks.kept} kept by keep_firing_for`,
    ...shown.map(({ one, name }) => `  ${clip(name, margin).padEnd(margin)} ${band(one, slots.start, end, room)}`),
    `  ${' '.repeat(margin)} ${axis(slots.start, end, room)}`,
    ...(order.length > shown.length ? [`  … and ${order.length - shown.length} more series`] : []),
  ];
}

function band({ spans }: AlertSeries, start: number, end: number, width: number): string {
  const cells = new Int8Array(width).fill(-1);
  for (const { state, from, to } of spans) {
    const first = Math.max(0, Math.floor(((from - start) / (end - start)) * width));
    const last = Math.min(width, Math.max(first + 1, Math.ceil(((to - start) / (end - start)) * width)));
    const level = strength.indexOf(state);
    for (let i = first; i < last; i++) cells[i] = Math.max(cells[i]!, level);
  }
  return Array.from(cells, level => (level < 0 ? '·' : marks[strength[level]!])).join('');
}

function axis(start: number, end: number, width: number): string {
  const shown = end - start < 3_600_000 ? ([11, 19] as const) : ([5, 16] as const);
  const [from, to] = [stamp(start).slice(...shown), stamp(end).slice(...shown)];
  return `${from}${' '.repeat(Math.max(1, width - from.length - to.length))}${to}`;
}

function transitions(found: Backtest, moments: readonly Moment[]): readonly string[] {
  const { transitions: all, transitionCount, series } = found;
  if (all.length === 0) return [];
  const { names } = namesOf(series);
  const shown = all.slice(-shownTransitions);
  const said = new Map(moments.map(moment => [moment.transition, moment]));
  return [
    `  ${transitionCount > shown.length ? `The last ${shown.length} of ${transitionCount} changes` : 'Changes'}:`,
    ...shown.flatMap(transition => {
      const { time, to, seen, activeAt } = transition;
      const since = to === 'firing' && activeAt < time ? ` (pending since ${stamp(activeAt).slice(11)})` : '';
      const value = to === 'inactive' ? '' : ` ${valueText(seen.value)}`;
      const word = { pending: 'pending', firing: 'FIRING', kept: 'kept firing', inactive: 'ended' }[to];
      const moment = said.get(transition);
      return [
        `  ${stamp(time)}  ${word.padEnd(11)} ${names[transition.series]}${value}${since}`,
        ...(moment ? message(moment) : []),
      ];
    }),
  ];
}

function message({ rendered }: Moment): readonly string[] {
  return rendered.annotations.flatMap(({ name, text, error }) => [
    ...text
      .trim()
      .split('\n')
      .map((line, i) => `      ${i === 0 ? `${name}: ` : '  '}${line}`),
    ...(error === undefined ? [] : [`      ${name} fails: ${error}`]),
  ]);
}

function failures({ failures: all, failureCount }: Backtest): readonly string[] {
  const [first] = all;
  if (!first) return [];
  return [`  ${times(failureCount)} the evaluation fails, first at ${stamp(first.time)}: ${first.message}`];
}

function valueText(value: WireValue): string {
  return typeof value === 'number' ? formatFloat(value, 'g', 6) : value;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function perDay(rate: number): string {
  return `${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)} a day`;
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** A length such as `1d 2h`, `5m`, `1.5s`. */
export function length(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const;
  let rest = ms;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  if (rest > 0 || parts.length === 0) parts.push(`${rest / 1000}s`);
  return parts.slice(0, 2).join(' ');
}

/** A time of UTC to the second. */
function stamp(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
