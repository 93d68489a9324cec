// Which rules take part in a test, and which sides of their `or`s. Layer: unittest (pure).
//
// A side takes part where, at a time when the rule fires (or records), the series that fires comes from it. Below an aggregation
// or an operator that makes series of its own it is enough that the side gave one at such a time.
import { type AlertRun, type Slots, slotTime } from '../../alerting/alertRun';
import { AlertState } from '../../alerting/clock';
import type { GroupRun } from '../../alerting/run';
import type { RunnableGroup, RunnableRule } from '../../alerting/runnable';
import { type EvaluationOptions, evaluateRange, type ResultSeries } from '../../evaluation/evaluate';
import type { Expr, Matching } from '../../promql/ast';
import { type Labels, metricName } from '../../series/labels';
import { type OrChain, type OrOperand, orChains } from './branches';

/** Labels of the series of a result by slot, as the expression gave them. */
type Taken = Map<number, Labels[]>;

/** A test that was run. */
export interface CoveringRun extends GroupRun {
  readonly slots: Slots;
}

/** What took part in one test or another. */
export class Fired {
  /** Alerting rules that fired and recording rules that gave a series. */
  readonly rules = new Set<RunnableRule>();
  readonly operands = new Set<OrOperand>();
  private readonly chains = new Map<RunnableRule, readonly OrChain[]>();

  chainsOf(rule: RunnableRule): readonly OrChain[] {
    let chains = this.chains.get(rule);
    if (!chains) this.chains.set(rule, (chains = orChains(rule.expr)));
    return chains;
  }

  /** Adds what took part in a test. In slices. */
  *add(run: CoveringRun, groups: readonly RunnableGroup[], options: EvaluationOptions): Generator<void, void> {
    const alerts = new Map<RunnableRule, AlertRun>(run.alerts.map(alert => [alert.rule, alert]));
    for (const group of groups) {
      for (const rule of group.rules) {
        const alert = alerts.get(rule);
        if (!(alert ? everFires(alert) : run.recorded.has(rule))) continue;
        this.rules.add(rule);
        const chains = this.chainsOf(rule);
        if (!chains.some(({ operands }) => operands.some(one => !one.isDefault && !this.operands.has(one)))) continue;
        const ask = function* (asked: Expr): Generator<void, Taken> {
          return given(yield* evaluate(asked, run, group, options), run, group);
        };
        const taken = alert ? firing(alert) : yield* ask(rule.expr);
        const byOperand = new Map<OrOperand | undefined, Taken>([[undefined, taken]]);
        for (const chain of chains) yield* this.addChain(chain, byOperand, ask);
        yield;
      }
    }
  }

  /** Gives each operand of a chain what was taken from it. */
  private *addChain(
    { operands, matching, within, followed }: OrChain,
    byOperand: Map<OrOperand | undefined, Taken>,
    ask: (expr: Expr) => Generator<void, Taken>,
  ): Generator<void, void> {
    const wanted = byOperand.get(within);
    const left = new Map([...(wanted ?? [])].map(([slot, all]) => [slot, new Set(all.map(({ key }) => key))]));
    const hidden = new Set<string>();
    for (const operand of wanted ? operands : []) {
      const taken: Taken = new Map();
      const signatures: string[] = [];
      for (const [slot, all] of yield* ask(operand.asked)) {
        const open = left.get(slot);
        for (const labels of open ? all : []) {
          const signature = `${slot} ${signatureOf(labels, matching)}`;
          signatures.push(signature);
          // A series of a side before it stands for this one.
          if (hidden.has(signature)) continue;
          if (!followed || open?.delete(labels.key)) add(taken, slot, labels);
        }
      }
      for (const signature of signatures) hidden.add(signature);
      byOperand.set(operand, taken);
      if (taken.size > 0) this.operands.add(operand);
    }
    // Where a rule reads what comes later its sides cannot be asked afterwards: then nothing is said against them.
    if (wanted && !(followed && [...left.values()].some(keys => keys.size > 0))) return;
    for (const operand of operands) {
      byOperand.delete(operand);
      this.operands.add(operand);
    }
  }
}

function everFires({ instances }: AlertRun): boolean {
  return instances.some(({ states }) => states.includes(AlertState.firing));
}

function firing({ instances }: AlertRun): Taken {
  const taken: Taken = new Map();
  for (const instance of instances) {
    for (let slot = 0; slot < instance.states.length; slot++) {
      if (instance.states[slot] !== AlertState.firing || !instance.isSeenAt(slot)) continue;
      add(taken, slot, instance.sampleAt(slot)!.labels);
    }
  }
  return taken;
}

/** The labels that a result has at each slot of a group. */
function given(results: readonly ResultSeries[], { slots }: CoveringRun, { queryOffset = 0 }: RunnableGroup): Taken {
  const taken: Taken = new Map();
  for (const { labels, times } of results) {
    for (const time of times) add(taken, Math.round((time + queryOffset - slots.start) / slots.step), labels);
  }
  return taken;
}

function add(taken: Taken, slot: number, labels: Labels): void {
  const known = taken.get(slot);
  if (known) known.push(labels);
  else taken.set(slot, [labels]);
}

/** What two series have in common so that the first stands for the second. */
function signatureOf(labels: Labels, matching: Matching | undefined): string {
  const names = new Set(matching?.labels.map(({ name }) => name));
  const matters = matching?.on
    ? (name: string) => names.has(name)
    : (name: string) => !names.has(name) && name !== metricName;
  return labels.filter(matters).key;
}

/** An expression at all slots, over everything that was scraped, recorded and written; nothing where it fails. */
function* evaluate(
  expr: Expr,
  { store, slots }: CoveringRun,
  { queryOffset = 0 }: RunnableGroup,
  options: EvaluationOptions,
): Generator<void, readonly ResultSeries[]> {
  const start = slots.start - queryOffset;
  const end = slotTime(slots, slots.count - 1) - queryOffset;
  const outcome = yield* evaluateRange(expr, store, { start, end, step: slots.step }, options);
  return outcome.ok && outcome.value.type === 'matrix' ? outcome.value.series : [];
}
