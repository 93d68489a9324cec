// A rule against a server: what it would have done in a window of time. The entrance. Layer: backtest (pure but for the server
// that is handed in; above alerting and datasource).
//
//   const asked = await askBacktest({ rule, source, from, to, labels: told => fixedLabels(rule.name, rule.labels) });
//   if (asked.ok) draw(asked.data.found);
//   const other = asked.data.again({ timing: { ...rule.timing, for: 600_000 } });   // nothing is asked

import type { Slots } from '../alerting/alertRun';
import {
  type AlertTiming,
  type Backtest,
  type Comparison,
  columnsInSlices,
  type Extents,
  type FinalLabels,
  isOneToOne,
  type Outline,
  outlineInSlices,
  type TakenApart,
  type ValueColumn,
  windowSlots,
  withTransitions,
} from '../alerting/backtest/backtest';
import type { CallOptions, DataSource, SourceError } from '../datasource/datasource';
import type { CancelSignal } from '../datasource/transport';
import { finish } from '../text/slices';
import { type Asked, type AskedColumns, type AskOptions, askColumns } from './askColumns';
import { askCaveats, missedCaveats, recordedCaveats, serverCaveats } from './caveats';
import { inTurns } from './inTurns';
import { createLimiter, type Limiter } from './limiter';
import { missedEvaluations } from './missed';
import type { AskedPart, BacktestGroup, BacktestRule } from './rule';
import { type Schedule, scheduleOf } from './schedule';
import { type SelfCheck, selfCheck } from './selfCheck';
import { askSurroundings, type Surroundings } from './surroundings';

export interface BacktestRequest {
  readonly rule: BacktestRule;
  readonly source: DataSource;
  /** The window, milliseconds since the epoch, both ends included. */
  readonly from: number;
  readonly to: number;
  /** Gives the series the labels of their alerts, with what the server said of itself. */
  readonly labels: (told: Surroundings) => FinalLabels;
  readonly signal?: CancelSignal;
  /** Evaluations that are answered, of how many; the second may grow. */
  readonly progress?: (done: number, all: number) => void;
  /** Works out series that the server does not have (`recordedAsker` in `recorded.ts`). */
  readonly recorded?: RecordedAsker;
  /** Of each query, milliseconds. */
  readonly timeoutMs?: number;
  /** Lets other work in while much is gone through; without it all is done in one go. */
  readonly pause?: () => Promise<void>;
}

/** How a server is asked while a backtest runs. */
export interface AskContext {
  readonly source: DataSource;
  /** The version of Prometheus that the server says it is. */
  readonly version?: string;
  readonly limiter: Limiter;
  /** The window, milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly call: CallOptions;
  readonly ask: (text: string, slots: Slots) => Promise<Asked>;
  /** Times of the queries of a group from `from` to `to`. */
  readonly slotsOf: (group: BacktestGroup, from: number, to: number) => Slots;
}

/** Undefined where the server has all that a rule reads; else what it lacks, and who asks instead. */
export type RecordedAsker = (
  rule: BacktestRule,
  context: AskContext,
) => Promise<
  | {
      readonly names: readonly string[];
      /** Undefined for an expression that reads nothing of it, or in a way that cannot be worked out. */
      readonly ask: (text: string, slots: Slots) => Promise<Asked | undefined>;
    }
  | undefined
>;

/** Another way to write the rule, for values that are there already. */
export interface BacktestEdit {
  /** In the order of `AskedBacktest.apart.comparisons`. */
  readonly comparisons?: readonly Comparison[];
  readonly timing?: AlertTiming;
}

