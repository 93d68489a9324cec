// A message says another time than the rule waits or looks back. Layer: checks.

import type { ExprUnit, TemplateUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import type { RuleUnit } from '../../model/ruleFile';
import type { DurationExpr, Expr, VectorSelector } from '../../promql/ast';
import { formatDuration, secondsOf } from '../../promql/durations';
import { isAboutAlerts, isComparison, metricName, numberOf } from '../../promql/inspect';
import { durationInWords } from '../../promql/ranges';
import { windowOf } from '../../promql/value/calls';
import { close, isMargin } from '../../promql/value/unit';
import { nodesOf } from '../../promql/walk';
import type { StatedDuration } from '../../template/stated';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/other-duration',
  summary: 'A message says another time than the rule waits or looks back.',
  severity: 'info',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'duration stated'],
  where: 'annotation',
  needs: ['catalog'],
  messages: {
    unit: 'The message says "{stated}", and the expression compares with {written}: convert one of them.',
    age: 'The message says "{stated}", and the expression compares the age with {written}: make both the same.',
    wait: 'The message says "for {stated}", and the alert waits {wait}: make both the same.',
    once: 'The message says "for {stated}", and the alert fires as soon as it is so: add `for: {wait}`.',
    short:
      'The message says "for {stated}", and the expression looks back {window} and nothing waits: make both the same.',
    window: 'The message speaks of the last {stated}, and the expression looks back {window}: make both the same.',
    recorded:
      'The message speaks of the last {stated}, and `{metric}` looks back {window} by its name: make both the same.',
    ahead: 'The message says "{stated}", and `predict_linear()` looks {horizon} ahead: make both the same.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || !tells.test(unit.name)) return;
    const stated = unit.stated.durations;
    if (stated.length === 0) return;
    const times = timesOf(expr, unit);
    const restsOn = [wholeOf(expr.source)];
    for (const one of stated) {
      // How far ahead is looked stands in seconds there, and no number of another unit answers for it.
      const isAhead = one.kind === 'ahead' && times.horizon !== undefined;
      if (isAhead ? close(times.horizon!, one.seconds) : isNamed(one, times)) continue;
      if (isWithWait(one, stated, times)) continue;
      const meant = times.compared.find(({ number }) => sizes.some(size => close(number * size, one.seconds)));
      if (meant && (one.kind !== 'past' || meant.isAge)) {
        const data = { stated: one.text, written: durationInWords(meant.seconds) };
        ctx.report(one, 'unit', data, { restsOn, severity: 'warning' });
        continue;
      }
      const age = one.kind !== 'ahead' && times.windows.length === 0 ? onlyAge(times) : undefined;
      if (age !== undefined) {
        if (isMargin(one.seconds, age)) continue;
        ctx.report(one, 'age', { stated: one.text, written: durationInWords(age) }, { restsOn });
        continue;
      }
      const wait = times.wait;
      const [window, ...otherWindows] = times.windows;
      if (one.kind === 'for') {
        if (wait === undefined || expr.selectors.some(isOfTime)) continue;
        if (wait === 0) {
          if (otherWindows.length > 0 || times.compared.length > 0 || isDifference(expr)) continue;
          if (window === undefined)
            ctx.report(one, 'once', { stated: one.text, wait: formatDuration(one.seconds) }, { restsOn });
          else if (window < one.seconds)
            ctx.report(one, 'short', { stated: one.text, window: durationInWords(window) }, { restsOn });
          continue;
        }
        if (isOfAnotherAlert(unit.source.text.slice(0, one.from), unit.rule)) continue;
        ctx.report(one, 'wait', { stated: one.text, wait: durationInWords(wait) }, { restsOn });
      } else if (one.kind === 'past') {
        if (window === undefined || otherWindows.length > 0 || isWaitUnknown(unit)) continue;
        const data = { stated: one.text, window: durationInWords(window) };
        const { recording } = times;
        if (recording === undefined) ctx.report(one, 'window', data, { restsOn });
        else ctx.report(one, 'recorded', { ...data, metric: recording }, { restsOn });
      } else if (times.horizon !== undefined) {
        ctx.report(one, 'ahead', { stated: one.text, horizon: durationInWords(times.horizon) }, { restsOn });
      }
    }
  },
});

/** Whether a message says a time of something else, and how long that is with the alert's wait: "after 10 minutes, so for 15 now". */
function isWithWait(one: StatedDuration, stated: readonly StatedDuration[], { wait }: Times): boolean {
  return wait !== undefined && wait > 0 && stated.some(other => close(Math.abs(one.seconds - other.seconds), wait));
}

/** Whether two times are taken from each other, of which nothing else may be known. */
function isDifference({ nodes }: ExprUnit): boolean {
  return nodes.some(node => node.kind === 'call' && /^(?:time|timestamp)$/.test(node.func.name));
}

/** Whether a sentence speaks of another alert, whose name it says: "NodeHighMemoryUsage (which fires at 90 % for 15m)". */
function isOfAnotherAlert(before: string, { alert }: RuleUnit): boolean {
  const sentence = before.slice(before.lastIndexOf('. ') + 1);
  return (sentence.match(/\b(?:[A-Z][a-z0-9]+){3,12}\b/g) ?? []).some(word => word !== alert?.value);
}

