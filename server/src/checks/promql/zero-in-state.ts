// A quantity of what is in a state in which it is 0 by definition: processors in use on idle nodes. Layer: checks.
import type { Expr, VectorSelector } from '../../promql/ast';
import { boundAbove } from '../../promql/bounds';
import { metricName, passes } from '../../promql/inspect';
import { passedArgument } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/zero-in-state',
  summary: 'A quantity is compared in a state in which it is always 0.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  given: ['sound', 'alert'],
  ofMetric: name => zeroIn.has(name),
  messages: {
    never:
      'Of nodes in this state `{metric}` is 0, so `{op} {written}` is never true: ask how many there are with `count()`.',
    always:
      'Of nodes in this state `{metric}` is 0, so `{op} {written}` is true as soon as there is one and silent where there is none: ask how many there are with `count()`, and for none with `absent()`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const states = metric === undefined ? undefined : zeroIn.get(metric);
    if (metric === undefined || !states || !unit.sound || !unit.rule.alert || !isOnly(states, node)) return;
    const bound = boundAbove(node, unit.parents(node), staysZero);
    if (!bound || bound.node.bool) return;
    const { op, written } = bound;
    ctx.report(bound.node, passes(0, op, written) ? 'always' : 'never', { metric, op, written });
  },
});

/** What Slurm's nodes without jobs use, and what those that are full or gone have left (prometheus-slurm-exporter, node.go, sinfo). */
const [unused, full] = [/^(?:idle|down|drained|planned|reserved)$/, /^(?:allocated|down|drained)$/];
const zeroIn: ReadonlyMap<string, RegExp> = new Map([
  ['slurm_node_cpu_alloc', unused],
  ['slurm_node_mem_alloc', unused],
  ['slurm_node_cpu_idle', full],
]);

/** Whether all that is selected is in one of the states; behind a state may be a sign, such as `*` for a node that does not answer. */
function isOnly(states: RegExp, { matchers }: VectorSelector): boolean {
  const chosen = matchers.find(({ label, op }) => label.name === 'status' && (op === '=' || op === '=~'))?.value;
  if (!chosen?.closed || chosen.value === '') return false;
  const all = chosen.value.replace(/^\(|\)$/g, '').split('|');
  return all.every(one => states.test(one.replace(/\.[*+]$/, '').replace(/\\?[*~#%$@^!-]$/, '')));
}

/** Whether a value that is 0 stays it: through sums, and what passes values on. */
function staysZero(parent: Expr, operand: Expr): boolean {
  if (parent.kind === 'aggregate') return /^(?:sum|min|max|avg)$/.test(parent.op);
  if (parent.kind === 'call') return passedArgument(parent) === operand;
  return parent.kind !== 'binary';
}
