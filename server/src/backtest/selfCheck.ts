// Holds a backtest against what the server itself stored when it evaluated the rule: the series `ALERTS`. Layer: backtest.
import { type Slots, slotTime } from '../alerting/alertRun';
import type { Backtest } from '../alerting/backtest/backtest';
import { xxhash64 } from '../alerting/backtest/xxhash64';
import type { Labels } from '../datasource/datasource';
import { utf8 } from '../go/utf8';
import { quoteString } from '../promql/strings';
import { Labels as SeriesLabels } from '../series/labels';
import { type AskOptions, askColumns } from './askColumns';
import type { BacktestRule } from './rule';

export interface SelfCheck {
  /** Evaluations that were compared, and those with the same alerts in the same states. */
  readonly compared: number;
  readonly agree: number;
  /** The first evaluations that differ, and how: milliseconds since the epoch. */
  readonly differences: readonly {
    readonly time: number;
    readonly here: readonly string[];
    readonly there: readonly string[];
  }[];
}

const shownDifferences = 5;

/**
 * Asks for `ALERTS` at the shown evaluations; undefined where the server has none of this alert. `offset` is the query offset,
 * at which samples are stored. Evaluations before the first stored sample are left out: the rule may not have been there.
 */
export async function selfCheck(
  rule: BacktestRule,
  found: Backtest,
  offset: number,
  externalLabels: Labels,
  options: AskOptions,
): Promise<SelfCheck | undefined> {
  const { start, step, count } = found.slots;
  if (count === 0) return undefined;
  const slots: Slots = { start: start - offset, step, count };
  const fixed = rule.labels.filter(([, text]) => text !== '' && !text.includes('{{'));
  const matchers = [['alertname', rule.name] as const, ...fixed.filter(([name]) => name !== 'alertname')];
  const selector = `ALERTS{${matchers.map(([name, value]) => `${labelName(name)}=${quoteString(value)}`).join(',')}}`;
  const asked = await askColumns(selector, slots, options);
  if (!asked.ok || asked.data.columns.length === 0 || asked.data.unknown.size > 0) return undefined;
  const there = new StateSets(count);
  for (const { labels, present } of asked.data.columns) {
    const state = stateOf(labels, externalLabels);
    there.add(state, slot => present[slot] === 1);
  }
  const here = statesHere(rule, found);
  const failed = new Set(found.failures.map(({ time }) => time));
  let [compared, agree] = [0, 0];
  const differences: SelfCheck['differences'][number][] = [];
  for (let slot = there.first(); slot < count; slot++) {
    const time = slotTime(found.slots, slot);
    // A failed evaluation writes nothing, and what was written before still shows.
    if (failed.has(time)) continue;
    compared++;
    if (here.equals(there, slot)) agree++;
    else if (differences.length < shownDifferences) {
      differences.push({ time, here: here.at(slot), there: there.at(slot) });
    }
  }
  return { compared, agree, differences };
}

function statesHere(rule: BacktestRule, { slots, series }: Backtest): StateSets {
  const states = new StateSets(slots.count);
  for (const { labels, spans } of series) {
    // In `ALERTS` a label whose template gives nothing shows its text.
    const written = SeriesLabels.of([...rule.labels, ...Object.entries(labels)]);
    for (const shown of ['pending', 'firing'] as const) {
      const within = new Uint8Array(slots.count);
      for (const { state, from, to } of spans) {
        if ((state === 'pending') !== (shown === 'pending')) continue;
        const first = Math.max(0, Math.round((from - slots.start) / slots.step));
        within.fill(1, first, Math.max(first, Math.round((to - slots.start) / slots.step)));
      }
      states.add(`${shown} ${written}`, slot => within[slot] === 1);
    }
  }
  return states;
}

/** Which states there are at each slot: `pending {labels}` or `firing {labels}`. */
class StateSets {
  /** By state, where it is. */
  private readonly states = new Map<string, Uint8Array>();
  /** Sums of numbers that stand for the states, by which sets are compared: 64 bits of hash in two halves. */
  private readonly sums: readonly [Uint32Array, Uint32Array];

  constructor(private readonly count: number) {
    this.sums = [new Uint32Array(count), new Uint32Array(count)];
  }

  add(state: string, isThere: (slot: number) => boolean): void {
    const within = this.states.get(state) ?? new Uint8Array(this.count);
    this.states.set(state, within);
    const hash = xxhash64(Uint8Array.from(utf8(state)));
    const [low, high] = [Number(hash & 0xffff_ffffn), Number(hash >> 32n)];
    const [lows, highs] = this.sums;
    for (let slot = 0; slot < this.count; slot++) {
      if (within[slot] === 1 || !isThere(slot)) continue;
      within[slot] = 1;
      lows[slot]! += low;
      highs[slot]! += high;
    }
  }

  equals({ sums }: StateSets, slot: number): boolean {
    return this.sums[0][slot] === sums[0][slot] && this.sums[1][slot] === sums[1][slot];
  }

  at(slot: number): readonly string[] {
    return [...this.states].flatMap(([state, within]) => (within[slot] === 1 ? [state] : [])).sort();
  }

  /** The first slot with a state; `count` where there is none. */
  first(): number {
    let first = this.count;
    for (const within of this.states.values()) {
      const own = within.indexOf(1);
      if (own >= 0) first = Math.min(first, own);
    }
    return first;
  }
}

function stateOf(labels: SeriesLabels, external: Labels): string {
  const own = labels.filter(
    name =>
      name !== '__name__' &&
      name !== 'alertstate' &&
      !(Object.hasOwn(external, name) && labels.get(name) === external[name]),
  );
  return `${labels.get('alertstate')} ${own}`;
}

function labelName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoteString(name);
}
