// The metrics that `prometheus_fastapi_instrumentator` makes of a web application where its Python source says no more than
// `Instrumentator().instrument(app)`: read in the library's own defaults, which are the same from its version 5.7 to 7.1.
// Layer: catalog. Where metrics are chosen (`.add(…)`), or arguments cannot be read, nothing is known.
import type { SyntaxNode } from '@lezer/common';
import { readArguments } from './pythonMetrics';
import { type PythonScopes, readScopes } from './pythonScopes';
import { callsIn, pythonTree } from './pythonTree';
import { evaluate } from './pythonValues';
import type { DefinedMetric, LabelFact, MetricType } from './schema';

/** The metrics that a Python file has the library make. */
export function pythonInstrumentator(text: string, file: string): readonly DefinedMetric[] {
  if (!text.includes('prometheus_fastapi_instrumentator') || !text.includes('.instrument(')) return [];
  const tree = pythonTree(text);
  if (!tree) return [];
  const calls = callsIn(tree);
  const called = (name: string): readonly SyntaxNode[] => calls.filter(call => calledName(call, text) === name);
  const [made, another] = [...called('Instrumentator'), ...called('PrometheusFastApiInstrumentator')];
  const [used, more] = called('instrument');
  if (!made || another || !used || more || called('add').some(call => isOfInstrumentator(call, text))) return [];
  const scopes = readScopes(tree, text);
  const how = readArguments(made, [], text);
  const what = readArguments(
    used,
    ['app', 'metric_namespace', 'metric_subsystem', 'should_only_respect_2xx_for_highr'],
    text,
  );
  if (!how || !what) return [];
  const prefix = [what.get('metric_namespace'), what.get('metric_subsystem')].map(node => textOf(node, text, scopes));
  const fine = boundsOf(what.get('latency_highr_buckets'), fineBounds, text, scopes);
  const coarse = boundsOf(what.get('latency_lowr_buckets'), coarseBounds, text, scopes);
  if (prefix.includes(undefined)) return [];
  const grouped = how.get('should_group_status_codes');
  const isGrouped = !grouped || text.slice(grouped.from, grouped.to) === 'True';
  const status: LabelFact = isGrouped ? { name: 'status', values: statusClasses } : { name: 'status' };
  const [handler, method] = [{ name: 'handler' }, { name: 'method' }];
  const list = used.getChild('ArgList')!;
  const span = { from: list.from - 'instrument'.length, to: list.from };
  const metric = (
    type: MetricType,
    name: string,
    help: string,
    labels: readonly LabelFact[],
    others: Partial<DefinedMetric> = {},
  ): DefinedMetric => ({
    name: [...prefix, name].filter(Boolean).join('_'),
    type,
    help,
    labels,
    labelsComplete: true,
    ...others,
    file,
    span,
  });
  return [
    metric('counter', 'http_requests_total', 'Requests by method, status and handler.', [method, status, handler]),
    metric('histogram', 'http_request_duration_highr_seconds', 'Time of requests, in many buckets.', [], {
      unit: 'seconds',
      ...(fine ? { buckets: fine } : {}),
    }),
    metric('histogram', 'http_request_duration_seconds', 'Time of requests, in few buckets.', [method, handler], {
      unit: 'seconds',
      ...(coarse ? { buckets: coarse } : {}),
    }),
    metric('summary', 'http_request_size_bytes', 'Length of requests.', [handler], sizes),
    metric('summary', 'http_response_size_bytes', 'Length of responses.', [handler], sizes),
  ];
}

const sizes: Partial<DefinedMetric> = { unit: 'bytes', withoutQuantiles: true };

/** What the library makes of a status code unless it is told to leave it. */
const statusClasses: readonly string[] = ['1xx', '2xx', '3xx', '4xx', '5xx'];

/** Bounds of the histogram that has a series for each handler. */
const coarseBounds: readonly number[] = [0.1, 0.5, 1];

/** Bounds of the histogram without labels. */
const fineBounds: readonly number[] = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60,
];

/** The last name of what is called: `instrument` of `Instrumentator().instrument(app)`. */
function calledName(call: SyntaxNode, text: string): string | undefined {
  const list = call.getChild('ArgList');
  return list
    ? text
        .slice(Math.max(call.from, list.from - 60), list.from)
        .split(/\W/)
        .at(-1)
    : undefined;
}

/** Whether a call of `add` may be one of an instrumentator, and not of a set or a router. */
function isOfInstrumentator(call: SyntaxNode, text: string): boolean {
  const list = call.getChild('ArgList')!;
  return /instrumentator/i.test(text.slice(call.from, list.from)) || /\bmetrics\./.test(text.slice(list.from, list.to));
}

function textOf(node: SyntaxNode | undefined, text: string, scopes: PythonScopes): string | undefined {
  if (!node) return '';
  const value = evaluate(node, text, scopes);
  return value?.kind === 'string' ? value.text : undefined;
}

/** The bounds that are given, or those of the library; undefined where they cannot be read. */
function boundsOf(
  node: SyntaxNode | undefined,
  ofLibrary: readonly number[],
  text: string,
  scopes: PythonScopes,
): readonly number[] | undefined {
  if (!node) return ofLibrary;
  const value = evaluate(node, text, scopes);
  if (value?.kind !== 'list' || !value.items.every(item => item.kind === 'number')) return undefined;
  return value.items.flatMap(item => (item.kind === 'number' && Number.isFinite(item.number) ? [item.number] : []));
}
