// A simulated cluster as a store of series: whatever is selected is made then, for the time it is asked for, and nothing else.
// Layer: datasource (pure).
import type { ExporterFact } from '../../catalog/schema';
import { seedOf } from '../../model/scenario/noise';
import type { TargetPart } from '../../model/scenario/scenario';
import { compareLabels, Labels, metricName } from '../../series/labels';
import type { LabelMatcher, Series } from '../../series/series';
import { ColumnMaker, hide, seriesOf } from './columns';
import type { MetricKnowledge, SeriesKind } from './facts';
import { type Family, membersOf, own } from './families';
import { familyOf, unknownFact } from './familyFacts';
import { Moments } from './moments';
import { type Planned, plannedOf } from './planned';
import { type LabelsOfSeries, Relabeling } from './relabel';
import type { WholeScenario } from './scenarios';
import { type Clock, type Job, jobOf, jobsOf } from './targets';

export interface SimulationOptions {
  readonly knowledge: MetricKnowledge;
  /** Another number gives another cluster with the same faults. */
  readonly seed?: number;
  /** Milliseconds since the epoch at which the fault shows; without it the cycles follow the calendar. */
  readonly showsAt?: number;
}

/** The target of a scenario that stands for all that it does not name. */
const otherTarget = 'other';

/** Numbers that are worked out between two pauses. */
const samplesPerSlice = 4_000;

/** More series than a selector of a preview may find. */
const mostSeries = 20_000;

export class Simulation {
  readonly clock: Clock;
  /** The scenario's own and those that were added for what it does not have. */
  private readonly jobs: Job[];
  private readonly own: ReadonlySet<Job>;
  private readonly maker: ColumnMaker;
  private readonly knowledge: MetricKnowledge;
  private readonly others = new Map<string, Job>();
  /** What happens to targets that the scenario does not name. */
  private readonly other: TargetPart;
  private readonly relabeling: Relabeling;

  constructor(
    readonly scenario: WholeScenario,
    { knowledge, seed = 1, showsAt }: SimulationOptions,
  ) {
    const { cycle, interval, shows = 0 } = scenario;
    const origin = showsAt === undefined ? 0 : Math.round((showsAt - shows) / 60_000) * 60_000;
    this.clock = { cycle, interval, origin, seed: seedOf(String(seed)) };
    this.jobs = jobsOf(scenario, this.clock);
    this.own = new Set(this.jobs);
    this.other = own(scenario.targets, otherTarget) ?? {};
    this.maker = new ColumnMaker(this.clock, scenario.kinds);
    this.knowledge = knowledge;
    const asked = knowledge.asked ?? [];
    this.relabeling = new Relabeling(asked, name => this.labelsOf(name));
    for (const { series, label, values } of asked) {
      if (series === 'up' && label === 'job') this.addJobs(values);
    }
  }

  /** The series that matchers pick, with their samples of `[from, to]` (milliseconds). */
  *select(matchers: readonly LabelMatcher[], from: number, to: number): Generator<void, readonly Series[]> {
    const found: Series[] = [];
    const moments = new Map<Job, Moments[]>();
    const at = (job: Job, index: number): Moments => {
      let all = moments.get(job);
      if (!all) moments.set(job, (all = []));
      return (all[index] ??= Moments.ofScrapes(job.instances[index]!, this.clock, from, to));
    };
    const { maker } = this;
    for (const name of this.namesOf(matchers)) {
      yield;
      if (name === 'up' || name === 'scrape_duration_seconds') {
        for (const job of this.jobs) {
          for (const instance of job.instances) {
            const series = ofScrape(name, at(job, instance.index), this.relabeling);
            if (series && matchers.every(one => one.matches(series.labels.get(one.name)))) found.push(series);
            maker.spent += series?.times.length ?? 0;
            if (maker.spent >= samplesPerSlice) yield void (maker.spent = 0);
          }
        }
        continue;
      }
      for (const planned of this.planned(name)) {
        if (planned === undefined) {
          yield;
          continue;
        }
        if (!matchers.every(one => one.matches(planned.labels.get(one.name)))) continue;
        if (found.length >= mostSeries) break;
        const { job, index } = planned.member.device.instance;
        yield* maker.prepare(planned);
        const series = maker.series(planned, at(job, index));
        if (series) found.push(series);
        if (maker.spent >= samplesPerSlice) yield void (maker.spent = 0);
      }
    }
    return found.sort((a, b) => compareLabels(a.labels, b.labels));
  }

  /** Whether a target of the scenario itself has a metric. */
  has(series: string): boolean {
    return this.familiesOf(series).some(({ families }) => families.some(({ job }) => this.own.has(job)));
  }

  private namesOf(matchers: readonly LabelMatcher[]): readonly string[] {
    const ofName = matchers.filter(({ name }) => name === metricName);
    const exact = ofName.find(({ op, value }) => op === '=' && value !== '');
    if (exact) return ofName.every(one => one.matches(exact.value)) ? [exact.value] : [];
    return this.allNames().filter(name => ofName.every(one => one.matches(name)));
  }

  private allNames(): readonly string[] {
    const names = new Set(['up', 'scrape_duration_seconds']);
    const exporters = new Set(this.jobs.flatMap(({ part }) => [part.exporter ?? '', ...(part.also ?? [])]));
    for (const name of this.knowledge.seriesNames?.() ?? []) {
      const exporter = this.knowledge.find(name)?.exporter;
      if (!exporter || exporters.has(exporter.id)) names.add(name);
    }
    for (const { part } of this.jobs) {
      for (const [name, { is }] of Object.entries(part.metrics ?? {})) {
        if (is === 'histogram' || is === 'summary')
          for (const end of ['_bucket', '_sum', '_count']) names.add(name + end);
        else if (!this.knowledge.find(`${name}_bucket`)) names.add(name);
      }
    }
    return [...names];
  }

