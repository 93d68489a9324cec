// Instruments of OpenTelemetry in Python source (`meter.create_counter(…)`), under the names that its Prometheus exporters give
// them unless told otherwise. Layer: catalog. Attributes come with each measurement and views change buckets: neither is known.
import type { SyntaxNode } from '@lezer/common';
import { isMetricName, namesOf } from './code/naming';
import { readArguments } from './pythonMetrics';
import { readScopes } from './pythonScopes';
import { callsIn, pythonTree } from './pythonTree';
import { evaluate } from './pythonValues';
import type { DefinedMetric, MetricType } from './schema';

/** By the name of the method: monotonic sums are counters. */
const types: ReadonlyMap<string, MetricType> = new Map([
  ['create_counter', 'counter'],
  ['create_observable_counter', 'counter'],
  ['create_up_down_counter', 'gauge'],
  ['create_observable_up_down_counter', 'gauge'],
  ['create_histogram', 'histogram'],
  ['create_gauge', 'gauge'],
  ['create_observable_gauge', 'gauge'],
]);

/** The metrics that the instruments of a Python file become. */
export function pythonInstruments(text: string, file: string): readonly DefinedMetric[] {
  if (!text.includes('opentelemetry') || !text.includes('.create_')) return [];
  const tree = pythonTree(text);
  if (!tree) return [];
  const calls = callsIn(tree);
  const scopes = readScopes(tree, text);
  return calls.flatMap(call => {
    const method = methodOf(call, text);
    const type = method === undefined ? undefined : types.get(method);
    if (type === undefined || method === undefined) return [];
    const more = method.startsWith('create_observable')
      ? ['callbacks', 'unit', 'description']
      : ['unit', 'description'];
    const given = readArguments(call, ['name', ...more], text);
    const value = (key: string): ReturnType<typeof evaluate> | 'absent' => {
      const node = given?.get(key);
      return node ? evaluate(node, text, scopes) : 'absent';
    };
    const [name, unit, description] = [value('name'), value('unit'), value('description')];
    if (name === 'absent' || name?.kind !== 'string') return [];
    if (unit !== 'absent' && unit?.kind !== 'string') return [];
    const help = description !== 'absent' && description?.kind === 'string' ? description.text : '';
    const named = namesOf(
      name.text,
      method.includes('up_down') ? 'otel-sum' : 'otel',
      type,
      unit === 'absent' ? undefined : unit.text,
    );
    return named
      .filter(one => isMetricName(one.name))
      .map(one => ({
        name: one.name,
        type,
        help: help.replace(/\s+/g, ' ').trim(),
        labels: [],
        labelsComplete: false,
        nameInferred: true,
        ...(one.unit ? { unit: one.unit } : {}),
        file,
        span: name.span,
      }));
  });
}

/** The last name of what is called: `meter.create_counter`. */
function methodOf(call: SyntaxNode, text: string): string | undefined {
  const list = call.getChild('ArgList');
  const called = call.getChild('MemberExpression');
  return list && called ? /\.([A-Za-z_]+)$/.exec(text.slice(called.from, called.to).slice(-60))?.[1] : undefined;
}
