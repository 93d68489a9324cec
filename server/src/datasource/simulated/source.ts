// A simulated cluster behind the interface of a server: the preview, the backtest and the command line ask it as they ask a
// Prometheus, and our own engine answers. It says that it is simulated, in its name and with every answer. Layer: datasource (pure:
// clock and pauses come in).
//
//   const scenarios = createScenarios();
//   const found = createSimulatedSource(scenarios, 'thermal-runaway', { knowledge: catalog, dialect });
//   if (typeof found !== 'string') await found.queryRange('DCGM_FI_DEV_GPU_TEMP > 85', start, end, 60_000);
import { annotationText, evaluateInstant, evaluateRange, type Outcome, type Value } from '../../evaluation/evaluate';
import type { Expr } from '../../promql/ast';
import type { Dialect } from '../../promql/dialect';
import { analyzePromql } from '../../promql/parser';
import type { Histogram } from '../../series/histogram/histogram';
import type {
  Answer,
  CallOptions,
  DataSource,
  HistogramSummary,
  InstantResult,
  RangeResult,
  RangeSeries,
  SourceError,
} from '../datasource';
import type { MetricKnowledge } from './facts';
import { selectOf } from './recorded';
import type { ScenarioSet } from './scenarios';
import { Simulation } from './simulation';
import { PreparedStorage, type Select } from './storage';

/** What is known of the metrics of an expression; a host may have to ask for it. */
export type KnowledgeOf = (expr: string) => MetricKnowledge | Promise<MetricKnowledge>;

export interface SimulatedOptions {
  /** Metrics by name: a catalogue, or what gives one for an expression. */
  readonly knowledge: MetricKnowledge | KnowledgeOf;
  /** The Prometheus that is imitated. */
  readonly dialect: Dialect;
  readonly seed?: number;
  /** Milliseconds since the epoch at which the fault shows; without it the cycles follow the calendar (UTC). */
  readonly showsAt?: number;
  /** Lets other work in, every few milliseconds; without it an answer is made in one go. */
  readonly pause?: () => Promise<void>;
  /** Milliseconds of a clock that never goes back, for how long an answer took. */
  readonly now?: () => number;
}

/** A data source that is simulated. */
export interface SimulatedSource extends DataSource {
  readonly simulated: true;
  readonly scenario: string;
}

/** Said with every answer. */
export const simulatedNote = (title: string): string => `This data is simulated (${title}); no server was asked.`;

const maxRangePoints = 11_000;
const defaultMaxSeries = 1_000;

