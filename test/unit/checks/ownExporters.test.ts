// What rules are told by the code of an exporter that stands beside them.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { finish } from '../../../server/src/text/slices';
import { testService } from '../../harness/judge';

/** Findings above hints about one expression, as `check: message`, with the code as the only other file. */
function judged(file: string, code: string, expr: string): readonly string[] {
  const service = testService();
  const workspace = service.workspace(resolveConfig([]));
  workspace.define(file, code);
  workspace.put('rules.yaml', service.open(`groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${expr}\n`));
  return finish(service.analyse(workspace, 'rules.yaml'))
    .filter(({ severity, check }) => severity !== 'hint' && /^(?:promql|gpu)\//.test(check))
    .map(({ check, message }) => `${check}: ${message}`);
}

const python = (lines: string): string => `import time\nfrom prometheus_client import *\n${lines}\n`;

describe('times that own exporters give', () => {
  const silent: readonly (readonly [definition: string, expr: string])[] = [
    ['Gauge("last_sync_timestamp_seconds", "x")', 'time() - last_sync_timestamp_seconds > 600'],
    ['Gauge("last_sync_time_seconds", "x")', 'time() - last_sync_time_seconds > 600'],
    ['Gauge("last_sync_unixtime_seconds", "x")', 'time() - last_sync_unixtime_seconds > 600'],
    ['Gauge("last_sync", "x", unit="seconds")', 'time() - last_sync_seconds > 600'],
    ['G = Gauge("last_sync_seconds", "x")\nG.set_to_current_time()', 'time() - last_sync_seconds > 600'],
    ['Gauge("last_sync_timestamp_ms", "x")', 'time() - last_sync_timestamp_ms / 1000 > 600'],
    ['Gauge("last_sync_timestamp_ms", "x")', 'time() * 1000 - last_sync_timestamp_ms > 600000'],
    ['Gauge("last_sync_seconds", "When it was last synced")', 'time() - last_sync_seconds > 600'],
    ['Gauge("last_sync_seconds", "Unix timestamp of the last sync")', 'time() - last_sync_seconds > 600'],
    ['Gauge("sync_wait_seconds", "Time since the last timestamp")', 'sync_wait_seconds > 600'],
    ['Gauge("synced", "When 1 the store was synced")', 'synced > 0'],
  ];
  for (const [definition, expr] of silent) {
    it(`are subtracted from now: ${definition}`, () => {
      assert.deepEqual(judged('exporter.py', python(definition), expr), []);
    });
  }

  const told: readonly (readonly [definition: string, expr: string, message: RegExp])[] = [
    ['Gauge("sync_duration_seconds", "x")', 'time() - sync_duration_seconds > 600', /is a duration/],
    ['Gauge("last_sync_timestamp_ms", "x")', 'time() - last_sync_timestamp_ms > 600', /in milliseconds/],
    ['Gauge("last_sync_seconds", "When it was last synced")', 'last_sync_seconds > 600', /is a Unix time/],
  ];
  for (const [definition, expr, message] of told) {
    it(`are told from durations: ${expr}`, () => {
      const found = judged('exporter.py', python(definition), expr);
      assert.equal(found.length, 1);
      assert.match(found[0]!, message);
    });
  }
});

const go = (lines: string): string =>
  `package main\n\nimport "github.com/prometheus/client_golang/prometheus"\n\n${lines}\n`;

describe('what own exporters show', () => {
  const embed = 'Summary("embed_seconds", "x", ["model"])';
  const cases: readonly (readonly [file: string, code: string, expr: string, message?: RegExp])[] = [
    ['e.py', python(embed), "embed_seconds{quantile='0.99'} > 2", /summary without quantiles/],
    ['e.py', python(embed), 'max by (model) (embed_seconds) > 2', /summary without quantiles/],
    ['e.py', python(embed), 'rate(embed_seconds_sum[5m]) / rate(embed_seconds_count[5m]) > 2'],
    [
      'e.go',
      go('var s = prometheus.NewSummary(prometheus.SummaryOpts{Name: "embed_seconds"})'),
      "embed_seconds{quantile='0.99'} > 2",
      /summary without quantiles/,
    ],
    [
      'e.go',
      go(
        'var s = prometheus.NewSummary(prometheus.SummaryOpts{Name: "embed_seconds", Objectives: map[float64]float64{0.99: 0.01}})',
      ),
      "embed_seconds{quantile='0.99'} > 2",
    ],
    [
      'e.go',
      go('var c = prometheus.NewCounter(prometheus.CounterOpts{Namespace: "features", Name: "fetch_errors"})'),
      'rate(features_fetch_errors_total[5m]) > 1',
      /defines `features_fetch_errors`/,
    ],
    [
      'e.go',
      go('var c = prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "features", Name: "open"})'),
      'features_open_total > 1',
    ],
    [
      'e.py',
      python('Histogram("h_seconds", "x", buckets=[1, 30])'),
      "rate(h_seconds_bucket{le='30'}[5m]) > 1",
      /30\.0/,
    ],
  ];
  for (const [file, code, expr, message] of cases) {
    it(`${message ? 'tells' : 'is quiet'}: ${expr} (${file})`, () => {
      const found = judged(file, code, expr);
      assert.equal(found.length, message ? 1 : 0, found.join('\n'));
      if (message) assert.match(found[0]!, message);
    });
  }
});

describe('what Python code does with its metrics', () => {
  const registry = 'R = CollectorRegistry()\n';
  const cases: readonly (readonly [code: string, expr: string, message?: RegExp])[] = [
    // What a gauge is set to.
    [
      'G = Gauge("last_sync", "x", ["a"])\ndef f():\n  G.labels("b").set(time.time() * 1000)',
      'time() - last_sync > 60',
      /milliseconds/,
    ],
    [
      'G = Gauge("last_sync", "x", ["a"])\ndef f():\n  G.labels("b").set(int(time.time() * 1000))',
      'time() * 1000 - last_sync > 60000',
    ],
    [
      'G = Gauge("last_sync", "x", ["a"])\ndef f():\n  G.labels("b").set(time.time())',
      'last_sync > 60',
      /is a Unix time/,
    ],
    ['G = Gauge("last_sync", "x", ["a"])\ndef f():\n  G.labels("b").set(time.time() - t)', 'last_sync > 60'],
    [
      'A = Gauge("m_accuracy", "x", ["a"])\ndef f():\n  A.labels(a="b").set(100.0 * good / total)',
      'm_accuracy < 0.9',
      /write 90/,
    ],
    ['A = Gauge("m_accuracy", "x", ["a"])\ndef f():\n  A.labels(a="b").set(good / total * 100)', 'm_accuracy < 90'],
    ['A = Gauge("m_accuracy", "x", ["a"])\ndef f():\n  A.labels(a="b").set(good / total)', 'm_accuracy < 0.9'],
    ['A = Gauge("m_load", "x", ["a"])\ndef f():\n  A.labels(a="b").set(100 * busy / total)', 'm_load < 0.9'],
    // 0 until it is set.
    ['G = Gauge("saved_at", "x")\ndef f():\n  G.set(time.time())', 'time() - saved_at > 600', /0 from the start/],
    ['G = Gauge("saved_at", "x")\ndef f():\n  G.set_to_current_time()', 'time() - max(saved_at) > 600'],
    ['G = Gauge("saved_at", "x")\ndef f():\n  G.set(time.time())', 'time() - (saved_at > 0) > 600'],
    ['G = Gauge("saved_at", "x")\ndef f():\n  G.set(time.time())', 'time() - saved_at > 600 and saved_at > 0'],
    ['G = Gauge("saved_at", "x")\nG.set(time.time())', 'time() - saved_at > 600'],
    ['G = Gauge("saved_at", "x", ["a"])\ndef f():\n  G.labels("b").set(time.time())', 'time() - saved_at > 600'],
    // Pushed.
    [
      `${registry}C = Counter("rows", "x", registry=R)\npush_to_gateway("h", job="etl", registry=R)`,
      'increase(rows_total[26h]) < 9',
      /each run counts from 0/,
    ],
    [`${registry}C = Counter("rows", "x", registry=R)\npush_to_gateway("h", job="etl", registry=R)`, 'rows_total < 9'],
    [
      `${registry}C = Counter("rows", "x", registry=R)\nstart_http_server(1, registry=R)`,
      'increase(rows_total[26h]) < 9',
    ],
    [`${registry}G = Gauge("rows", "x", registry=R)\npush_to_gateway("h", "etl", R)`, "rows{job='etl2'} < 9"],
    [
      `${registry}G = Gauge("rows", "x", registry=R)\npush_to_gateway("h", job="etl", registry=R)`,
      "rows{job='load'} < 9",
      /is pushed as job="etl"/,
    ],
    [
      `${registry}G = Gauge("rows", "x", registry=R)\npush_to_gateway("h", job="etl", registry=R)`,
      "rows{job=~'etl.*'} < 9",
    ],
    [
      `${registry}G = Gauge("rows", "x", registry=R)\npush_to_gateway("h", job=name, registry=R)`,
      "rows{job='load'} < 9",
    ],
    // Served.
    [`${registry}G = Gauge("rows", "x", registry=R)\nstart_http_server(9200)`, 'rows > 9', /shows nowhere/],
    [`${registry}G = Gauge("rows", "x", registry=R)\nstart_http_server(9200, registry=R)`, 'rows > 9'],
    [`${registry}G = Gauge("rows", "x", registry=R)\nstart_http_server(9200)\napp = make_app(R)`, 'rows > 9'],
    [`${registry}G = Gauge("rows", "x", registry=R)`, 'rows > 9'],
    ['G = Gauge("rows", "x")\nstart_http_server(9200)', 'rows > 9'],
  ];
  for (const [code, expr, message] of cases) {
    it(`${message ? 'is told' : 'is fine'}: ${code.split('\n').join('; ')} and ${expr}`, () => {
      const found = judged('exporter.py', python(code), expr).filter(one => !/raw-counter/.test(one));
      assert.equal(found.length, message ? 1 : 0, found.join('\n'));
      if (message) assert.match(found[0]!, message);
    });
  }
});

describe('what Go code does with its metrics', () => {
  const vec =
    'var runs = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "runs_total"}, []string{"set", "outcome"})\n';
  const registered = 'func init() { prometheus.MustRegister(runs) }\n';
  const good =
    'func f(s string) { runs.WithLabelValues(s, "passed").Inc(); runs.WithLabelValues(s, "failed").Inc() }\n';
  const cases: readonly (readonly [code: string, expr: string, message?: RegExp])[] = [
    [vec + registered + good, "rate(runs_total{outcome='failure'}[5m]) > 1", /it writes passed, failed/],
    [vec + registered + good, "rate(runs_total{outcome=~'fail.*'}[5m]) > 1"],
    [vec + registered + good, "rate(runs_total{set='a'}[5m]) > 1"],
    [
      `${vec}${registered}${good}func g(o string) { runs.WithLabelValues("a", o).Inc() }`,
      "rate(runs_total{outcome='x'}[5m]) > 1",
    ],
    [`${vec}${registered}${good}func g() { count(runs) }`, "rate(runs_total{outcome='x'}[5m]) > 1"],
    [
      `${vec}${registered}func g() { runs.With(prometheus.Labels{"set": "a", "outcome": "ok"}).Inc() }`,
      "rate(runs_total{outcome='x'}[5m]) > 1",
      /it writes ok/,
    ],
    [vec.replaceAll('runs =', 'Runs =') + good.replaceAll('runs', 'Runs'), "rate(runs_total{outcome='x'}[5m]) > 1"],
    [
      `${vec}func main() { http.Handle("/metrics", promhttp.Handler()) }`,
      'rate(runs_total[5m]) > 1',
      /registered nowhere/,
    ],
    [`${vec}${registered}func main() { http.Handle("/metrics", promhttp.Handler()) }`, 'rate(runs_total[5m]) > 1'],
    [
      `${vec}func main() { r.Register(newCollector()); http.Handle("/metrics", promhttp.Handler()) }`,
      'rate(runs_total[5m]) > 1',
    ],
    [vec, 'rate(runs_total[5m]) > 1'],
  ];
  for (const [code, expr, message] of cases) {
    it(`${message ? 'is told' : 'is fine'}: ${code.split('\n').slice(1).join('; ')} and ${expr}`, () => {
      const found = judged('main.go', go(code), expr);
      assert.equal(found.length, message ? 1 : 0, found.join('\n'));
      if (message) assert.match(found[0]!, message);
    });
  }
});
