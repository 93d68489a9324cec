// Evaluates an expression that reads series which only the workspace records: what it reads of the server is asked there, what is
// recorded is worked out at the times of its group, and the rest is evaluated here. Layer: backtest.

import type { Slots } from '../alerting/alertRun';
import { columnOfResult, type ValueColumn } from '../alerting/backtest/backtest';
import { columnOfPoints } from '../alerting/backtest/column';
import { addRecorded, seriesOfResult } from '../alerting/recordColumns';
import { type EvaluationOptions, evaluateInstant, evaluateRange, type ResultSeries } from '../evaluation/evaluate';
import type { Expr } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import { metricName } from '../promql/inspect';
import { parsePromql } from '../promql/parser';
import { typeOf } from '../promql/types';
import { nodesOf } from '../promql/walk';
import { Labels } from '../series/labels';
import type { LabelMatcher, Series, Storage } from '../series/series';
import { SeriesStore } from '../series/store';
import type { Asked, AskedColumns, AskWay } from './askColumns';
import type { RecordedAsker } from './backtestRule';
import { inTurns } from './inTurns';
import { missingNames, namesRead } from './recording';
import type { BacktestGroup, Recording } from './rule';

export interface RecordedNeeds {
  readonly dialect: Dialect;
  /** All that the workspace records. */
  readonly recordings: readonly Recording[];
  /** Names among them that the server lacks. */
  readonly missing: ReadonlySet<string>;
  /** Asks the server for an expression at slots. */
  readonly ask: (text: string, slots: Slots) => Promise<Asked>;
  /** Slots of a group's evaluations that cover a time, both ends included, in milliseconds: times of its queries. */
  readonly slotsOf: (group: BacktestGroup, from: number, to: number) => Slots;
  /** Lets other work in. */
  readonly pause?: () => Promise<void>;
}

/**
 * What `askBacktest` takes as `recorded`: with the recording rules of a workspace, series that the server does not have are worked
 * out from what it has.
 */
export function recordedAsker(workspace: {
  readonly dialect: Dialect;
  readonly recordings: readonly Recording[];
  readonly pause?: () => Promise<void>;
}): RecordedAsker {
  const { dialect, recordings, pause } = workspace;
  return async (rule, { source, limiter, from, to, call, ask, slotsOf }) => {
    const read = closure(rule.text, recordings, dialect);
    const missing = await missingNames(read, source, to, to - from, limiter, call);
    if (missing.size === 0) return undefined;
    const needs: RecordedNeeds = { dialect, recordings, missing, ask, slotsOf, ...(pause ? { pause } : {}) };
    return { names: [...missing].sort(), ask: (text, slots) => askRecorded(text, slots, needs) };
  };
}

/** The recorded names that an expression reads, and those that they are recorded from. */
function closure(text: string, recordings: readonly Recording[], dialect: Dialect): readonly string[] {
  const found = new Set<string>();
  const texts = [text];
  for (let next = texts.pop(); next !== undefined; next = texts.pop()) {
    for (const name of namesRead(parsePromql(next, dialect).expr)) {
      if (found.has(name)) continue;
      const own = recordings.filter(recording => recording.name === name);
      if (own.length === 0) continue;
      found.add(name);
      texts.push(...own.map(recording => recording.text));
    }
  }
  return [...found];
}

/** Rules that record from each other go no deeper than this. */
const deepest = 10;

/** The columns of an expression over `slots`; undefined where it reads nothing that is missing, or cannot be split. */
async function askRecorded(text: string, slots: Slots, needs: RecordedNeeds): Promise<Asked | undefined> {
  return new Splitting(needs).of(text, slots, deepest);
}

/** Whether an expression reads what is missing. */
function readsMissing(expr: Expr, missing: ReadonlySet<string>): boolean {
  return nodesOf(expr).some(node => node.kind === 'selector' && missing.has(metricName(node) ?? ''));
}

