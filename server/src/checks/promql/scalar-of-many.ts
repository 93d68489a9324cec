// `scalar()` of a metric of which there are several series is NaN, and no comparison with NaN is true. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Aggregate, Call } from '../../promql/ast';
import { isComparison, metricName, unwrap } from '../../promql/inspect';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/scalar-of-many',
  summary: '`scalar()` is taken of a metric that has a series for every target.',
  severity: 'info',
  since: '0.1.0',
  on: 'call',
  only: ['scalar'],
  needs: ['catalog'],
  follows: 'recordings',
  messages: {
    found:
      '`scalar()` of more than one series is NaN, with which no comparison is true, and `{metric}` has one for every target: aggregate it inside, or match it with `on (…)`.',
    grouped:
      '`scalar()` of more than one series is NaN, with which no comparison is true, and this keeps one for every `{label}`, as the other side does: leave `scalar()` out, or match it with `on ({label})`.',
    each: '`scalar()` of more than one series is NaN, with which no comparison is true, and `{metric}` has one for every `{label}`: match it with `on ({label})`, or aggregate it inside.',
  },
  run({ node, in: unit }, ctx) {
    const [argument] = node.args;
    const inner = argument && unwrap(argument);
    const given = inner?.kind === 'call' && inner.args[0] ? unwrap(inner.args[0]) : inner;
    const selector = given?.kind === 'matrix' ? given.selector : given;
    if (!unit.sound) return;
    if (inner?.kind === 'aggregate') {
      const label = keptBySides(node, inner, unit);
      if (label !== undefined) ctx.report(node, 'grouped', { label }, { severity: 'warning' });
    }
    if (selector?.kind !== 'selector') return;
    const metric = metricName(selector);
    if (metric === undefined) return;
    const chosen = selector.matchers.filter(({ label, op }) => op === '=' && label.name !== '__name__');
    // A matcher for one target may leave a single series; one for an aspect of it leaves a series of every target.
    if (!chosen.every(({ label }) => aspects.has(label.name))) return;
    const { branches } = unit.shapeOf(selector);
    const label = things.find(
      name =>
        branches.every(({ sure }) => sure.has(name)) && !selector.matchers.some(({ label }) => label.name === name),
    );
    const severity = label !== undefined && devices.has(label) ? ('warning' as const) : ('info' as const);
    if (label !== undefined) ctx.report(node, 'each', { metric, label }, { severity });
    else if (chosen.length === 0 && ctx.catalog.find(metric)?.metric.labels.length)
      ctx.report(node, 'found', { metric });
  },
});

/** A label by which both the scalar and what it is compared with are grouped, and that no matcher of the scalar settles. */
function keptBySides(call: Call, { grouping, expr }: Aggregate, unit: ExprUnit): string | undefined {
  if (!grouping || grouping.without) return undefined;
  const settled = new Set(
    selectorsOf(expr).flatMap(({ matchers }) => matchers.flatMap(({ op, label }) => (op === '=' ? [label.name] : []))),
  );
  const above = unit.parents(call);
  const compared = [...above].reverse().find(parent => parent.kind === 'binary' && isComparison(parent.op));
  if (compared?.kind !== 'binary') return undefined;
  const other = above.includes(compared.rhs) || compared.rhs === call ? compared.lhs : compared.rhs;
  const { branches } = unit.shapeOf(other);
  const grouped = new Set(
    nodesOf(other).flatMap(one =>
      one.kind === 'aggregate' && !one.grouping?.without ? (one.grouping?.labels.map(({ name }) => name) ?? []) : [],
    ),
  );
  const isKept = (label: string): boolean => grouped.has(label) || branches.every(({ sure }) => sure.has(label));
  return grouping.labels.find(({ name }) => !settled.has(name) && isKept(name))?.name;
}

/** Labels of the aspects of a thing: choosing one leaves a series of each thing. */
const aspects: ReadonlySet<string> = new Set(
  'resource unit type phase condition status state reason mode direction quantile kind'.split(' '),
);

/** Labels of things of which there are several. */
const things: readonly string[] = ['node', 'pod', 'UUID', 'gpu_uuid', 'gpu', 'device', 'container'];

/** Labels of things of which a node mostly has several. */
const devices: ReadonlySet<string> = new Set(['gpu', 'UUID', 'gpu_uuid']);
