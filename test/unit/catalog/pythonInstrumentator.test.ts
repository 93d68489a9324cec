// What `prometheus_fastapi_instrumentator` makes of an application, and where nothing is known of it.
import assert from 'node:assert/strict';
import { pythonInstrumentator } from '../../../server/src/catalog/pythonInstrumentator';

const start = 'from prometheus_fastapi_instrumentator import Instrumentator\n';

function brief(text: string): readonly string[] {
  return pythonInstrumentator(start + text, 'm.py').map(({ name, labels, buckets }) => {
    const names = labels.map(label => label.name + (label.values ? `=${label.values.length}` : ''));
    return `${name}(${names.join(',')})${buckets ? ` ${buckets.length}:${buckets.at(-1)}` : ''}`;
  });
}

const plain = [
  'http_requests_total(method,status=5,handler)',
  'http_request_duration_highr_seconds() 21:60',
  'http_request_duration_seconds(method,handler) 3:1',
  'http_request_size_bytes(handler)',
  'http_response_size_bytes(handler)',
];

describe('prometheus_fastapi_instrumentator', () => {
  const forms: readonly [text: string, expected: readonly string[]][] = [
    ['Instrumentator().instrument(app).expose(app)', plain],
    ['i = Instrumentator()\ni.instrument(app)\ni.expose(app, endpoint="/metrics")', plain],
    ['seen = set()\nseen.add(1)\nInstrumentator().instrument(app)', plain],
    [
      'Instrumentator(should_group_status_codes=False).instrument(app)',
      ['http_requests_total(method,status,handler)', ...plain.slice(1)],
    ],
    [
      'Instrumentator().instrument(app, latency_lowr_buckets=(0.1, 0.5, 1, 2.5, 5))',
      [...plain.slice(0, 2), 'http_request_duration_seconds(method,handler) 5:5', ...plain.slice(3)],
    ],
    [
      'Instrumentator().instrument(app, latency_lowr_buckets=settings.buckets)',
      [...plain.slice(0, 2), 'http_request_duration_seconds(method,handler)', ...plain.slice(3)],
    ],
    [
      'Instrumentator().instrument(app, metric_namespace="llm", metric_subsystem="api")',
      plain.map(one => `llm_api_${one}`),
    ],
    ['Instrumentator().instrument(app, metric_namespace=name)', []],
    ['Instrumentator().instrument(app, **how)', []],
    ['Instrumentator().add(metrics.latency()).instrument(app)', []],
    ['instrumentator = Instrumentator()\ninstrumentator.add(mine)\ninstrumentator.instrument(app)', []],
    ['Instrumentator()\nInstrumentator().instrument(app)', []],
    ['Instrumentator().expose(app)', []],
  ];
  for (const [text, expected] of forms) it(text.replaceAll('\n', '; '), () => assert.deepEqual(brief(text), expected));

  it('has its place at the call', () => {
    const text = `${start}Instrumentator().instrument(app)`;
    const [metric] = pythonInstrumentator(text, 'm.py');
    assert.equal(text.slice(metric!.span.from, metric!.span.to), 'instrument');
  });
});
