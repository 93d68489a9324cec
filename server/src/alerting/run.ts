// Evaluates groups of rules over series, evaluation by evaluation as Prometheus does, or all evaluations of a rule at once where
// that comes to the same. Layer: alerting (pure; nothing is asked of a server).
import {
  type EvaluationOptions,
  evaluateInstant,
  evaluateRange,
  type Outcome,
  type Sample,
} from '../evaluation/evaluate';
import type { Expr } from '../promql/ast';
import { analyzePromql } from '../promql/parser';
import { printHistogram } from '../series/histogram/histogram';
import { Labels, metricName } from '../series/labels';
import type { Series } from '../series/series';
import { SeriesStore } from '../series/store';
import type { QueryAnswer } from '../template/render';
import { finish } from '../text/slices';
import { AlertRun, type Slots, slotTime } from './alertRun';
import { alertSeries, type PlannedRule, plan, readsOfAlerts } from './plan';
import { addRecorded } from './recordColumns';
import type { RunnableGroup, RunnableRecord, RunnableRule } from './runnable';
import { AlertTexts } from './texts';
import { until } from './until';
import { RuleWriter, type WrittenSample } from './writer';

export interface RunInput {
  /** In the order in which they are evaluated; all of them at every slot. */
  readonly groups: readonly RunnableGroup[];
  /** What was scraped; nobody else changes it. Of a slot only samples up to its time are seen. */
  readonly series: readonly Series[];
  readonly slots: Slots;
  readonly options: EvaluationOptions;
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalURL?: string;
  /** Expressions that will be asked of the storage afterwards. */
  readonly readers?: readonly Expr[];
  /** False: every evaluation by itself, which comes to the same and takes longer. */
  readonly atOnce?: boolean;
  /** Ends after the first slot in which a rule fails. */
  readonly stopAtFailure?: boolean;
}

/** A rule that could not be evaluated at a slot. */
export interface RuleFailure {
  readonly slot: number;
  readonly group: RunnableGroup;
  readonly rule: RunnableRule;
  /** As Prometheus says it. */
  readonly message: string;
}

export interface GroupRun {
  /** Alerting rules in the order of evaluation. */
  readonly alerts: readonly AlertRun[];
  /** What was scraped, recorded, and written by alerts. */
  readonly store: SeriesStore;
  readonly failures: readonly RuleFailure[];
  /** Recording rules that gave a series. */
  readonly recorded: ReadonlySet<RunnableRule>;
}

/** Evaluates all groups at all slots. In slices; never throws. */
export function* runGroups(input: RunInput): Generator<void, GroupRun> {
  // What goes wrong in the short way (an error at one slot, two series that become one) is sorted out in the long one.
  const short = input.atOnce === false ? undefined : yield* new Run(input).all(true);
  return short ?? (yield* new Run(input).all(false))!;
}

/** A rule with what it has written. */
interface Placed {
  readonly group: RunnableGroup;
  readonly rule: RunnableRule;
  readonly alert?: AlertRun;
  readonly writer: RuleWriter;
}

interface Arriving {
  readonly series: Series;
  /** Index of the first sample that has not come yet. */
  next: number;
}

/** Names of the series that rules write. */
function namesWritten(groups: readonly RunnableGroup[]): ReadonlySet<string> {
  return new Set(
    groups.flatMap(({ rules }) => rules.flatMap(rule => (rule.kind === 'record' ? [rule.name] : alertSeries))),
  );
}

/** Names that several alerts have: their series may be the same. */
function sharedNames(names: readonly string[]): ReadonlySet<string> {
  const known = new Set<string>();
  const shared = new Set<string>();
  for (const name of names) (known.has(name) ? shared : known).add(name);
  return shared;
}

/** How many rules are looked at between two pauses. */
const rulesPerSlice = 256;