export interface AskedBacktest {
  readonly found: Backtest;
  /** As it was asked: the whole expression as one part where its sides have too many series, or several partners. */
  readonly apart: TakenApart;
  /** Columns of the parts, over `slots`. */
  readonly leaves: readonly (readonly ValueColumn[])[];
  /** Times of evaluations, those of the warm-up among them; queries were made `schedule.queryOffset` earlier. */
  readonly slots: Slots;
  readonly warmUp: number;
  readonly schedule: Schedule;
  readonly told: Surroundings;
  /** Gives the series the labels of their alerts. */
  readonly labels: FinalLabels;
  /** Evaluations whose query failed or has no answer, with why. */
  readonly failed: ReadonlyMap<number, string>;
  /** Series that the server does not have, worked out from the workspace's recording rules. */
  readonly workedOut: readonly string[];
  /** Absent where the server stored nothing of this rule, or another version of it. */
  readonly check?: SelfCheck;
  /** The backtest of an edited rule; nothing is asked. */
  again(edit: BacktestEdit): Backtest;
  /** The same without its changes, which `withTransitions` finds; in slices of a few milliseconds. */
  againInSlices(edit: BacktestEdit): Generator<void, Outline>;
}

export type BacktestAnswer =
  | { readonly ok: true; readonly data: AskedBacktest }
  | { readonly ok: false; readonly error: SourceError };

/** A server is asked this much at one time. */
const mostRequests = 4;
/** More series than that on one side of a comparison are not fetched to compare them here: the server does it. */
const sideSeries = 400;
const resultSeries = 1_000;
/** A week of seconds; beyond it a window is refused. */
const mostSlots = 604_800;

export async function askBacktest(request: BacktestRequest): Promise<BacktestAnswer> {
  const { rule, source, from, to, signal } = request;
  const limiter = createLimiter(mostRequests);
  const told = await askSurroundings(source, rule.group.name, limiter, signal ? { signal } : {});
  if (signal?.aborted) return { ok: false, error: { kind: 'cancelled', message: 'The backtest was cancelled.' } };
  const schedule = scheduleOf(rule, told);
  const { interval, phase, queryOffset } = schedule;
  const { for: hold, keepFiringFor } = rule.timing;
  const { slots, warmUp } = windowSlots({ from, to, interval, phase, for: hold, keepFiringFor });
  if (slots.count > mostSlots) {
    const message = `The window holds ${slots.count} evaluations, more than ${mostSlots}; choose a shorter one.`;
    return { ok: false, error: { kind: 'bad-query', message } };
  }
  const progress = createProgress(request.progress);
  const options: AskOptions = {
    source,
    limiter,
    maxSeries: resultSeries,
    progress: progress.done,
    ...(signal ? { signal } : {}),
    ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
    ...(request.pause ? { pause: request.pause } : {}),
  };
  const recorded = await request.recorded?.(rule, {
    source,
    ...(told.version === undefined ? {} : { version: told.version }),
    limiter,
    from,
    to,
    call: signal ? { signal } : {},
    ask: (text, at) => askColumns(text, at, { ...options, progress: () => undefined }),
    slotsOf: (group, first, last) => slotsOfGroup(group, first, last, rule.group, schedule),
  });
  const asking = new Parts({ ...slots, start: slots.start - queryOffset }, options, progress.more, recorded?.ask);
  const parts = await asking.of(rule);
  if (!parts.ok) return parts;
  const { apart, asked, workedOut } = parts.data;
  const failed = new Map(asked.flatMap(part => [...part.unknown, ...part.failed]));
  const caveats = [
    ...schedule.caveats,
    ...rule.caveats,
    ...recordedCaveats(recorded?.names ?? [], workedOut),
    ...askCaveats(asked, slots.count),
    ...serverCaveats(told),
  ];
  const stored = schedule.loaded?.same ? schedule.loaded.group : undefined;
  if (stored) caveats.push(...missedCaveats(await missedEvaluations(stored, from, to, options)));
  const labels = request.labels(told);
  const leaves = asked.map(part => part.columns);
  const extents: Extents = new WeakMap();
  function* againInSlices({
    comparisons = apart.comparisons,
    timing = rule.timing,
  }: BacktestEdit): Generator<void, Outline> {
    const columns = yield* columnsInSlices({ ...apart, comparisons }, leaves, extents);
    yield;
    return yield* outlineInSlices({
      slots,
      warmUp,
      phase: schedule.source,
      columns,
      timing,
      labels,
      failed,
      caveats,
    });
  }
  const again = (edit: BacktestEdit): Backtest => finish(withTransitions(finish(againInSlices(edit))));
  const outline = await inTurns(againInSlices({}), request.pause);
  const found = await inTurns(withTransitions(outline), request.pause);
  const check = stored
    ? await selfCheck(rule, found, queryOffset, told.externalLabels ?? {}, { ...options, progress: () => undefined })
    : undefined;
  return {
    ok: true,
    data: {
      found,
      apart,
      leaves,
      slots,
      warmUp,
      schedule,
      told,
      labels,
      failed,
      workedOut: workedOut ? (recorded?.names ?? []) : [],
      ...(check ? { check } : {}),
      again,
      againInSlices,
    },
  };
}

