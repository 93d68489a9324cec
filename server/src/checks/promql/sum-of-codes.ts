// Codes added up or averaged: 31 and 79 make 110, which is no code. Layer: checks.
import type { Expr } from '../../promql/ast';
import { isComparison, metricName, numberOf } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/sum-of-codes',
  summary: 'Codes or bitmasks are added up or averaged.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  about: ['valueIs'],
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` is a {what}, and `{func}()` of several is none: count those that matter, such as `count({metric} > 0)`, or take each by itself.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const fact = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric;
    if (!unit.sound || metric === undefined || !unit.rule.alert) return;
    if (fact?.valueIs !== 'code' && fact?.valueIs !== 'bitmask') return;
    const parents = unit.parents(node);
    const adding = addingOf(node, parents);
    if (!adding) return;
    // That there is any code at all is seen in the sum, too; then only a text that prints it is wrong.
    const severity = adding.asksForAny ? 'info' : 'warning';
    const what = fact.valueIs === 'code' ? 'code' : 'bitmask';
    ctx.report(node.name ?? node, 'found', { metric, what, func: adding.func }, { severity });
  },
});

interface Adding {
  readonly func: string;
  readonly asksForAny: boolean;
}

/** What adds the values of a selector up before they are compared with a number; undefined where nothing does. */
function addingOf(selector: Expr, parents: readonly Expr[]): Adding | undefined {
  let inner = selector;
  let func: string | undefined;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'binary') {
      const number = numberOf(parent.lhs === inner ? parent.rhs : parent.lhs);
      if (func === undefined || number === undefined || !isComparison(parent.op)) return undefined;
      return { func, asksForAny: number === 0 || (number === 1 && parent.op === '>=') };
    }
    if (parent.kind === 'aggregate') {
      if (parent.op === 'sum' || parent.op === 'avg') func = parent.op;
      else if (parent.op !== 'max' && parent.op !== 'min') return undefined;
    } else if (parent.kind === 'call') {
      if (!/^(?:avg|sum)_over_time$/.test(parent.func.name)) return undefined;
      func = parent.func.name;
    } else if (parent.kind !== 'paren' && parent.kind !== 'matrix') return undefined;
    inner = parent;
  }
  return undefined;
}