class Splitting {
  constructor(private readonly needs: RecordedNeeds) {}

  async of(text: string, slots: Slots, depth: number): Promise<Asked | undefined> {
    const { dialect, missing, ask } = this.needs;
    const { expr, problems } = parsePromql(text, dialect);
    if (problems.length > 0 || depth === 0 || !readsMissing(expr, missing)) return undefined;
    const parts: string[] = [];
    const rest = this.split(expr, text, parts);
    if (!rest) return undefined;
    const end = slots.start + (slots.count - 1) * slots.step;
    const store = new SplitStorage();
    const answers: AskedColumns[] = [];
    for (const [i, part] of parts.entries()) {
      const answer = await ask(part, slots);
      if (!answer.ok) return answer;
      answers.push(answer.data);
      store.parts.set(partName(i), seriesOf(answer.data.columns, slots));
    }
    const steps = { start: slots.start, end, step: slots.step };
    const options: EvaluationOptions = { dialect };
    for (const [name, from] of await this.earliest(rest, steps, options)) {
      for (const recording of this.needs.recordings.filter(one => one.name === name)) {
        const own = this.needs.slotsOf(recording.group, from, end);
        const answer = (await this.of(recording.text, own, depth - 1)) ?? (await ask(recording.text, own));
        if (!answer.ok) return answer;
        answers.push({ ...answer.data, failed: new Map(), unknown: new Map() });
        const labels = [['__name__', name] as const, ...recording.labels];
        const results = answer.data.columns.map(column => resultOf(column, own));
        // Two results that become one series fail, and then nothing is recorded.
        addRecorded(store.recorded, results, found => Labels.of([...found, ...labels]), own);
      }
    }
    return { ok: true, data: await this.evaluated(rest, store, slots, options, answers) };
  }

  /** The tree with what the server can be asked for in the place of selectors of its own; undefined where that cannot be told apart. */
  private split(expr: Expr, text: string, parts: string[]): Expr | undefined {
    const { missing } = this.needs;
    const selects = nodesOf(expr).some(node => node.kind === 'selector');
    if (!selects) return expr;
    if (!readsMissing(expr, missing)) {
      if (typeOf(expr) !== 'vector') {
        return expr.kind === 'call' && expr.args.length === 1 ? this.withArgs(expr, text, parts) : undefined;
      }
      parts.push(text.slice(expr.from, expr.to));
      return selectorOf(partName(parts.length - 1), expr);
    }
    switch (expr.kind) {
      case 'selector':
      case 'matrix':
        return expr;
      case 'subquery':
        // Inside, evaluations are at other times: nothing of the server may be among them.
        return nodesOf(expr).every(node => node.kind !== 'selector' || missing.has(metricName(node) ?? ''))
          ? expr
          : undefined;
      case 'paren':
      case 'unary': {
        const inner = this.split(expr.expr, text, parts);
        return inner && { ...expr, expr: inner };
      }
      case 'aggregate': {
        const inner = this.split(expr.expr, text, parts);
        const param = expr.param && this.split(expr.param, text, parts);
        return inner && (!expr.param || param) ? { ...expr, expr: inner, ...(param ? { param } : {}) } : undefined;
      }
      case 'binary': {
        const [lhs, rhs] = [this.split(expr.lhs, text, parts), this.split(expr.rhs, text, parts)];
        return lhs && rhs ? { ...expr, lhs, rhs } : undefined;
      }
      case 'call':
        return this.withArgs(expr, text, parts);
      default:
        return undefined;
    }
  }

  private withArgs(expr: Expr & { readonly kind: 'call' }, text: string, parts: string[]): Expr | undefined {
    const args = expr.args.map(arg => this.split(arg, text, parts));
    return args.every(arg => arg !== undefined) ? { ...expr, args } : undefined;
  }

