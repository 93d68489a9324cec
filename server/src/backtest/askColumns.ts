// Asks a server for the values of an expression at every evaluation: range queries over pieces of the window, newest first, single
// queries where a range says something else than the rule would see. Layer: backtest.
import { type Slots, slotTime } from '../alerting/alertRun';
import type { ValueColumn } from '../alerting/backtest/backtest';
import type { Answer, DataSource, RangeResult, RangeSeries, SourceError } from '../datasource/datasource';
import { seriesOfPoints } from '../datasource/samples';
import type { CancelSignal } from '../datasource/transport';
import { ColumnSet } from './columnSet';
import type { Limiter } from './limiter';

export interface AskOptions {
  readonly source: Pick<DataSource, 'query' | 'queryRange'>;
  /** Shared by all that is asked at the same time. */
  readonly limiter: Limiter;
  readonly signal?: CancelSignal;
  /** Called with the number of evaluations that were answered since the last call. */
  readonly progress?: (slots: number) => void;
  readonly timeoutMs?: number;
  /** Above so many series the rest is left out. */
  readonly maxSeries: number;
  /** Lets other work in while a large answer is taken in. */
  readonly pause?: () => Promise<void>;
}

export interface AskedColumns {
  readonly columns: readonly ValueColumn[];
  /** Evaluations that fail, by slot, in the server's words. */
  readonly failed: ReadonlyMap<number, string>;
  /** Evaluations that are not known, by slot, and why. */
  readonly unknown: ReadonlyMap<number, string>;
  /** How many series the server has; more than `columns` where some are left out. */
  readonly total: number;
  /** Remarks of the server, each once. */
  readonly remarks: readonly string[];
  /** How the answer came about where that is not by range queries alone. */
  readonly ways: ReadonlySet<AskWay>;
}

/**
 * `instants`: every evaluation by a query of its own. `aligned`: the server moved the times of a range, so that each was asked by
 * itself. `all-fail`: where some evaluations of a long piece, evenly spread, fail one and all, the others are taken to as well.
 */
export type AskWay = 'instants' | 'aligned' | 'all-fail';

export type Asked =
  | { readonly ok: true; readonly data: AskedColumns }
  | { readonly ok: false; readonly error: SourceError };

/** Points that a server gives for a series are 11,000 at most; one range query asks for fewer. */
const maxPoints = 10_000;
/** Points of all series of one answer: some megabytes. */
const answerPoints = 400_000;
/** The first piece tells how many series there are. */
const firstPoints = 500;
/** Samples after which others get a turn. */
const samplesInARow = 5_000;
/** Single queries for one expression; older evaluations are not asked. */
const maxInstants = 2_000;
/** Range queries for one expression that are made on top because one failed. */
const maxSplits = 600;
/** Where this many evaluations fail in a row those between some are not looked at one by one. */
const longFailure = 128;
/** How many of a long row are looked at, evenly spread. */
const probed = 9;

/**
 * `slots` are the times of the queries. `single` for an expression that means something else in a range query (`@ end()`).
 * An error that no smaller query mends (no connection, no permission, cancelled) ends it.
 */
export async function askColumns(expr: string, slots: Slots, options: AskOptions, single = false): Promise<Asked> {
  const asking = new Asking(expr, slots, options);
  try {
    if (single) await asking.instants({ from: 0, to: slots.count }, 'instants');
    else await asking.window();
    return { ok: true, data: asking.result() };
  } catch (thrown) {
    if (thrown instanceof Refused) return { ok: false, error: thrown.error };
    throw thrown;
  }
}

