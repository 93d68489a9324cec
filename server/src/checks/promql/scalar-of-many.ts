// `scalar()` of a metric of which there are several series is NaN, and no comparison with NaN is true. Layer: checks.
import { metricName, unwrap } from '../../promql/inspect';
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
    each: '`scalar()` of more than one series is NaN, with which no comparison is true, and `{metric}` has one for every `{label}`: match it with `on ({label})`, or aggregate it inside.',
  },
  run({ node, in: unit }, ctx) {
    const [argument] = node.args;
    const inner = argument && unwrap(argument);
    const given = inner?.kind === 'call' && inner.args[0] ? unwrap(inner.args[0]) : inner;
    const selector = given?.kind === 'matrix' ? given.selector : given;
    if (!unit.sound || selector?.kind !== 'selector') return;
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

/** Labels of the aspects of a thing: choosing one leaves a series of each thing. */
const aspects: ReadonlySet<string> = new Set(
  'resource unit type phase condition status state reason mode direction quantile kind'.split(' '),
);

/** Labels of things of which there are several. */
const things: readonly string[] = ['node', 'pod', 'UUID', 'gpu_uuid', 'gpu', 'device', 'container'];

/** Labels of things of which a node mostly has several. */
const devices: ReadonlySet<string> = new Set(['gpu', 'UUID', 'gpu_uuid']);
