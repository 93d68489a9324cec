// A message calls GPUs what is a count of machines or of their exporters, or the other way round. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import type { Expr } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { isComparison, metricName, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/other-things',
  summary: 'A message calls GPUs what is a count of machines, or the other way round.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  where: 'annotation',
  actions: true,
  messages: {
    gpus: 'The value is a count of {things}, each of which may have several GPUs, and the message calls them GPUs: say what is counted, or count a metric that has a series for each GPU.',
    machines:
      'The value is a count of GPUs, and the message calls them {called}: say GPUs, or count each machine once, by `count(count by (Hostname) (…))`.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound) return;
    const { values } = unit.statements;
    const counted = values.length > 0 ? countedBy(expr) : undefined;
    if (!counted) return;
    const restsOn = [wholeOf(expr.source)];
    for (const { from, to } of values) {
      const called = thingsBehind.exec(unit.text.slice(to, to + 60))?.[1];
      if (called === undefined) continue;
      const areGpus = /^gpus$/i.test(called);
      if (areGpus && counted !== 'GPUs') ctx.report({ from, to }, 'gpus', { things: counted }, { restsOn });
      else if (!areGpus && counted === 'GPUs') ctx.report({ from, to }, 'machines', { called }, { restsOn });
    }
  },
});

/** What there are so many of, by the words behind a value; a "GPU node" is a node. */
const thingsBehind =
  /^ (?:of (?:the |our )?)?(?:(?:NVIDIA|physical|healthy|unhealthy|available|remaining|idle|failed|missing) )?((?:GPU )?(?:nodes?|machines?|hosts?|servers)|GPUs)\b(?![-/])/i;

/** Labels of a machine. */
const ofMachines: ReadonlySet<string> = new Set([
  'Hostname',
  'hostname',
  'node',
  'host',
  'instance',
  'kubernetes_node',
]);

/** Labels of a GPU. */
const ofGpu: ReadonlySet<string> = new Set(['gpu', 'UUID', 'uuid', 'device', 'pci_bus_id', 'GPU_I_ID']);

/** What an expression counts; undefined where it counts nothing, or that is not sure. */
function countedBy({ expr, ...unit }: ExprUnit): string | undefined {
  const value = unwrap(resultBound(expr)?.value ?? expr);
  if (value.kind !== 'aggregate' || value.op !== 'count') return undefined;
  const of = conditioned(value.expr);
  if (of.kind === 'aggregate') {
    const labels = of.grouping && !of.grouping.without ? of.grouping.labels.map(({ name }) => name) : [];
    return labels.length === 1 && ofMachines.has(labels[0]!) ? 'machines' : undefined;
  }
  if (of.kind !== 'selector') return undefined;
  // The first GPU of each machine stands for the machine.
  if (of.matchers.some(({ label }) => ofGpu.has(label.name))) return undefined;
  const name = metricName(of) ?? '';
  if (name === 'up') return isOfGpus(unit.text.slice(of.from, of.to)) ? 'targets' : undefined;
  if (/^kube_node_(?:info|status_condition|spec_unschedulable|spec_taint|labels|created)$/.test(name)) return 'nodes';
  return /^DCGM_FI_DEV_(?!NVLINK|NVSWITCH)/.test(name) ? 'GPUs' : undefined;
}

/** Targets of an exporter that shows all GPUs of its machine. */
function isOfGpus(selector: string): boolean {
  return /dcgm|nvidia[-_]?(?:smi|gpu)|gpu[-_]?(?:exporter|metrics)/i.test(selector);
}

/** What is left of a condition: the left side of comparisons with numbers. */
function conditioned(expr: Expr): Expr {
  let inner = unwrap(expr);
  while (inner.kind === 'binary' && isComparison(inner.op) && !inner.bool) inner = unwrap(inner.lhs);
  return inner;
}