class Run {
  private readonly store = new SeriesStore();
  private readonly rules: Placed[] = [];
  private readonly failures: RuleFailure[] = [];
  private readonly recorded = new Set<RunnableRule>();
  /** Series that rules write to as well: their samples come one by one, as they are scraped. */
  private readonly arriving: Arriving[] = [];
  private writesAlerts = false;

  constructor(private readonly input: RunInput) {}

  /** Evaluates everything; `atOnce` tries the short way and gives undefined where that does not lead to the end. */
  *all(atOnce: boolean): Generator<void, GroupRun | undefined> {
    const single = yield* this.prepare(atOnce);
    for (const [i, placed] of this.rules.entries()) {
      if (single[i] && !(yield* this.atOnce(placed))) return undefined;
      yield;
    }
    const rest = this.rules.filter((_, i) => !single[i]);
    if (rest.length > 0) yield* this.slotBySlot(rest);
    // Rules that were evaluated at once went beyond the slot at which the others end.
    if (single.includes(true) && this.failures.length > 0) return undefined;
    const { store, failures, recorded } = this;
    return { alerts: this.rules.flatMap(({ alert }) => alert ?? []), store, failures, recorded };
  }

  /** Sorts series and rules in; tells of each rule whether it is evaluated at once. */
  private *prepare(atOnce: boolean): Generator<void, readonly boolean[]> {
    const { groups, series, slots, options, externalLabels = {}, externalURL = '', readers = [] } = this.input;
    const written = namesWritten(groups);
    for (const one of series) {
      if (written.has(one.labels.get(metricName))) this.arriving.push({ series: one, next: 0 });
      else this.store.add(one);
    }
    const surroundings = {
      version: options.dialect.version,
      externalLabels,
      externalURL,
      query: (expr: string, time: number) => this.answer(expr, time),
    };
    const planned: PlannedRule[] = [];
    for (const group of groups) {
      for (const rule of group.rules) {
        const texts = rule.kind === 'alert' ? new AlertTexts(rule, surroundings) : undefined;
        const alert = texts && rule.kind === 'alert' ? { alert: new AlertRun(group, rule, texts, slots) } : {};
        this.rules.push({ group, rule, writer: new RuleWriter(this.store), ...alert });
        const queries = texts !== undefined && (texts.labelsQuery || texts.annotationsQuery);
        planned.push({ rule, queries, limit: group.limit });
        if (planned.length % rulesPerSlice === 0) yield;
      }
    }
    const alike = sharedNames(this.rules.flatMap(({ alert }) => alert?.rule.name ?? []));
    const { rules: evaluatedAtOnce, readsAlerts } = yield* plan(planned, alike);
    this.writesAlerts =
      planned.some(({ queries }) => queries) || alike.size > 0 || readsAlerts || readers.some(readsOfAlerts);
    return atOnce && this.arriving.length === 0 ? evaluatedAtOnce : planned.map(() => false);
  }

  /** All slots of a rule in one query; false where that fails. */
  private *atOnce(placed: Placed): Generator<void, boolean> {
    const { slots, options } = this.input;
    const { rule, group, alert } = placed;
    const { queryOffset = 0 } = group;
    const start = slots.start - queryOffset;
    const end = slotTime(slots, slots.count - 1) - queryOffset;
    const outcome = yield* evaluateRange(rule.expr, this.store, { start, end, step: slots.step }, options);
    if (!outcome.ok || outcome.value.type !== 'matrix') return false;
    const { series } = outcome.value;
    const asked = { ...slots, start };
    if (rule.kind === 'record' && series.length > 0) this.recorded.add(rule);
    if (rule.kind === 'record') return addRecorded(this.store, series, labels => recordedLabels(rule, labels), asked);
    if (!alert || !(yield* alert.fill(series, start))) return false;
    for (let slot = 0; this.writesAlerts && slot < slots.count; slot++) {
      this.write(placed, slot, alert.seriesAt(slot));
      yield;
    }
    return true;
  }