  /** The series of a name without their samples; undefined where others may have a turn. */
  private *planned(name: string): Generator<Planned | undefined, void> {
    for (const { families, kind } of this.familiesOf(name)) {
      for (const family of families) {
        yield;
        const members = membersOf(family, this.clock);
        yield;
        for (const member of members) {
          yield* plannedOf(family, member, name, kind, this.relabeling.shown(member.labels));
        }
      }
    }
  }

  private familiesOf(name: string): readonly { readonly families: readonly Family[]; readonly kind: SeriesKind }[] {
    const found = this.knowledge.find(name);
    const isGuess = found !== undefined && this.knowledge.isGuess?.(name) === true && this.defines(name);
    const hit = isGuess ? undefined : found;
    const { base, kind } = hit ? { base: hit.metric.name, kind: hit.series } : this.ownName(name);
    const exporter = hit?.exporter;
    const shown = this.jobs.filter(
      ({ part }) =>
        own(part.metrics, base) !== undefined ||
        (exporter !== undefined && (part.exporter === exporter.id || part.also?.includes(exporter.id))),
    );
    const parts = shown.map(({ part }) => own(part.metrics, base));
    const fact = hit?.metric ?? unknownFact(base, kind, parts, found?.metric.labels);
    const jobs = shown.length > 0 ? shown : [this.otherJob(exporter)];
    // What the workspace's own code says of a metric counts before what a scenario does.
    const isOwn = hit !== undefined && !exporter;
    const hint = parts.every(part => part === undefined) || isOwn || !hit ? this.knowledge.hint?.(base) : undefined;
    const families = jobs.map(job => familyOf(fact, job, { exporter, isOwn, hint }));
    return [{ kind, families: hint?.of ? families.map(family => this.partOf(family, hint.of!.series)) : families }];
  }

  /** A family that is a part of another one on the same targets; as it is where there is none. */
  private partOf(family: Family, whole: string): Family {
    const found = this.familiesOf(whole).flatMap(({ families }) => families);
    const all = found.find(({ job }) => job === family.job);
    if (!all) return family;
    const [many, few] = [membersOf(all, this.clock).length, membersOf(family, this.clock).length];
    return few === 0 ? family : { ...family, whole: { family: all, series: many / few } };
  }

  /** Whether the scenario says itself what a metric is. */
  private defines(name: string): boolean {
    const { base } = this.ownName(name);
    return this.jobs.some(({ part }) => own(part.metrics, base)?.is !== undefined);
  }

  /** The metric that a name without a catalogue belongs to. */
  private ownName(name: string): { readonly base: string; readonly kind: SeriesKind } {
    for (const [end, kind] of [
      ['_bucket', 'bucket'],
      ['_sum', 'sum'],
      ['_count', 'count'],
    ] as const) {
      if (!name.endsWith(end)) continue;
      const base = name.slice(0, -end.length);
      const type = this.jobs.flatMap(({ part }) => own(part.metrics, base)?.is ?? [])[0];
      if (type === 'histogram' || type === 'summary' || kind === 'bucket') return { base, kind };
    }
    return { base: name, kind: 'value' };
  }

  /** Targets for a metric that the scenario does not have: of its exporter, or of a program of the user's own. */
  private otherJob(exporter: ExporterFact | undefined): Job {
    const name = exporter ? (exporter.jobHints?.[0] ?? exporter.id) : 'app';
    let job = this.others.get(name);
    if (!job) {
      const instance = exporter ? `${name}-{n}:${exporter.port ?? 9100}` : 'app-{n}:8000';
      const part = { count: 3, instance, ...this.other, ...(exporter ? { exporter: exporter.id } : {}) };
      job = jobOf(name, part, this.clock);
      this.others.set(name, job);
      this.jobs.push(job);
    }
    return job;
  }

  /** Jobs that `up` is asked about and that nothing else has brought. */
  private addJobs(names: readonly string[]): void {
    const known = this.jobs.map(({ name }) => this.relabeling.shown({ job: name }).job);
    if (names.some(name => known.includes(name))) return;
    for (const name of names.slice(0, 5)) {
      const part = { count: 3, instance: `${name}-{n}:8000`, ...this.other };
      this.jobs.push(jobOf(name, part, this.clock));
    }
  }

  private labelsOf(name: string): LabelsOfSeries {
    const families = this.familiesOf(name).flatMap(found => found.families);
    const members = families.flatMap(family => membersOf(family, this.clock));
    return {
      values: label => new Set(members.map(({ labels }) => own(labels, label) ?? '')),
      fact: label => families[0]?.fact.labels.find(one => one.name === label),
      isComplete: families[0]?.fact.labelsComplete ?? false,
    };
  }
}

/** What Prometheus itself writes of each scrape; nothing while the whole target is absent. */
function ofScrape(
  name: 'up' | 'scrape_duration_seconds',
  moments: Moments,
  relabeling: Relabeling,
): Series | undefined {
  const { known, job } = moments.instance;
  const up = moments.up();
  const values = Float64Array.from(up, (one, i) => {
    if (name === 'up') return one;
    return one === 0 ? 10 : 0.02 + 0.01 * Math.abs(Math.sin(moments.times[i]! / 7e4));
  });
  hide(values, moments, job.part.absent ?? [], name, known);
  const labels = Labels.from({ ...relabeling.shown(moments.instance.labels), [metricName]: name });
  return seriesOf(labels, moments.times, values);
}
