// An alert whose expression has a result as long as its metrics exist: nothing in it drops the healthy series.
// Bare series of which nothing is known are left alone, for some exist only while something is wrong. Layer: checks.
import { isMeantToFire } from '../../analysis/alertText';
import type { Catalog } from '../../catalog/schema';
import type { Binary, Call, Expr } from '../../promql/ast';
import { isComparison, metricName, unwrap } from '../../promql/inspect';
import { typeOf } from '../../promql/types';
import { innermostOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';
import { comesAndGoes, flags } from './stateMetrics';

export const check = defineCheck({
  id: 'promql/unbounded-alert',
  summary: 'An alert has no condition, so it fires as long as its metrics exist.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'alert',
  given: ['sound'],
  needs: ['catalog'],
  pint: ['alerts/comparison'],
  messages: {
    whole:
      'The expression has no condition, so the alert fires as long as there is any result: compare it with a bound.',
    branch:
      'This side of `or` has no condition, so the alert fires as long as it has any result: compare it with a bound.',
    always:
      'This side of `or` always has a result, so the alert never ends: leave it out or put it inside the comparison.',
    bool: 'With `bool` the comparison gives 0 where it is false, and 0 is a result too, so the alert always fires: leave `bool` out.',
  },
  run({ rule, expr }, ctx) {
    // What reads no metric, such as `vector(1)`, is meant to fire all the time.
    if (!expr?.sound || typeOf(expr.expr) === 'matrix') return;
    if (expr.selectors.length === 0) return;
    const branches = branchesOf(expr.expr);
    for (const branch of branches) {
      if ((isBare(branch) && !isAlwaysThere(branch, ctx.catalog)) || mayBeEmpty(branch, ctx.catalog)) continue;
      // Asked last: most alerts have a condition, and this reads all that they say.
      if (isMeantToFire(rule)) return;
      const bool = outerBool(branch);
      const at = (span: { readonly from: number; readonly to: number }) => ({ source: expr.source, span });
      if (bool) {
        const fix = { title: 'Leave bool out', safe: false, edits: [{ at: at(bool), newText: '' }] };
        ctx.report(at(bool), 'bool', {}, { fix });
      } else if (branches.length === 1) {
        ctx.report(at(branch), 'whole', {});
      } else {
        ctx.report(at(branch), selectorsOf(branch).length === 0 ? 'always' : 'branch', {});
      }
    }
  },
});

/** The sides of `or` at the top; each fires by itself. */
function branchesOf(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  const rest = [expr];
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (node.kind === 'paren') rest.push(node.expr);
    else if (node.kind === 'binary' && node.op === 'or') rest.push(node.rhs, node.lhs);
    else found.push(node);
  }
  return found;
}

/** A series as it stands, its values passed on or joined with labels of others: its being there may be the condition. */
function isBare(expr: Expr): boolean {
  const inner = innermostOf(expr);
  if (inner.kind === 'aggregate') return isBare(inner.expr);
  if (inner.kind === 'binary' && inner.op === '*') return isBare(inner.lhs) && isBare(inner.rhs);
  return inner.kind === 'selector';
}

/** Whether all its series are measurements that their exporter shows at all times, also as 0. */
function isAlwaysThere(expr: Expr, catalog: Catalog): boolean {
  return selectorsOf(expr).every(selector => {
    const hit = catalog.find(metricName(selector) ?? '');
    const name = hit?.metric.name;
    // Every state of an object has a series, 0 where it does not hold.
    if (name !== undefined && hit?.metric.stateIn !== undefined) return !comesAndGoes.test(name);
    if (name !== undefined && flags.test(name)) return true;
    // Of what another system tells, the series may come and go with its states.
    if (hit?.series !== 'value' || hit.exporter?.mirrors || hit.metric.generic) return false;
    const { type, typeInferred, unit, range, valueIs } = hit.metric;
    if (type !== 'gauge' || typeInferred || valueIs === 'info' || valueIs === 'timestamp') return false;
    return unit !== undefined || range !== undefined || valueIs !== undefined;
  });
}

/** Whether something in an expression may drop series of a metric that has some. */
function mayBeEmpty(expr: Expr, catalog: Catalog): boolean {
  switch (expr.kind) {
    case 'selector':
      return isEvent(metricName(expr), catalog);
    case 'matrix':
      return isEvent(metricName(expr.selector), catalog);
    case 'paren':
    case 'unary':
    case 'subquery':
    case 'aggregate':
      return mayBeEmpty(expr.expr, catalog);
    case 'call':
      return callMayBeEmpty(expr, catalog);
    case 'binary':
      return binaryMayBeEmpty(expr, catalog);
    case 'missing':
      return true;
    default:
      return false;
  }
}

/** Series of which nothing is known by their name, that Prometheus makes while alerts fire, or that a rule recorded under a condition. */
function isEvent(name: string | undefined, catalog: Catalog): boolean {
  return name === undefined || name.startsWith('ALERTS') || (name.includes(':') && !catalog.find(name));
}

function callMayBeEmpty({ func, args }: Call, catalog: Catalog): boolean {
  // A scalar is there even where its vector is empty.
  if (func.name === 'scalar' || func.name === 'vector') return false;
  return func.name.startsWith('absent') || args.some(arg => mayBeEmpty(arg, catalog));
}

function binaryMayBeEmpty(root: Binary, catalog: Catalog): boolean {
  // Chains of operators may be thousands long: the left side is gone through without recursion.
  let node: Expr = root;
  for (; node.kind === 'binary'; node = node.lhs) {
    const { op, bool, rhs } = node;
    // Which series there are is a condition as well: `a and b`, `a unless b`.
    if (op === 'and' || op === 'unless' || op === '</' || op === '>/') return true;
    if (isComparison(op) && !bool && !isScalar(node)) return true;
    if (op === 'or') {
      if (!mayBeEmpty(rhs, catalog)) return false;
    } else if (mayBeEmpty(rhs, catalog)) {
      return true;
    }
  }
  return mayBeEmpty(node, catalog);
}

function isScalar({ lhs, rhs }: Binary): boolean {
  return typeOf(lhs) === 'scalar' && typeOf(rhs) === 'scalar';
}

/** The `bool` of a comparison that is the whole branch. */
function outerBool(expr: Expr): Binary['bool'] {
  const inner = unwrap(expr);
  return inner.kind === 'binary' && isComparison(inner.op) && !isScalar(inner) ? inner.bool : undefined;
}