/** Counts what is answered of what is asked. */
function createProgress(report: BacktestRequest['progress']) {
  let [done, all] = [0, 0];
  return {
    more(slots: number): void {
      all += slots;
      report?.(done, all);
    },
    done(slots: number): void {
      done = Math.min(all, done + slots);
      report?.(done, all);
    },
  };
}

/**
 * Times of the queries of a group that records: those of the rule's own group, or, as their phase is not known, multiples of
 * the interval. One evaluation more is taken in front.
 */
function slotsOfGroup(group: BacktestGroup, from: number, to: number, own: BacktestGroup, schedule: Schedule): Slots {
  const isOwn = group.name === own.name && group.file === own.file;
  const step = isOwn ? schedule.interval : (group.interval ?? schedule.interval);
  const offset = isOwn ? schedule.queryOffset : (group.queryOffset ?? 0);
  const phase = (isOwn ? schedule.phase : 0) - offset;
  const first = Math.floor((from - phase) / step);
  return { start: phase + first * step, step, count: Math.max(1, Math.floor((to - phase) / step) - first + 1) };
}

type AskedParts =
  | {
      readonly ok: true;
      readonly data: {
        readonly apart: TakenApart;
        readonly asked: readonly AskedColumns[];
        /** A part was worked out here. */
        readonly workedOut: boolean;
      };
    }
  | { readonly ok: false; readonly error: SourceError };

/** Asks for the parts of a rule's expression, or for the whole of it where they have too many series or several partners. */
class Parts {
  private workedOut = false;

  constructor(
    private readonly slots: Slots,
    private readonly options: AskOptions,
    private readonly more: (slots: number) => void,
    private readonly recorded: ((text: string, slots: Slots) => Promise<Asked | undefined>) | undefined,
  ) {}

  async of({ apart, leaves, whole }: BacktestRule): Promise<AskedParts> {
    const isWhole = apart.condition.kind === 'leaf';
    const answers = await Promise.all(leaves.map(part => this.ask(part, isWhole ? resultSeries : sideSeries)));
    const refused = answers.find(answer => !answer.ok);
    if (refused && !refused.ok) return refused;
    const asked = answers.flatMap(answer => (answer.ok ? [answer.data] : []));
    const isComplete = asked.every(({ total, columns }) => total <= columns.length);
    const parts = asked.map(({ columns }) => columns);
    if (isWhole || (isComplete && isOneToOne(apart.condition, parts)))
      return { ok: true, data: { apart, asked, workedOut: this.workedOut } };
    const answer = await this.ask(whole, resultSeries);
    if (!answer.ok) return answer;
    const one: TakenApart = {
      condition: { kind: 'leaf', leaf: 0 },
      leaves: [{ text: whole.text, from: 0, to: whole.text.length }],
      comparisons: [],
    };
    return { ok: true, data: { apart: one, asked: [answer.data], workedOut: this.workedOut } };
  }

  private async ask(part: AskedPart, maxSeries: number): Promise<Asked> {
    this.more(this.slots.count);
    const text = delayedText(part, this.slots.step);
    const here = await this.recorded?.(text, this.slots);
    if (!here) return askColumns(text, this.slots, { ...this.options, maxSeries }, part.single);
    this.workedOut = true;
    this.options.progress?.(this.slots.count);
    return here;
  }
}

/** The text of a part with what later rules record one evaluation earlier. */
function delayedText({ text, delays }: AskedPart, interval: number): string {
  return delays.reduceRight((all, at) => `${all.slice(0, at)} offset ${interval}ms${all.slice(at)}`, text);
}