  /** How far back each missing name is read. */
  private async earliest(
    expr: Expr,
    steps: { readonly start: number; readonly end: number; readonly step: number },
    options: EvaluationOptions,
  ): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    const nothing: Storage = {
      // biome-ignore lint/correctness/useYield: there is nothing to wait for
      *select(matchers, from) {
        const name = nameIn(matchers);
        if (name !== undefined) found.set(name, Math.min(from, found.get(name) ?? from));
        return [];
      },
    };
    await inTurns(evaluateRange(expr, nothing, steps, options), this.needs.pause);
    return new Map([...found].filter(([name]) => this.needs.missing.has(name)));
  }

  private async evaluated(
    expr: Expr,
    store: Storage,
    slots: Slots,
    options: EvaluationOptions,
    answers: readonly AskedColumns[],
  ): Promise<AskedColumns> {
    const failed = new Map(answers.flatMap(answer => [...answer.failed]));
    const columns = await this.columns(expr, store, slots, options, failed);
    return {
      columns,
      failed,
      unknown: new Map(answers.flatMap(answer => [...answer.unknown])),
      total: columns.length,
      remarks: [...new Set(answers.flatMap(({ remarks }) => remarks))],
      ways: new Set(answers.flatMap(({ ways }): readonly AskWay[] => [...ways])),
    };
  }

  private async columns(
    expr: Expr,
    store: Storage,
    slots: Slots,
    options: EvaluationOptions,
    failed: Map<number, string>,
  ): Promise<readonly ValueColumn[]> {
    const { start, step, count } = slots;
    const outcome = await inTurns(
      evaluateRange(expr, store, { start, end: start + (count - 1) * step, step }, options),
      this.needs.pause,
    );
    if (outcome.ok && outcome.value.type === 'matrix') {
      return outcome.value.series.map(one => columnOfResult(one, slots));
    }
    const columns = new Map<string, ValueColumn>();
    for (let slot = 0; slot < count; slot++) {
      const one = await inTurns(evaluateInstant(expr, store, start + slot * step, options), this.needs.pause);
      if (!one.ok) failed.set(slot, one.error.message);
      else if (one.value.type === 'vector') {
        for (const { labels, value } of one.value.samples) {
          const column = columns.get(labels.key) ?? columnOfPoints(labels.toRecord(), [], slots);
          columns.set(labels.key, column);
          column.present[slot] = 1;
          column.values[slot] = value;
        }
      }
    }
    return [...columns.values()];
  }
}

/** Answers of the server by the names that stand for them, and what was recorded. */
class SplitStorage implements Storage {
  readonly parts = new Map<string, readonly Series[]>();
  readonly recorded = new SeriesStore();

  *select(matchers: readonly LabelMatcher[]): Generator<void, readonly Series[]> {
    return this.parts.get(nameIn(matchers) ?? '') ?? (yield* this.recorded.select(matchers));
  }
}

function nameIn(matchers: readonly LabelMatcher[]): string | undefined {
  return matchers.find(({ name, op }) => name === '__name__' && op === '=')?.value;
}

function partName(number: number): string {
  return `\u0000part ${number}`;
}

function selectorOf(name: string, { from, to }: Expr): Expr {
  return { kind: 'selector', name: { name, quoted: true, from, to }, matchers: [], from, to };
}

function seriesOf(columns: readonly ValueColumn[], slots: Slots): readonly Series[] {
  return columns.map(column => seriesOfResult(resultOf(column, slots), column.labels, slots));
}

/** Native histograms, whose buckets the server does not tell, are left out. */
function resultOf({ labels, values, present, natives }: ValueColumn, { start, step, count }: Slots): ResultSeries {
  const kept = Array.from({ length: count }, (_, slot) => slot).filter(
    slot => present[slot] === 1 && !natives?.has(slot),
  );
  return {
    labels,
    times: Float64Array.from(kept, slot => start + slot * step),
    values: Float64Array.from(kept, slot => values[slot]!),
  };
}
