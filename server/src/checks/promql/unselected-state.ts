// Series of all states of a thing, of which one is 1 and the others are 0, compared without saying which state is meant.
// Layer: checks.

import { ruleText } from '../../analysis/alertText';
import type { TemplateUnit } from '../../analysis/rule';
import type { Expr, VectorSelector } from '../../promql/ast';
import { boundOn } from '../../promql/bounds';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';
import { comesAndGoes } from './stateMetrics';

export const check = defineCheck({
  id: 'promql/unselected-state',
  summary: 'A metric with a series for every state is compared without choosing a state.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'alert',
  given: ['sound'],
  about: ['stateIn'],
  needs: ['catalog'],
  messages: {
    none: '`{metric}` has a series for every `{label}` and is 0 for all that do not hold, so `{op} {written}` is always true for some of them: choose one with `{label}="…"`.',
    any: '`{metric}` has a series for every `{label}`, and one of them is always 1, so `{op} {written}` is true whatever the state is: choose one with `{label}="…"`.',
  },
  run({ rule, expr, annotations, labels }, ctx) {
    if (!expr?.sound) return;
    for (const node of expr.selectors) {
      const metric = metricName(node);
      const label = metric !== undefined ? ctx.catalog.find(metric)?.metric.stateIn : undefined;
      if (metric === undefined || label === undefined) continue;
      const chosen = choiceOf(node, label);
      const bound = chosen === 'one' ? undefined : boundOn(node, expr.parents(node));
      if (!bound || bound.node.bool) continue;
      const { op, written } = bound;
      const data = { metric, label, op, written };
      const at = { source: expr.source, span: node.name ?? node };
      if (asksForNone(op, written)) ctx.report(at, 'none', data);
      else if (chosen === 'none' && isResult(bound) && asksForAny(op, written) && !comesAndGoes.test(metric)) {
        // A text that names the state wants to hear of all of them, unless it says that one does not hold.
        const isTold = [...annotations, ...labels].some(template => shows(template, label));
        if (!isTold || asksForFault.test(ruleText(rule))) ctx.report(at, 'any', data);
      }
    }
  },
});

/** A text that tells of a state that is not the good one. */
const asksForFault = /\b(?:(?:is|are) not|not (?:green|ready|healthy|running|ok)|unhealthy)\b/i;

/** Whether matchers leave one state, some, or all. */
function choiceOf({ matchers }: VectorSelector, label: string): 'one' | 'some' | 'none' {
  const own = matchers.filter(matcher => matcher.label.name === label);
  const isOne = own.some(({ op, value }) => op === '=' || (op === '=~' && /^\w*$/.test(value?.value ?? '')));
  return isOne ? 'one' : own.length > 0 ? 'some' : 'none';
}

/** Whether a comparison decides what the alert tells of. */
function isResult({ node, above }: { readonly node: Expr; readonly above: readonly Expr[] }): boolean {
  return above.every((parent, i) => isPassed(parent, above[i + 1] ?? node));
}

/** Whether a parent passes on what it is given. */
function isPassed(parent: Expr, child: Expr): boolean {
  if (parent.kind === 'paren') return true;
  return parent.kind === 'binary' && parent.op === 'or' && (parent.lhs === child || parent.rhs === child);
}

function asksForNone(op: string, written: number): boolean {
  if (op === '==') return written === 0;
  if (op === '!=') return written === 1;
  return (op === '<' && written > 0 && written <= 1) || (op === '<=' && written >= 0 && written < 1);
}

function asksForAny(op: string, written: number): boolean {
  if (op === '==') return written === 1;
  if (op === '!=') return written === 0;
  return (op === '>' && written >= 0 && written < 1) || (op === '>=' && written > 0 && written <= 1);
}

function shows({ uses }: TemplateUnit, label: string): boolean {
  return uses.reads.some(read => read.label === label);
}