/** Slots from `from` on and below `to`. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

class Refused extends Error {
  constructor(readonly error: SourceError) {
    super(error.message);
  }
}

class Asking {
  private readonly set: ColumnSet;
  private readonly failed = new Map<number, string>();
  private readonly unknown = new Map<number, string>();
  private readonly remarks = new Set<string>();
  private readonly ways = new Set<AskWay>();
  private total = 0;
  /** What ended it: nothing that still waits is sent then. */
  private refused: Refused | undefined;
  private instantsLeft = maxInstants;
  private splitsLeft = maxSplits;

  constructor(
    private readonly expr: string,
    private readonly slots: Slots,
    private readonly options: AskOptions,
  ) {
    this.set = new ColumnSet(slots);
  }

  async window(): Promise<void> {
    const { count } = this.slots;
    const first = Math.min(count, firstPoints);
    await this.range({ from: count - first, to: count });
    const length = Math.max(100, Math.min(maxPoints, Math.floor(answerPoints / Math.max(1, this.total))));
    const pieces: Piece[] = [];
    for (let to = count - first; to > 0; to -= length) pieces.push({ from: Math.max(0, to - length), to });
    await Promise.all(pieces.map(piece => this.range(piece)));
  }

  result(): AskedColumns {
    return {
      columns: this.set.all(),
      failed: this.failed,
      unknown: this.unknown,
      total: Math.max(this.total, this.set.size),
      remarks: [...this.remarks],
      ways: this.ways,
    };
  }

  private async range(piece: Piece): Promise<void> {
    if (piece.to <= piece.from) return;
    const answer = await this.ask(piece);
    if (!answer.ok) return this.smaller(piece, answer.error);
    this.note(answer);
    this.total = Math.max(this.total, answer.data.total);
    if (!(await this.add(answer.data.series))) return this.instants(piece, 'aligned');
    this.options.progress?.(piece.to - piece.from);
  }

  /** False where samples lie beside the evaluations. */
  private async add(series: readonly RangeSeries[]): Promise<boolean> {
    const { pause } = this.options;
    let isAligned = true;
    let added = 0;
    for (const one of series) {
      isAligned = this.set.add(one) && isAligned;
      added += one.times.length;
      if (!pause || added < samplesInARow) continue;
      added = 0;
      await pause();
    }
    return isAligned;
  }

  private ask({ from, to }: Piece): Promise<Answer<RangeResult>> {
    const { source, limiter, signal, maxSeries, timeoutMs } = this.options;
    const start = slotTime(this.slots, from);
    const end = slotTime(this.slots, to - 1);
    return limiter(() => {
      if (this.refused) throw this.refused;
      return source.queryRange(this.expr, start, end, this.slots.step, {
        maxSeries,
        evaluations: this.slots.count,
        ...(signal ? { signal } : {}),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    });
  }

  /** Ends it with an error that no smaller query mends. */
  private refuse(error: SourceError): never {
    this.refused ??= new Refused(error);
    throw this.refused;
  }

  /** A range that failed: in halves, down to the evaluations that fail by themselves. */
  private async smaller(piece: Piece, error: SourceError): Promise<void> {
    if (!splits.has(error.kind)) this.refuse(error);
    const length = piece.to - piece.from;
    if (error.kind === 'execution' && (length === 1 || (length > longFailure && (await this.allFail(piece))))) {
      if (length === 1) return this.instants(piece);
      return;
    }
    if (length === 1 || (error.kind === 'timeout' && length <= 20)) {
      if (error.kind === 'timeout') this.refuse(error);
      return this.leave(piece, error.message);
    }
    if (this.splitsLeft-- <= 0) return this.leave(piece, `not asked after too many failures: ${error.message}`);
    const middle = piece.from + (length >> 1);
    await Promise.all([this.range({ from: middle, to: piece.to }), this.range({ from: piece.from, to: middle })]);
  }

  /** Whether the evaluations of a long piece seem to fail one and all; they are noted as failed then. */
  private async allFail({ from, to }: Piece): Promise<boolean> {
    if (this.instantsLeft < probed) return false;
    // The middle first: where few fail that is soon found out.
    const spread = Array.from({ length: probed }, (_, i) => from + Math.round(((to - 1 - from) * i) / (probed - 1)));
    const probes = [spread[probed >> 1]!, ...spread];
    let message: string | undefined;
    for (const slot of probes) {
      message = await this.failure(slot);
      if (message === undefined) return false;
    }
    for (let slot = from; slot < to; slot++) this.failed.set(slot, message!);
    this.ways.add('all-fail');
    this.options.progress?.(to - from);
    return true;
  }

  /** Why an evaluation fails, undefined where it does not. */
  private async failure(slot: number): Promise<string | undefined> {
    const answer = await this.instant(slot);
    if (answer.ok) return undefined;
    if (answer.error.kind !== 'execution') this.refuse(answer.error);
    return answer.error.said ?? answer.error.message;
  }

  private instant(slot: number) {
    const { source, limiter, signal, maxSeries, timeoutMs } = this.options;
    this.instantsLeft--;
    const time = slotTime(this.slots, slot);
    return limiter(() => {
      if (this.refused) throw this.refused;
      return source.query(this.expr, time, {
        maxSeries,
        evaluations: this.slots.count,
        ...(signal ? { signal } : {}),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    });
  }

  /** Every evaluation of a piece by a query of its own, the newest first. */
  async instants({ from, to }: Piece, way?: AskWay): Promise<void> {
    if (way) this.ways.add(way);
    const oldest = Math.max(from, to - Math.max(0, this.instantsLeft));
    if (oldest > from) this.leave({ from, to: oldest }, 'not asked: each evaluation needs a query of its own');
    const slots = Array.from({ length: to - oldest }, (_, i) => to - 1 - i);
    await Promise.all(slots.map(slot => this.evaluate(slot)));
  }

  private async evaluate(slot: number): Promise<void> {
    const answer = await this.instant(slot);
    if (!answer.ok) {
      if (answer.error.kind !== 'execution') this.refuse(answer.error);
      this.failed.set(slot, answer.error.said ?? answer.error.message);
    } else {
      this.note(answer);
      const t = slotTime(this.slots, slot);
      const { data } = answer;
      if (data.type === 'vector') {
        this.total = Math.max(this.total, data.total);
        for (const { labels, ...point } of data.samples) this.set.add(seriesOfPoints(labels, [{ ...point, t }]));
      } else if (data.type === 'scalar') this.set.add(seriesOfPoints({}, [{ ...data.point, t }]));
      else this.failed.set(slot, 'rule result is not a vector or scalar');
    }
    this.options.progress?.(1);
  }

  private leave({ from, to }: Piece, why: string): void {
    for (let slot = from; slot < to; slot++) this.unknown.set(slot, why);
    this.options.progress?.(to - from);
  }

  /** Infos are about the expression, which checks judge; warnings are about the answer. */
  private note({ warnings }: Answer<unknown> & { readonly ok: true }): void {
    for (const text of warnings) if (this.remarks.size < 10) this.remarks.add(text);
  }
}

/** Errors that a smaller query may not have. */
const splits: ReadonlySet<SourceError['kind']> = new Set(['execution', 'timeout', 'too-large']);
