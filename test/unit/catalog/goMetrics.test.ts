// Metric definitions in Go: the forms that are understood, the constants and settings that they name, and what is left out because
// it is not certain.
import assert from 'node:assert/strict';
import { mayDefine } from '../../../server/src/catalog/code/read';

import { brief, go, metricsIn, suite } from './metricForms';

suite('Go (client_golang)', 'm.go', go, [
  ['a counter keeps its name', 'var a = prometheus.NewCounter(prometheus.CounterOpts{Name: "a"})', ['a counter()']],
  [
    'namespace and subsystem go in front',
    'var a = prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "n", Subsystem: "s", Name: "a"})',
    ['n_s_a gauge()'],
  ],
  [
    'labels of a vector',
    'var a = promauto.NewCounterVec(prometheus.CounterOpts{Name: "a_total"}, []string{"x", "y"})',
    ['a_total counter(x,y)'],
  ],
  [
    'with a registry',
    'func f(r prometheus.Registerer) { promauto.With(r).NewGaugeVec(prometheus.GaugeOpts{Name: "a"}, []string{"x"}) }',
    ['a gauge(x)'],
  ],
  [
    'a function',
    'var a = prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "a"}, func() float64 { return 1 })',
    ['a gauge()'],
  ],
  ['a raw text', 'var a = prometheus.NewCounter(prometheus.CounterOpts{Name: `a`})', ['a counter()']],
  [
    'texts put together',
    'const p = "x"\nvar a = prometheus.NewCounter(prometheus.CounterOpts{Name: p + "_" + "a"})',
    ['x_a counter()'],
  ],
  [
    'constants in brackets, with and without types',
    'const (\n\tns = "n"\n\tsub string = "s"\n)\nvar a = prometheus.NewGauge(prometheus.GaugeOpts{Namespace: ns, Subsystem: sub, Name: "a"})',
    ['n_s_a gauge()'],
  ],
  [
    'a list of labels by its name, and one that is added to',
    'var l = []string{"x"}\nvar a = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "a"}, l)\nvar b = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "b"}, append(l, "y"))',
    ['a gauge(x)', 'b gauge(x,y)'],
  ],
  [
    'labels that are added from elsewhere leave the others known',
    'func f(more []string) { prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "a"}, append([]string{"x"}, more...)) }',
    ['a gauge(x*)'],
  ],
  [
    'constant labels have their one value',
    'var a = prometheus.NewGauge(prometheus.GaugeOpts{Name: "a", ConstLabels: prometheus.Labels{"zone": "z1"}})',
    ['a gauge(zone=z1)'],
  ],
  [
    'labels of a caller are open',
    'func f(l []string) { prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "a"}, l) }',
    ['a gauge(*)'],
  ],
  [
    'the default buckets',
    'var a = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "a"})',
    ['a histogram() 11 to 10'],
  ],
  [
    'buckets one by one, by their makers, by name',
    [
      'var bounds = []float64{.1, 1, 2.5}',
      'var a = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "a", Buckets: []float64{1, 2}})',
      'var b = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "b", Buckets: prometheus.LinearBuckets(0, 5, 4)})',
      'var c = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "c", Buckets: prometheus.ExponentialBuckets(1, 2, 4)})',
      'var d = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "d", Buckets: bounds})',
      'var e = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "e", Buckets: prometheus.DefBuckets})',
    ].join('\n'),
    [
      'a histogram() 2 to 2',
      'b histogram() 4 to 15',
      'c histogram() 4 to 8',
      'd histogram() 3 to 2.5',
      'e histogram() 11 to 10',
    ],
  ],
  [
    'computed buckets are unknown',
    'var a = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "a", Buckets: make(3)})',
    ['a histogram()'],
  ],
  [
    'a native histogram has none',
    'var a = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "a", NativeHistogramBucketFactor: 1.1})',
    ['a histogram()'],
  ],
  [
    'a description with the type of its values',
    'var d = prometheus.NewDesc(prometheus.BuildFQName("n", "", "a"), "h", []string{"x"}, nil)\nfunc c(ch chan<- prometheus.Metric) { ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, 1, "v") }',
    ['n_a counter(x)'],
  ],
  [
    'a description in a struct, its type beside it',
    'var d = typed{prometheus.NewDesc("a", "h", nil, nil), prometheus.GaugeValue}',
    ['a gauge()'],
  ],
  ['a description whose type is not here', 'var d = prometheus.NewDesc("a", "h", nil, nil)', ['a unknown()']],
  [
    'two types for one description',
    'var d = prometheus.NewDesc("a", "h", nil, nil)\nfunc c() { prometheus.MustNewConstMetric(d, prometheus.GaugeValue, 1); prometheus.MustNewConstMetric(d, prometheus.CounterValue, 1) }',
    ['a unknown()'],
  ],
  [
    'the package under another name',
    'import p "github.com/prometheus/client_golang/prometheus"\nvar a = p.NewGauge(p.GaugeOpts{Name: "a"})',
    ['a gauge()'],
  ],
  ['options of another package', 'var a = other.NewGauge(other.GaugeOpts{Name: "a"})', []],
  ['a computed name', 'func f(n string) { prometheus.NewGauge(prometheus.GaugeOpts{Name: n}) }', []],
  [
    'a parameter hides a constant',
    'const ns = "n"\nfunc f(ns string) { prometheus.NewGauge(prometheus.GaugeOpts{Namespace: ns, Name: "a"}) }',
    [],
  ],
  [
    'a variable that is set again',
    'func f(c bool) {\n\tns := "n"\n\tif c {\n\t\tns = "o"\n\t}\n\tprometheus.NewGauge(prometheus.GaugeOpts{Namespace: ns, Name: "a"})\n}',
    [],
  ],
  [
    'a comment',
    '// var a = prometheus.NewGauge(prometheus.GaugeOpts{Name: "a"})\n/* prometheus.GaugeOpts{Name: "b"} */',
    [],
  ],
  ['a text that looks like code', 'var s = `prometheus.NewGauge(prometheus.GaugeOpts{Name: "a"})`', []],
  [
    'one of another loop',
    'func f() { for _, n := range names { prometheus.NewGauge(prometheus.GaugeOpts{Name: n}) } }',
    [],
  ],
]);

