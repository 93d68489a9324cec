// Codes and bitmasks compared as if they were quantities: a bit hidden among others, a code that does not exist, an order
// that the codes do not have. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import type { ExprUnit } from '../../analysis/rule';
import type { MetricFact } from '../../catalog/schema';
import type { RuleUnit } from '../../model/ruleFile';
import type { Binary, Expr } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { metricName, numberOf, passes, unwrap } from '../../promql/inspect';
import { type Threshold, thresholdOf } from '../../promql/values';
import { defineCheck, type Fix } from '../check';
import { isGoodState } from '../goodState';

export const check = defineCheck({
  id: 'promql/code-compared',
  summary: 'A code or a bitmask is compared as if it were a quantity.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  about: ['states', 'valueIs'],
  needs: ['catalog'],
  messages: {
    bit: '`{metric}` is a bitmask, whose bits come together, so `{op} {written}` misses them or takes others: test one bit with `floor({metric} / {bit}) % 2 == 1`.',
    floor:
      '`{metric} / {bit}` is no whole number while a lower bit is set, and then the comparison is false: write `floor({metric} / {bit})`.',
    any: '`{metric}` is a bitmask with bits that are no fault, such as 1 for an idle GPU, so `{op} {written}` is true most of the time: test one bit with `floor({metric} / 8) % 2 == 1`.',
    undefined: '`{metric}` is a code and never {written}: it takes {states}.',
    fine: '`!= {written}` is true of all but "{state}", and of "{good}" as well, which is as it should be: compare with `!= {code}`.',
    onlyFine:
      '`{op} {written}` is true of "{good}" alone, which is as it should be: compare with the others ({faults}).',
    other: '`== {written}` is "{state}", and the alert tells of "{told}": compare with {code}.',
    order: 'A larger code of `{metric}` is not a worse one ({states}): compare with `==`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const fact = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric;
    if (!unit.sound || !fact || metric === undefined) return;
    const codes = fact.states ? undefined : ctx.catalog.codes(metric);
    if (fact.valueIs !== 'bitmask' && !fact.states && !codes) return;
    const shifted = fact.valueIs === 'bitmask' ? shiftedIn(unit.parents(node)) : undefined;
    if (shifted) ctx.report(shifted.node, 'floor', { metric, bit: shifted.bit }, { fix: floorFix(shifted.node) });
    const threshold = thresholdOf(node, unit.parents(node));
    if (!threshold || threshold.value !== threshold.written) return;
    const { writtenOp: op, written } = threshold;
    const states = statesInWords(fact);
    if (fact.valueIs === 'bitmask') {
      if (isAnyReason(threshold, metric))
        ctx.report(
          threshold.node,
          'any',
          { metric, op, written },
          { severity: isAll(threshold, unit) ? 'warning' : 'info' },
        );
      else if (isBitTest(threshold)) {
        const least = leastBit(threshold);
        // "Some bit from 8 on" leaves out what is no fault, and says what it means.
        if (least === firstFault && metric.includes('_REASONS')) return;
        const severity = least === undefined || least < firstFault ? ('warning' as const) : ('info' as const);
        ctx.report(threshold.node, 'bit', { metric, op, written, bit: bitOf(written) }, { severity });
      }
    } else if (codes) {
      const title = codes.get(written)?.title;
      if (title === undefined || !isOrder(threshold)) return;
      ctx.report(threshold.node, 'order', { metric, states: `${written} ${title}` }, { severity: 'info' });
    } else if (op === '==' && fact.states?.[String(written)] === undefined) {
      ctx.report(threshold.node, 'undefined', { metric, written, states });
    } else if (op === '==' && isResult(threshold.node, unit)) {
      const told = toldState(fact, written, unit.rule);
      if (!told) return;
      const [code, what] = told;
      ctx.report(threshold.node, 'other', { written, state: fact.states?.[String(written)] ?? '', told: what, code });
    } else if (op === '!=' && isResult(threshold.node, unit)) {
      const [state, fine] = [fact.states?.[String(written)], fineState(fact)];
      if (state === undefined || !fine || isGoodState(state)) return;
      ctx.report(threshold.node, 'fine', { written, state, code: fine[0], good: fine[1] });
    } else if (isOnlyFine(threshold, fact) && isResult(threshold.node, unit)) {
      const [, fine] = fineState(fact) ?? [];
      const faults = statesInWords(fact, what => !isGoodState(what));
      ctx.report(threshold.node, 'onlyFine', { op, written, good: fine ?? '', faults }, { severity: 'info' });
    } else if (fact.unordered && isOrder(threshold)) {
      ctx.report(threshold.node, 'order', { metric, states }, { severity: 'info' });
    }
  },
});

