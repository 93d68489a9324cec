// `info()`: labels of info metrics joined to the series of the same instance and job. Layer: evaluation.
import type { Call, Expr } from '../../promql/ast';
import { typeOf } from '../../promql/types';
import { childrenOf } from '../../promql/walk';
import { Labels, metricName } from '../../series/labels';
import type { LabelMatcher, Series } from '../../series/series';
import { type Column, type Grid, isEmpty, type OpenColumn, timeAt } from '../column';
import type { Evaluation } from '../evaluation';
import { makeMatcher } from '../matchers';
import { isMetadata } from '../names';
import { pinnedTime } from '../reference';
import { latestIndex } from '../selectors';
import { unwrapped } from './arguments';

const identifying = ['instance', 'job'];

/** Where info series are looked up: at one time for all steps where `pinned` is set; milliseconds. */
interface InfoReference {
  readonly pinned: number | undefined;
  readonly offset: number;
}

/** An info series at one step. */
interface Found {
  readonly series: Series;
  readonly time: number;
}

/** Joins the labels that the second argument names, or all of `target_info`. */
export function* info(ev: Evaluation, expr: Call, grid: Grid): Generator<void, readonly Column[]> {
  const base = unwrapped(expr.args[0]!);
  const columns = yield* ev.vector(base, grid);
  const selector = expr.args[1] && unwrapped(expr.args[1]);
  const matchers = selector?.kind === 'selector' ? ev.matchers(selector) : [];
  const join = new InfoJoin(ev, expr, grid, matchers, selector !== undefined, commonReference(ev, base));
  yield* join.find(columns);
  for (let step = 0; step < grid.count; step++) {
    join.step(columns, step);
    if (ev.spend(columns.length * 5, expr)) yield;
  }
  return join.results();
}

class InfoJoin {
  private readonly nameMatchers: readonly LabelMatcher[];
  private readonly dataMatchers: readonly LabelMatcher[];
  private readonly dataLabels: ReadonlySet<string>;
  private series: readonly Series[] = [];
  private readonly joined = new Map<string, OpenColumn>();

  constructor(
    private readonly ev: Evaluation,
    private readonly expr: Call,
    private readonly grid: Grid,
    matchers: readonly LabelMatcher[],
    given: boolean,
    private readonly reference: InfoReference,
  ) {
    const names = given ? matchers.filter(({ name }) => name === metricName) : [];
    this.nameMatchers = effectiveNames(names);
    this.dataMatchers = matchers.filter(({ name }) => name !== metricName);
    this.dataLabels = new Set(this.dataMatchers.map(({ name }) => name));
  }

  results(): readonly Column[] {
    return [...this.joined.values()].filter(column => !isEmpty(column));
  }

  /** Whether a series is an info metric itself, which is passed on as it is. */
  private isInfo(labels: Labels): boolean {
    return this.nameMatchers.every(matcher => matcher.matches(labels.get(metricName)));
  }

  /** Looks up the info series of the instances and jobs that the columns name. */
  *find(columns: readonly Column[]): Generator<void, void> {
    const groups = new Map<string, [Set<string>, Set<string>]>();
    for (const { labels } of columns) {
      if (this.isInfo(labels)) continue;
      const values = identifying.map(name => labels.get(name));
      const presence = values.map(value => (value === '' ? '-' : '+')).join('');
      if (presence === '--') continue;
      const group = groups.get(presence) ?? [new Set(), new Set()];
      for (const [i, value] of values.entries()) group[i]!.add(value);
      groups.set(presence, group as [Set<string>, Set<string>]);
    }
    const { from, to } = this.bounds();
    const found: Series[] = [];
    for (const group of groups.values()) {
      const own = identifying.map((name, i): LabelMatcher => {
        const values = group[i]!;
        return { name, op: '=~', value: '', matches: value => values.has(value) };
      });
      found.push(...(yield* this.ev.lookUp([...own, ...this.dataMatchers, ...this.nameMatchers], from, to)));
    }
    this.series = found;
  }

  step(columns: readonly Column[], step: number): void {
    const infos = columns.some(({ present }) => present[step]) ? this.infosAt(step) : undefined;
    for (const column of columns) {
      if (!column.present[step]) continue;
      const labels = this.isInfo(column.labels) ? column.labels : this.labelsFor(column.labels, infos!);
      if (labels) this.put(column, labels, step);
    }
  }