describe('constants and settings of other files', () => {
  it('of the same Go package', () => {
    const files = {
      '/w/a/names.go': 'package a\nconst namespace = "n"\nvar unused = 1\n',
      '/w/a/m.go': `${go}var a = prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "a"})`,
      '/w/b/m.go': `${go}var a = prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "b"})`,
    };
    assert.deepEqual(metricsIn(files).map(brief), ['n_a gauge()']);
  });

  it('of a Go package that is imported', () => {
    const files = {
      '/w/pkg/constants/constants.go': 'package constants\nconst Name = "n"\n',
      '/w/m.go': `package m\nimport (\n\t"github.com/prometheus/client_golang/prometheus"\n\t"example.org/w/pkg/constants"\n)\nvar a = prometheus.NewGauge(prometheus.GaugeOpts{Subsystem: constants.Name, Name: "a"})`,
    };
    assert.deepEqual(metricsIn(files).map(brief), ['n_a gauge()']);
  });

  it('of a Java class, unless two give it another value', () => {
    const use =
      'import io.micrometer.core.instrument.*;\nclass U { void f(MeterRegistry registry) { registry.counter(MetricNames.JOBS); } }';
    const names = (value: string): string => `class MetricNames { public static final String JOBS = "${value}"; }`;
    assert.deepEqual(metricsIn({ '/a/U.java': use, '/a/MetricNames.java': names('jobs') }).map(brief), [
      'jobs_total counter(*)',
    ]);
    const two = { '/a/U.java': use, '/a/MetricNames.java': names('jobs'), '/b/MetricNames.java': names('other') };
    assert.deepEqual(metricsIn(two), []);
  });

  it('of a module that is imported, in TypeScript and Rust', () => {
    const ts = {
      '/w/names.ts': "export const PREFIX = 'n_';\n",
      '/w/m.ts':
        "import { Gauge } from 'prom-client';\nimport { PREFIX } from './names';\nnew Gauge({ name: `${PREFIX}a`, help: 'h' });",
    };
    assert.deepEqual(metricsIn(ts).map(brief), ['n_a gauge()']);
    const rust = {
      '/w/metric_names.rs': 'pub const QUEUE: &str = "queue_size";\n',
      '/w/main.rs':
        'use prometheus::register_int_gauge;\nfn f() { register_int_gauge!(metric_names::QUEUE, "h").unwrap(); }',
    };
    assert.deepEqual(metricsIn(rust).map(brief), ['queue_size gauge()']);
  });

  it('a registry that adds labels opens the labels of all, one that adds a prefix hides the names', () => {
    const metric = `${go}var a = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "a"}, []string{"x"})`;
    const wrapping = (what: string): string => `${go}func f(r prometheus.Registerer) { prometheus.${what}(nil, r) }`;
    assert.deepEqual(metricsIn({ 'a.go': metric, 'b.go': wrapping('WrapRegistererWith') }).map(brief), ['a gauge(x*)']);
    assert.deepEqual(metricsIn({ 'a.go': metric, 'b.go': wrapping('WrapRegistererWithPrefix') }), []);
    // promauto's plain functions use the default registry.
    const direct = metric.replace('prometheus.NewGaugeVec', 'promauto.NewGaugeVec');
    for (const what of ['WrapRegistererWithPrefix', 'WrapRegistererWith'])
      assert.deepEqual(metricsIn({ 'a.go': direct, 'b.go': wrapping(what) }).map(brief), ['a gauge(x)']);
    const replaced = `${wrapping('WrapRegistererWithPrefix')}\nfunc g() { prometheus.DefaultRegisterer = r }`;
    assert.deepEqual(metricsIn({ 'a.go': direct, 'b.go': replaced }), []);
  });

  it('default labels of prom-client open the labels of all', () => {
    const metric = "import { Gauge } from 'prom-client';\nnew Gauge({ name: 'a', help: 'h', labelNames: ['x'] });";
    const main = "import { register } from 'prom-client';\nregister.setDefaultLabels({ app: 'a' });";
    assert.deepEqual(metricsIn({ 'a.ts': metric, 'b.ts': main }).map(brief), ['a gauge(x*)']);
  });

  it('tests of the program define nothing', () => {
    const text = `${go}var a = prometheus.NewGauge(prometheus.GaugeOpts{Name: "a"})`;
    assert.deepEqual(metricsIn({ '/w/m_test.go': text }), []);
    assert.equal(mayDefine('/w/m_test.go', text), false);
    assert.equal(mayDefine('/w/m.go', text), true);
  });
});