/** `x / 64 % 2`, compared: without `floor()` every lower bit makes a fraction. */
function shiftedIn(parents: readonly Expr[]): { readonly node: Binary; readonly bit: number } | undefined {
  const [division, rest, compared] = parents.filter(({ kind }) => kind !== 'paren').reverse();
  if (division?.kind !== 'binary' || division.op !== '/' || rest?.kind !== 'binary' || rest.op !== '%')
    return undefined;
  const bit = numberOf(division.rhs);
  if (bit === undefined || bit <= 1 || numberOf(rest.rhs) !== 2 || unwrap(rest.lhs) !== division) return undefined;
  return compared?.kind === 'binary' && compared.op === '==' ? { node: division, bit } : undefined;
}

function floorFix({ from, to }: Binary): Fix {
  const edits = [
    { at: { from, to: from }, newText: 'floor(' },
    { at: { from: to, to }, newText: ')' },
  ];
  return { title: 'Round down with floor()', safe: false, edits };
}

/** The only state that an alert names, where it is another than the one compared with: a fault by its whole name. */
function toldState(
  { states }: MetricFact,
  written: number,
  rule: RuleUnit,
): readonly [code: string, what: string] | undefined {
  const text = ruleText(rule).toLowerCase();
  const own = states?.[String(written)] ?? '';
  const named = Object.entries(states ?? {}).filter(([, what]) => text.includes(what.toLowerCase()));
  const [only] = named;
  if (named.length !== 1 || !only || only[0] === String(written)) return undefined;
  // Of one word more than the state may be meant.
  return /\w \w/.test(only[1]) && !isGoodState(only[1]) && own !== '' ? only : undefined;
}

function fineState({ states }: MetricFact): readonly [code: string, what: string] | undefined {
  return Object.entries(states ?? {}).find(([, what]) => isGoodState(what));
}

/** Whether of all codes only those pass an order that tell of nothing wrong, while others do not. */
function isOnlyFine({ writtenOp: op, written }: Threshold, { states }: MetricFact): boolean {
  if (op === '==' || op === '!=') return false;
  const passing = Object.entries(states ?? {}).filter(([code]) => passes(Number(code), op, written));
  return passing.length > 0 && passing.every(([, what]) => isGoodState(what));
}

/** Whether an alert fires for what passes the comparison. */
function isResult(node: Binary, { rule, expr }: ExprUnit): boolean {
  return rule.alert !== undefined && resultBound(expr)?.node === node;
}

/** Anything but a comparison with 0, which asks whether there is any bit. */
function isBitTest({ writtenOp: op, written }: Threshold): boolean {
  return op !== '!=' && written > 0 && !(op === '>=' && written === 1) && !(op === '<' && written === 1);
}

/** Of the reasons for a lower clock the first that is a fault: below are an idle GPU, a clock that was set and the power cap. */
const firstFault = 8;

/** The bit of a comparison that asks for it or any higher one: `>= 8`, `> 7`. */
function leastBit({ writtenOp: op, written }: Threshold): number | undefined {
  const least = op === '>=' ? written : op === '>' ? written + 1 : undefined;
  return least !== undefined && least === bitOf(least) ? least : undefined;
}

/** Any reason for a lower clock at all: that a GPU has nothing to do is one. */
function isAnyReason({ writtenOp: op, written }: Threshold, metric: string): boolean {
  if (!metric.includes('_REASONS')) return false;
  return (op === '>' && written === 0) || (op === '!=' && written === 0) || (op === '>=' && written === 1);
}

/** Whether it is the whole condition: beside another one, such as of a busy GPU, what is no fault may be left out already. */
function isAll({ node }: Threshold, { rule, expr }: ExprUnit): boolean {
  return rule.alert !== undefined && unwrap(expr) === node;
}

/** The highest bit of a number: the one that was most likely meant. */
function bitOf(written: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, written)));
}

/** `> 0` and `>= 1` ask for any code but the first. */
function isOrder({ writtenOp: op, written }: Threshold): boolean {
  if (op === '>') return written !== 0;
  if (op === '>=') return written !== 1 && written !== 0;
  return op === '<' ? written !== 1 : op === '<=' && written !== 0;
}

function statesInWords({ states }: MetricFact, isMeant: (what: string) => boolean = () => true): string {
  return Object.entries(states ?? {})
    .filter(([, what]) => isMeant(what))
    .map(([code, what]) => `${code} ${what}`)
    .join(', ');
}