  private *slotBySlot(rules: readonly Placed[]): Generator<void, void> {
    const { slots, stopAtFailure } = this.input;
    for (let slot = 0; slot < slots.count; slot++) {
      const before = this.failures.length;
      this.arrive(slotTime(slots, slot));
      for (const placed of rules) {
        const message = yield* this.evaluate(placed, slot);
        yield;
        if (message !== undefined) this.failures.push({ slot, group: placed.group, rule: placed.rule, message });
      }
      if (stopAtFailure && this.failures.length > before) return;
    }
  }

  /** What was scraped up to a time of the series that rules write to. */
  private arrive(time: number): void {
    for (const one of this.arriving) {
      const { labels, times, values, stale, histograms } = one.series;
      for (; one.next < times.length && times[one.next]! <= time; one.next++) {
        const at = one.next;
        this.store.append(labels, times[at]!, stale?.[at] === 1 ? 'stale' : (histograms?.[at] ?? values[at]!));
      }
    }
  }

  /** One evaluation of a rule; the text of its error. */
  private *evaluate(placed: Placed, slot: number): Generator<void, string | undefined> {
    const { slots, options } = this.input;
    const { rule, group, alert } = placed;
    const time = slotTime(slots, slot);
    const seen = until(this.store, time);
    const outcome = yield* evaluateInstant(rule.expr, seen, time - (group.queryOffset ?? 0), options);
    const result = samplesOf(outcome);
    if (typeof result === 'string') {
      alert?.freeze(slot);
      return result;
    }
    if (rule.kind === 'record') {
      const written = recordedSamples(rule, result, group.limit);
      if (result.length > 0) this.recorded.add(rule);
      return typeof written === 'string' ? written : this.write(placed, slot, written);
    }
    const problem = alert?.step(slot, result);
    if (!alert || problem !== undefined) return problem;
    return this.writesAlerts ? this.write(placed, slot, alert.seriesAt(slot)) : undefined;
  }

  private write({ writer, group }: Placed, slot: number, samples: readonly WrittenSample[]): string | undefined {
    return writer.write(slotTime(this.input.slots, slot) - (group.queryOffset ?? 0), samples);
  }

  /** The answer to a query in a template. */
  private answer(text: string, time: number): QueryAnswer {
    const { options } = this.input;
    const { expr, problems } = analyzePromql(text, options.dialect);
    if (problems[0]) return { error: problems[0].message };
    const result = samplesOf(finish(evaluateInstant(expr, until(this.store, time), time, options)));
    if (typeof result === 'string') return { error: result };
    return {
      samples: result.map(({ labels, value, histogram }) => ({
        labels: labels.toRecord(),
        value: histogram ? { histogram: printHistogram(histogram) } : value,
      })),
    };
  }
}

/** The result of an instant query as a rule takes it; a text where it fails. */
export function samplesOf(outcome: Outcome): readonly Sample[] | string {
  if (!outcome.ok) return outcome.error.message;
  const { value } = outcome;
  switch (value.type) {
    case 'vector':
      return value.samples;
    case 'scalar':
      return [{ labels: Labels.empty, value: value.value }];
    default:
      return 'rule result is not a vector or scalar';
  }
}

/** What a recording rule makes of a result; a text where it fails. */
function recordedSamples(
  rule: RunnableRecord,
  samples: readonly Sample[],
  limit: number,
): readonly WrittenSample[] | string {
  const written = samples.map(({ labels, value, histogram }) => ({
    labels: recordedLabels(rule, labels),
    value: histogram ?? value,
  }));
  if (new Set(written.map(({ labels }) => labels.key)).size < written.length) {
    return 'vector contains metrics with the same labelset after applying rule labels';
  }
  if (limit > 0 && written.length > limit) return `exceeded limit of ${limit} with ${written.length} series`;
  return written;
}

/** The labels that a recorded series gets. */
function recordedLabels(rule: RunnableRecord, labels: Labels): Labels {
  return Labels.of([...labels, [metricName, rule.name], ...rule.labels]);
}