/** What happened; what to do has times of its own. */
const tells = /summary|desc|message|title|text/i;

interface Times {
  readonly wait: number | undefined;
  /** The different ranges of the expression, those included over which it reads a series that was recorded. */
  readonly windows: readonly number[];
  /** The recorded series whose name says such a range. */
  readonly recording: string | undefined;
  readonly horizon: number | undefined;
  /** Numbers that times are compared with, and how many seconds each is. */
  readonly compared: readonly { readonly number: number; readonly seconds: number; readonly isAge: boolean }[];
  /** All that is written in the rule, in seconds or as a number of any unit. */
  readonly all: readonly number[];
}

function timesOf(expr: ExprUnit, { rule }: TemplateUnit): Times {
  const { nodes } = expr;
  const { compared, parts } = comparedTimes(expr);
  const windows = new Set<number>();
  const all: number[] = [];
  let horizon: number | undefined;
  let recording: string | undefined;
  for (const node of nodes) {
    const seconds = windowOf(node);
    if (seconds !== undefined) windows.add(seconds);
    const recorded = node.kind === 'selector' ? windowInName(node) : undefined;
    if (recorded !== undefined) windows.add(recorded.seconds);
    recording ??= recorded?.metric;
    if (node.kind === 'selector' || node.kind === 'subquery') addPlain(node.offset?.duration, all);
    if (node.kind === 'call' && node.func.name === 'predict_linear') horizon = node.args[1] && numberOf(node.args[1]);
    const number = node.kind === 'number' || node.kind === 'binary' ? numberOf(node) : undefined;
    if (number !== undefined && !parts.has(node)) all.push(number);
  }
  const wait = rule.for ? secondsOf(rule.for.value) : undefined;
  const keep = rule.keepFiringFor ? secondsOf(rule.keepFiringFor.value) : undefined;
  for (const time of [wait, keep, horizon]) if (time !== undefined) all.push(time);
  for (const window of windows) {
    all.push(window);
    if (wait !== undefined) all.push(window + wait);
  }
  return { wait: rule.for ? wait : 0, windows: [...windows], recording, horizon, compared, all };
}

/** The range over which a series was recorded, by its name: `job:errors:rate5m`. */
const rangeInName = /:(?:[a-z0-9]+_)*(?:i?rate|increase|delta|avg|mean|max|min)_?(\d{1,4}[smhdw])$/;

function windowInName(selector: VectorSelector): { readonly metric: string; readonly seconds: number } | undefined {
  const metric = metricName(selector) ?? '';
  const seconds = secondsOf(rangeInName.exec(metric)?.[1]);
  return seconds === undefined ? undefined : { metric, seconds };
}

/** What values that are times are compared with, and the nodes that those numbers are written by. */
function comparedTimes(expr: ExprUnit): Pick<Times, 'compared'> & { readonly parts: ReadonlySet<Expr> } {
  const compared: { number: number; seconds: number; isAge: boolean }[] = [];
  const parts = new Set<Expr>();
  for (const node of expr.nodes) {
    if (node.kind !== 'binary' || !isComparison(node.op)) continue;
    const number = numberOf(node.rhs);
    const value = number === undefined ? undefined : expr.valueOf(node.lhs);
    const unit = value?.unit;
    if (number === undefined || unit?.of !== 'time' || unit.perSecond) continue;
    compared.push({ number, seconds: number * unit.scale, isAge: value?.kind === 'age' });
    for (const part of nodesOf(node.rhs)) parts.add(part);
  }
  return { compared, parts };
}

/** What an age is compared with, in seconds, where nothing else of the expression is a time. */
function onlyAge({ compared }: Times): number | undefined {
  const [only, ...others] = compared;
  return only?.isAge && others.length === 0 ? only.seconds : undefined;
}

/** Whether a template engine writes how long the alert waits, which may be what is left of the time that is told. */
function isWaitUnknown({ rule }: TemplateUnit): boolean {
  return rule.for !== undefined && secondsOf(rule.for.value) === undefined;
}

/** Metrics whose name says that they count what lasts for some time, or what was recorded over a window. */
const lasting =
  /(?:^|[_:])(?:old|oldest|stale|stuck|longest|overdue|expired|\d+(?:s|m|h|d|w)|[a-z]+\d+(?:s|m|h|d|w))(?:[_:]|$)/;

/** Whether a series has a time of its own, to which the alert's wait is added: another alert waited for it already, or its name says so. */
function isOfTime(selector: VectorSelector): boolean {
  const name = metricName(selector) ?? '';
  return isAboutAlerts(name) || lasting.test(name);
}

function addPlain(duration: DurationExpr | undefined, into: number[]): void {
  if (duration?.kind === 'number') into.push(duration.value);
}

/** Units of time, in seconds. */
const sizes = [1, 60, 3600, 86_400, 0.001];

/** A number may be in any unit of time, and a name may say the time as well. */
function isNamed({ seconds }: StatedDuration, { all, compared }: Times): boolean {
  if (compared.some(one => close(one.seconds, seconds))) return true;
  return all.some(number => sizes.some(size => close(number * size, seconds)));
}