  /** By name and identity the info series of a step; of two the one whose sample is newer. */
  private infosAt(step: number): ReadonlyMap<string, readonly Found[]> {
    const time = this.reference.pinned ?? timeAt(this.grid, step);
    const latest = new Map<string, Found>();
    for (const series of this.series) {
      const at = latestIndex(this.ev, series, time - this.reference.offset);
      if (at < 0) continue;
      if (series.histograms?.[at]) this.fail(`this should be an info metric, with float samples: ${series.labels}`);
      const found = { series, time: series.times[at]! };
      const key = `${series.labels.get(metricName)}\u0000${identityOf(series.labels)}`;
      const before = latest.get(key);
      if (before?.time === found.time) {
        this.fail(
          `found duplicate series for info metric: existing ${before.series.labels} @ ${before.time}, new ${series.labels} @ ${found.time}`,
        );
      }
      if (!before || before.time < found.time) latest.set(key, found);
    }
    const byIdentity = new Map<string, Found[]>();
    for (const found of latest.values()) {
      const identity = identityOf(found.series.labels);
      byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), found]);
    }
    return byIdentity;
  }

  /** The labels with those of the info series; undefined where matchers want some that there are not. */
  private labelsFor(base: Labels, infos: ReadonlyMap<string, readonly Found[]>): Labels | undefined {
    const found = infos.get(identityOf(base)) ?? [];
    if (found.length === 0) return this.dataMatchers.every(matcher => matcher.matches('')) ? base : undefined;
    const added = new Map<string, string>();
    for (const { series } of found) {
      for (const [name, value] of series.labels) {
        if (isMetadata(name) || (this.dataLabels.size > 0 && !this.dataLabels.has(name))) continue;
        if ((added.get(name) ?? value) !== value) this.fail(`conflicting label: ${name}`);
        if (!base.has(name)) added.set(name, value);
      }
    }
    return Labels.of([...base, ...added]);
  }

  private put(column: Column, labels: Labels, step: number): void {
    let result = this.joined.get(labels.key);
    if (!result) {
      result = this.ev.column(labels, this.grid.count, this.expr, column.dropName);
      this.joined.set(labels.key, result);
    }
    if (result.present[step]) this.fail('vector cannot contain metrics with the same labelset');
    result.present[step] = 1;
    result.values[step] = column.values[step]!;
    const histogram = column.histograms?.[step];
    if (histogram) {
      result.histograms ??= new Array<typeof histogram | undefined>(this.grid.count).fill(undefined);
      result.histograms[step] = histogram;
    }
  }

  private bounds(): { readonly from: number; readonly to: number } {
    const { pinned, offset } = this.reference;
    const from = pinned ?? this.grid.start;
    const to = pinned ?? timeAt(this.grid, this.grid.count - 1);
    return { from: from - offset - this.ev.lookback, to: to - offset };
  }

  private fail(message: string): never {
    return this.ev.fail('execution', message, this.expr);
  }
}

function identityOf(labels: Labels): string {
  return identifying.map(name => labels.get(name)).join('\u0000');
}

/** Without a matcher that asks for a name all info metrics are meant; without any matcher `target_info`. */
function effectiveNames(matchers: readonly LabelMatcher[]): readonly LabelMatcher[] {
  if (matchers.some(({ op }) => op === '=' || op === '=~')) return matchers;
  if (matchers.length > 0) return [makeMatcher(metricName, '=~', '.+_info')!, ...matchers];
  return [makeMatcher(metricName, '=', 'target_info')!];
}

/** Where the selectors of the base look, if all look at the same; else info series are looked up at the step. */
function commonReference(ev: Evaluation, base: Expr): InfoReference {
  const found: InfoReference[] = [];
  const uniform = gather(ev, base, [], found);
  const [first] = found;
  const same = first && found.every(other => equal(first, other));
  return uniform && same ? first : { pinned: undefined, offset: 0 };
}

function equal(a: InfoReference, b: InfoReference): boolean {
  if (a.pinned === undefined || b.pinned === undefined) return a.pinned === b.pinned && a.offset === b.offset;
  return a.pinned - a.offset === b.pinned - b.offset;
}

/** Collects the references of selectors; false where a vector comes from none. */
function gather(ev: Evaluation, expr: Expr, path: readonly Expr[], into: InfoReference[]): boolean {
  if (expr.kind === 'selector') {
    let pinned = expr.at && pinnedTime(ev, expr.at);
    let offset = expr.offset ? ev.durations.milliseconds(expr.offset.duration, true) : 0;
    for (let i = path.length - 1; pinned === undefined && i >= 0; i--) {
      const outer = path[i]!;
      if (outer.kind !== 'subquery') continue;
      if (outer.offset) offset += ev.durations.milliseconds(outer.offset.duration, true);
      pinned = outer.at && pinnedTime(ev, outer.at);
    }
    into.push({ pinned, offset });
    return true;
  }
  const isInfoCall = expr.kind === 'call' && expr.func.name === 'info';
  const children = (isInfoCall ? [expr.args[0]!] : childrenOf(expr)).filter(isVector);
  if (children.length === 0) return false;
  return children.map(child => gather(ev, child, [...path, expr], into)).every(Boolean);
}

function isVector(expr: Expr): boolean {
  const type = typeOf(expr);
  return type === 'vector' || type === 'matrix';
}
