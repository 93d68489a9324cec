// `rate()`, `irate()` and `increase()` of a series that recording rules of the workspace make of gauges alone: what comes
// out is a gauge, and every fall of it would be read as a restarted counter. Layer: checks.
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { Catalog } from '../../catalog/schema';
import { metricName } from '../../promql/inspect';
import type { ValueKind } from '../../promql/value/value';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

const counterFunctions: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

export const check = defineCheck({
  id: 'promql/counter-function-on-recording',
  summary: 'A function for counters is applied to what is recorded from a gauge or added up.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  needs: ['catalog', 'workspace'],
  when: (reads, { catalog, workspace }) =>
    reads.some(name => (rateName.test(name) || workspace.recorded(name).length > 0) && !catalog.find(name)),
  messages: {
    sum: '`{metric}` is recorded as a sum of counters: when one of them restarts or goes the sum falls, and `{func}()` takes that for a new start of all; record `sum({func}(…))`.',
    rate: '`{metric}` is recorded as {what} already: `{func}()` takes each fall of it for a restarted counter; compare it itself, or its `avg_over_time()`.',
    recorded:
      '`{metric}` is recorded from the gauge `{source}`: `{func}()` takes each fall for a restarted counter; use `delta()`, `deriv()` or the value itself.',
  },
  run({ node }, ctx) {
    const { name: func } = node.func;
    const [arg] = node.args;
    const inner = counterFunctions.has(func) && arg ? innermostOf(arg) : undefined;
    const metric = inner?.kind === 'selector' ? metricName(inner) : undefined;
    if (inner?.kind !== 'selector' || metric === undefined || ctx.catalog.find(metric)) return;
    if (isSumOfCounters(metric, ctx)) ctx.report(inner.name ?? inner, 'sum', { metric, func }, { severity: 'info' });
    const rate = recordedRate(metric, ctx);
    if (rate) {
      ctx.report(inner.name ?? inner, 'rate', { metric, what: rate.what, func }, { severity: rate.severity });
      return;
    }
    const source = recordedGauge(metric, ctx);
    if (source !== undefined) ctx.report(inner.name ?? inner, 'recorded', { metric, source, func });
  },
});

/** Names that say how they were recorded (`job:requests:rate5m`). */
const rateName = /:(?:i?rate|increase)(?:_?\d+[smhdwy])?$/;

/** Whether what is recorded is a rate or an increase already, or made of such; where no rule is there, by its name. */
function recordedRate(
  name: string,
  { workspace }: { readonly workspace: WorkspaceFacts },
): { readonly what: string; readonly severity: 'warning' | 'info' } | undefined {
  const records = workspace.recorded(name);
  if (records.length === 0 && rateName.test(name)) return { what: 'a rate', severity: 'info' };
  const kinds = new Set(records.map(({ value }) => value()?.kind));
  if (kinds.size !== 1) return undefined;
  const [kind] = kinds;
  const what = kind && madeOf.get(kind);
  if (what !== undefined) return { what, severity: 'warning' };
  // Nobody calls a counter so.
  return kind === 'unknown' && shareName.test(name) ? { what: 'a share', severity: 'info' } : undefined;
}

const shareName = /:(?:[a-z0-9_]*_)?(?:ratio|share|percent|percentage)(?:[:_]|$)/;

/** What is no counter any more, whatever it was made of. */
const madeOf: ReadonlyMap<ValueKind, string> = new Map([
  ['rate', 'a rate'],
  ['increase', 'an increase'],
  ['share', 'a share'],
  ['quantile', 'a quantile'],
  ['mean', 'a mean'],
]);

/** Whether counters of several processes are added up in it. */
function isSumOfCounters(name: string, { workspace }: { readonly workspace: WorkspaceFacts }): boolean {
  const records = workspace.recorded(name);
  return (
    records.length > 0 &&
    records.every(({ value, branches }) => {
      const number = value();
      if (number?.kind !== 'counter' || !number.summed || number.of?.byName) return false;
      return branches()?.every(branch => !branch.open && !processes.some(label => branch.possible.has(label))) === true;
    })
  );
}

/** Labels by which the series of one process stay apart. */
const processes: readonly string[] = ['instance', 'pod', 'container', 'node', 'Hostname', 'UUID'];

/** The gauge that every rule of a recorded name reads from; nothing that is made of gauges alone is a counter. */
function recordedGauge(
  name: string,
  { catalog, workspace }: { readonly catalog: Catalog; readonly workspace: WorkspaceFacts },
): string | undefined {
  let source: string | undefined;
  for (const { branches } of workspace.recorded(name)) {
    const metrics = (branches() ?? []).flatMap(branch => branch.metrics);
    if (metrics.length === 0) return undefined;
    for (const metric of metrics) {
      const hit = catalog.find(metric);
      if (hit?.series !== 'value' || hit.metric.typeInferred || hit.metric.type !== 'gauge') return undefined;
    }
    source ??= metrics[0];
  }
  return source;
}