/** The source of a scenario; a text where there is no such scenario. */
export function createSimulatedSource(
  scenarios: ScenarioSet,
  name: string,
  options: SimulatedOptions,
): SimulatedSource | string {
  const scenario = scenarios.get(name);
  if (typeof scenario === 'string') return scenario;
  const { dialect, now = () => 0 } = options;
  let simulation: { readonly knowledge: MetricKnowledge; readonly made: Simulation } | undefined;
  const simulationFor = (knowledge: MetricKnowledge): Simulation => {
    if (simulation?.knowledge !== knowledge) {
      const { seed, showsAt } = options;
      const made = new Simulation(scenario, {
        knowledge,
        ...(seed === undefined ? {} : { seed }),
        ...(showsAt === undefined ? {} : { showsAt }),
      });
      simulation = { knowledge, made };
    }
    return simulation.made;
  };
  const note = simulatedNote(scenario.title);

  async function answer<T>(
    text: string,
    work: (expr: Expr, storage: PreparedStorage) => Generator<void, Outcome>,
    result: (value: Value) => T,
    call: CallOptions,
  ): Promise<Answer<T>> {
    const began = now();
    const { expr, problems } = analyzePromql(text, dialect);
    const [problem] = problems;
    if (problem) {
      const position = { from: problem.from, to: problem.to };
      return failed({ kind: 'bad-query', message: problem.message, position, said: problem.message });
    }
    const { knowledge } = options;
    const known = typeof knowledge === 'function' ? await knowledge(text) : knowledge;
    const select: Select = selectOf(simulationFor(known), known, { dialect });
    const outcome = await inTurns(work(expr, new PreparedStorage(select)), options.pause, call, now);
    if ('kind' in outcome) return failed(outcome);
    if (!outcome.ok) {
      const { message, from, to } = outcome.error;
      return failed({ kind: 'execution', message, position: { from, to }, said: message });
    }
    const texts = (list: Outcome['warnings']): readonly string[] => list.map(one => annotationText(one, text));
    return {
      ok: true,
      data: result(outcome.value),
      warnings: texts(outcome.warnings),
      infos: [note, ...texts(outcome.infos)],
      tookMs: now() - began,
    };
  }

  const told = <T>(data: T): Promise<Answer<T>> =>
    Promise.resolve({ ok: true, data, warnings: [], infos: [note], tookMs: 0 });

  return {
    name: `Simulated: ${scenario.title}`,
    simulated: true,
    scenario: name,

    query(text, timeMs, call = {}) {
      const maxSeries = call.maxSeries ?? defaultMaxSeries;
      const steps = { start: timeMs, end: timeMs, step: 0 };
      return answer(
        text,
        function* (expr, storage) {
          yield* storage.prepare(expr, steps, { dialect });
          return yield* evaluateInstant(expr, storage, timeMs, { dialect });
        },
        value => instantResult(value, timeMs, maxSeries),
        call,
      );
    },

    queryRange(text, startMs, endMs, stepMs, call = {}) {
      if (!(stepMs > 0 && endMs >= startMs && (endMs - startMs) / stepMs <= maxRangePoints)) {
        const message = `A window may have at most ${maxRangePoints} points; choose a longer step or a shorter window.`;
        return Promise.resolve(failed<RangeResult>({ kind: 'bad-query', message }));
      }
      const maxSeries = call.maxSeries ?? defaultMaxSeries;
      const steps = { start: startMs, end: endMs, step: stepMs };
      return answer(
        text,
        function* (expr, storage) {
          yield* storage.prepare(expr, steps, { dialect });
          return yield* evaluateRange(expr, storage, steps, { dialect });
        },
        value => rangeResult(value, maxSeries),
        call,
      );
    },

    buildInfo: () =>
      told({ version: `${dialect.version.major}.${dialect.version.minor}.0`, application: 'simulation' }),
    externalLabels: () => told({ labels: {} }),
    externalUrl: () => told({}),
    // Nobody has loaded any rules here.
    rules: () => told({ groups: [] }),
  };
}

function failed<T>(error: SourceError): Answer<T> {
  return { ok: false, error };
}

/** Runs a generator to its end, with a pause wherever it makes one. */
async function inTurns(
  work: Generator<void, Outcome>,
  pause: (() => Promise<void>) | undefined,
  { signal, timeoutMs }: CallOptions,
  now: () => number,
): Promise<Outcome | SourceError> {
  const began = now();
  for (;;) {
    if (signal?.aborted) return { kind: 'cancelled', message: 'The request was cancelled.' };
    const step = work.next();
    if (step.done) return step.value;
    if (timeoutMs !== undefined && now() - began > timeoutMs) {
      return {
        kind: 'timeout',
        message: `The simulation took more than ${timeoutMs / 1000} s; choose a shorter window.`,
      };
    }
    if (pause) await pause();
  }
}

function instantResult(value: Value, time: number, maxSeries: number): InstantResult {
  switch (value.type) {
    case 'scalar':
      return { type: 'scalar', point: { t: time, v: value.value } };
    case 'string':
      return { type: 'string', text: value.text };
    case 'vector': {
      const samples = value.samples.slice(0, maxSeries).map(({ labels, value, histogram }) => ({
        t: time,
        v: histogram ? Number.NaN : value,
        labels: labels.toRecord(),
        ...(histogram ? { histogram: { count: histogram.count, sum: histogram.sum } } : {}),
      }));
      return { type: 'vector', samples, total: value.samples.length };
    }
    case 'matrix':
      return { type: 'matrix', ...rangeResult(value, maxSeries) };
  }
}

function rangeResult(value: Value, maxSeries: number): RangeResult {
  if (value.type !== 'matrix') return { series: [], total: 0 };
  const series = value.series.slice(0, maxSeries).map(
    ({ labels, times, values, histograms }): RangeSeries => ({
      labels: labels.toRecord(),
      times: Float64Array.from(times),
      values: Float64Array.from(values, (value, i) => (histograms?.[i] ? Number.NaN : value)),
      ...(histograms ? { histograms: summariesOf(histograms) } : {}),
    }),
  );
  return { series, total: value.series.length };
}

function summariesOf(histograms: readonly (Histogram | undefined)[]): ReadonlyMap<number, HistogramSummary> {
  return new Map(histograms.flatMap((one, i) => (one ? [[i, { count: one.count, sum: one.sum }] as const] : [])));
}
