// Metric definitions in Java, Kotlin, JavaScript, TypeScript and Rust, and with OpenTelemetry: the forms that are understood, the
// names that a scrape shows, and what is left out because it is not certain.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeFacts } from '../../../server/src/catalog/code/read';
import { pythonInstruments } from '../../../server/src/catalog/pythonInstruments';
import { growsFaster } from '../../harness/cpuTime';
import { draws } from '../../harness/draws';

import { brief, type Form, go, metricsIn, suite } from './metricForms';

suite(
  'Java and Kotlin (Micrometer)',
  '/w/M.java',
  'import io.micrometer.core.instrument.*;\nclass M { void f(MeterRegistry registry) {\n',
  [
    ['a counter', 'Counter.builder("http.errors").register(registry);', ['http_errors_total counter(*)']],
    [
      'a counter that says so already',
      'Counter.builder("errors.total").register(registry);',
      ['errors_total counter(*)'],
    ],
    [
      'tags',
      'Counter.builder("a").tag("x", v).tags("y", v, "z.z", w).register(registry);',
      ['a_total counter(x,y,z_z*)'],
    ],
    ['a base unit', 'Gauge.builder("heap", o, f).baseUnit("bytes").register(registry);', ['heap_bytes gauge(*)']],
    [
      'a base unit by its constant',
      'DistributionSummary.builder("size").baseUnit(BaseUnits.BYTES).register(registry);',
      ['size_bytes summary?(*)', 'size_bytes_max gauge(*)'],
    ],
    [
      'a timer counts seconds and has a maximum',
      'Timer.builder("t").register(registry);',
      ['t_seconds summary?(*)', 't_seconds_max gauge(*)'],
    ],
    [
      'a timer with buckets',
      'Timer.builder("t").publishPercentileHistogram().register(registry);',
      ['t_seconds histogram(*)', 't_seconds_max gauge(*)'],
    ],
    ['by the registry', 'registry.counter("a.b", "x", v, "y", w).increment();', ['a_b_total counter(x,y*)']],
    ['a gauge by the registry', 'registry.gauge("a", Tags.of("x", v), o, f);', ['a gauge(x*)']],
    [
      'a gauge of a list of tags',
      'registry.gauge("a", List.of(Tag.of("x", v), Tag.of("y", w)), o, f);',
      ['a gauge(x,y*)'],
    ],
    ['what is not registered is none', 'Timer.builder("t").description("d");', []],
    ['a computed name', 'registry.counter("a" + kind).increment();', []],
    ['a method of something else', 'cache.counter("a");', []],
  ],
);

suite('Kotlin', '/w/M.kt', 'import io.micrometer.core.instrument.*\n', [
  [
    'a constant in a template',
    'const val P = "p"\nclass M(val registry: MeterRegistry) { val a = registry.counter("$P.a", "x", "v") }',
    ['p_a_total counter(x*)'],
  ],
  [
    'an expression in a template',
    'class M(val registry: MeterRegistry) { fun f(k: K) { registry.counter("a.${k.name()}") } }',
    [],
  ],
]);

suite('simpleclient', '/w/M.java', 'import io.prometheus.client.*;\nclass M {\n', [
  [
    'a counter',
    'static final Counter a = Counter.build().name("a_total").help("h").labelNames("x", "y").register();',
    ['a_total counter(x,y)'],
  ],
  [
    'versions differ in a suffix',
    'static final Counter a = Counter.build("a", "h").register();',
    ['a_total~ counter()'],
  ],
  [
    'a histogram',
    'static final Histogram a = Histogram.build().namespace("n").name("a").help("h").buckets(.1, 1).register();',
    ['n_a histogram() 2 to 1'],
  ],
  [
    'its default buckets',
    'static final Histogram a = Histogram.build("a", "h").register();',
    ['a histogram() 14 to 10'],
  ],
]);

suite('client_java 1.x', '/w/M.java', 'import io.prometheus.metrics.core.metrics.*;\nclass M {\n', [
  [
    'a counter always ends in _total',
    'static final Counter a = Counter.builder().name("a").help("h").labelNames("x").register();',
    ['a_total counter(x)'],
  ],
  ['a unit', 'static final Gauge a = Gauge.builder().name("a").unit(Unit.BYTES).register();', ['a_bytes gauge()']],
  ['an info', 'static final Info a = Info.builder().name("app").register();', ['app_info info(*)']],
  [
    'states',
    'static final StateSet a = StateSet.builder().name("feature").states("on", "off").register();',
    ['feature stateset(feature=on|off)'],
  ],
  [
    'bounds',
    'static final Histogram a = Histogram.builder().name("a").classicUpperBounds(1, 5).register();',
    ['a histogram() 2 to 5'],
  ],
  [
    'native only',
    'static final Histogram a = Histogram.builder().name("a").nativeOnly().register();',
    ['a histogram()'],
  ],
]);

suite(
  'JavaScript and TypeScript (prom-client)',
  '/w/m.ts',
  "import client, { Counter, Gauge, Histogram } from 'prom-client';\n",
  [
    ['a counter keeps its name', "new Counter({ name: 'a', help: 'h' });", ['a counter()']],
    [
      'through the module, with types',
      "new client.Counter<'x'>({ name: 'a', help: 'h', labelNames: ['x'] as const });",
      ['a counter(x)'],
    ],
    ['a template', "const p = 'n';\nnew Gauge({ name: `${p}_a`, help: 'h' });", ['n_a gauge()']],
    ['a computed template', "function f(p: string) { new Gauge({ name: `${p}_a`, help: 'h' }); }", []],
    ['the name of an object', "const names = { a: 'n_a' };\nnew Gauge({ name: names.a, help: 'h' });", ['n_a gauge()']],
    ['options by their name', "const o = { name: 'a', help: 'h', labelNames: ['x'] };\nnew Gauge(o);", ['a gauge(x)']],
    [
      'what is spread into options opens them',
      "new Histogram({ ...common, name: 'a', help: 'h' });",
      ['a histogram(*)'],
    ],
    [
      'buckets',
      "new Histogram({ name: 'a', help: 'h', buckets: client.linearBuckets(1, 2, 3) });",
      ['a histogram() 3 to 5'],
    ],
    ['the default buckets', "new Histogram({ name: 'a', help: 'h' });", ['a histogram() 11 to 10']],
    ['the old form', "new Gauge('a', 'h', ['x']);", ['a gauge(x)']],
    ['a provider of NestJS', "makeCounterProvider({ name: 'a', help: 'h', labelNames: ['x'] });", ['a counter(x)']],
    [
      'regular expressions and comments do not mislead',
      "const r = /[\"'`]/g; // it's\nconst q = a / b / c;\nnew Counter({ name: 'a', help: \"it's\" });",
      ['a counter()'],
    ],
    ['another class of that name', "class Counter {}\nconst c = counter({ name: 'a' });", []],
  ],
);

suite('Rust (prometheus)', '/w/m.rs', 'use prometheus::*;\n', [
  ['a macro', 'fn f() { register_int_counter!("a_total", "h").unwrap(); }', ['a_total counter()']],
  ['labels', 'fn f() { register_gauge_vec!("a", "h", &["x", "y"]).unwrap(); }', ['a gauge(x,y)']],
  [
    'a list by its name',
    'const L: &[&str] = &["x"];\nfn f() { register_gauge_vec!("a", "h", L).unwrap(); }',
    ['a gauge(x)'],
  ],
  [
    'buckets',
    'fn f() { register_histogram_vec!("a", "h", &["x"], vec![0.1, 1.0]).unwrap(); }',
    ['a histogram(x) 2 to 1'],
  ],
  ['the default buckets', 'fn f() { register_histogram!("a", "h").unwrap(); }', ['a histogram() 11 to 10']],
  [
    'made buckets',
    'fn f() { register_histogram!("a", "h", exponential_buckets(1.0, 2.0, 3).unwrap()).unwrap(); }',
    ['a histogram() 3 to 4'],
  ],
  ['with a registry', 'fn f(r: Registry) { register_int_gauge_with_registry!("a", "h", r).unwrap(); }', ['a gauge()']],
  [
    'options',
    'fn f() { IntGaugeVec::new(Opts::new("a", "h").namespace("n").const_label("z", "1"), &["x"]).unwrap(); }',
    ['n_a gauge(x,z=1)'],
  ],
  [
    'options by a macro',
    'fn f() { register_counter!(opts!("a", "h", labels! { "z" => "1" })).unwrap(); }',
    ['a counter(z)'],
  ],
  [
    'lifetimes and raw texts do not mislead',
    'fn f<\'a>(s: &\'a str) { let c = \'x\'; let t = r#""a""#; register_int_counter!("a", "h").unwrap(); }',
    ['a counter()'],
  ],
  ['a nested comment', '/* /* */ register_int_counter!("a", "h") */', []],
  [
    'tests of the module',
    'fn f() {}\n#[cfg(test)]\nmod tests { fn g() { register_int_counter!("a", "h").unwrap(); } }',
    [],
  ],
  ['a computed name', 'fn f(n: &str) { register_int_counter!(n, "h").unwrap(); }', []],
]);

suite('Rust (metrics)', '/w/m.rs', 'use metrics::{counter, gauge, histogram};\n', [
  ['dots become underscores', 'fn f() { counter!("a.b", "x" => "1").increment(1); }', ['a_b counter(x*)']],
  [
    'several places are one metric',
    'fn f() { gauge!("a", "x" => "1").set(1.0); gauge!("a", "y" => "1").set(1.0); }',
    ['a gauge(x,y*)'],
  ],
  ['a histogram is a summary unless it is told buckets', 'fn f() { histogram!("a").record(1.0); }', ['a summary?(*)']],
  [
    'with buckets',
    'fn f() { PrometheusBuilder::new().set_buckets(&[1.0]); histogram!("a").record(1.0); }',
    ['a histogram?(*)'],
  ],
]);

suite(
  'Rust (prometheus-client)',
  '/w/m.rs',
  'use prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge};\n',
  [
    [
      'a family with its labels',
      'struct Labels { method: Method, code: u16 }\nfn f(registry: &mut Registry) { let a = Family::<Labels, Counter>::default(); registry.register("a", "h", a.clone()); }',
      ['a_total counter(method,code)'],
    ],
    [
      'a field',
      'struct M { depth: Gauge }\nfn f(m: &M, registry: &mut Registry) { registry.register("depth", "h", m.depth.clone()); }',
      ['depth gauge()'],
    ],
    ['an unknown type', 'fn f(registry: &mut Registry, x: X) { registry.register("a", "h", x.clone()); }', []],
  ],
);

describe('OpenTelemetry', () => {
  const goHead = 'package m\nimport "go.opentelemetry.io/otel/metric"\nfunc f(m metric.Meter) {\n';
  const forms: readonly Form[] = [
    [
      'm.go',
      `${goHead}m.Float64Histogram("http.server.request.duration", metric.WithUnit("s"))\n}`,
      ['http_server_request_duration_seconds~ histogram(*)'],
    ],
    ['m.go', `${goHead}m.Int64Counter("jobs", metric.WithUnit("{job}"))\n}`, ['jobs_total~ counter(*)']],
    ['m.go', `${goHead}m.Int64UpDownCounter("mem.used", metric.WithUnit("By"))\n}`, ['mem_used_bytes~ gauge(*)']],
    ['m.go', `${goHead}m.Float64ObservableGauge("load", metric.WithUnit("1"))\n}`, ['load_ratio~ gauge(*)']],
    ['m.go', `${goHead}m.Float64Gauge("speed", metric.WithUnit("By/s"))\n}`, ['speed_bytes_per_second~ gauge(*)']],
    [
      'm.ts',
      "import { metrics } from '@opentelemetry/api';\nmeter.createCounter('a.b', { unit: 'ms' });",
      ['a_b_milliseconds_total~ counter(*)'],
    ],
    ['m.ts', "import { metrics } from '@opentelemetry/api';\nmeter.createCounter('a.b', options);", []],
    [
      'M.java',
      'import io.opentelemetry.api.metrics.*;\nclass M { void f() { meter.counterBuilder("a.b").setUnit("By").build(); } }',
      ['a_b_bytes_total~ counter(*)'],
    ],
  ];
  for (const [file, text, expected] of forms) {
    it(`${file}: ${text.split('\n').at(file.endsWith('.go') ? -2 : -1)}`, () =>
      assert.deepEqual(metricsIn({ [file]: text }).map(brief), expected));
  }
});

describe('OpenTelemetry in Python', () => {
  const head = 'from opentelemetry import metrics\nmeter = metrics.get_meter("m")\n';
  const forms: readonly Form[] = [
    ['a counter', 'meter.create_counter("jobs.done", unit="1", description="d")', ['jobs_done_total~ counter(*)']],
    ['a histogram by position', 'meter.create_histogram("wait", "ms", "d")', ['wait_milliseconds~ histogram(*)']],
    ['an observed gauge', 'meter.create_observable_gauge("load", callbacks=[f], unit="1")', ['load_ratio~ gauge(*)']],
    [
      'a name put together',
      'P = "p"\nmeter.create_up_down_counter(f"{P}.size", unit="By")',
      ['p_size_bytes~ gauge(*)'],
    ],
    ['a sum that goes down, too, is no ratio', 'meter.create_up_down_counter("busy", unit="1")', ['busy~ gauge(*)']],
    ['a computed unit', 'meter.create_counter("a", unit=u)', []],
    ['a computed name', 'meter.create_counter(n)', []],
    ['something else', 'create_counter("a")\nx.create_table("b")', []],
  ];
  for (const [title, text, expected] of forms) {
    it(title, () => assert.deepEqual(pythonInstruments(head + text, 'm.py').map(brief), expected));
  }
});

describe('source files of anybody', () => {
  it('the place of a metric is the content of its name, that of a label its own', () => {
    const text = `${go}var a = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "abc"}, []string{"xyz"})`;
    const [metric] = metricsIn({ 'm.go': text });
    assert.equal(text.slice(metric!.span.from, metric!.span.to), 'abc');
    const { span } = metric!.labels[0]!;
    assert.equal(text.slice(span!.from, span!.to), 'xyz');
  });

  it('cut off or garbled they are read without failing', () => {
    const texts = [
      `${go}var a = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "a" + b, Help: \`x\`}, append(l, "y"))`,
      "import { Counter } from 'prom-client';\nnew Counter({ name: `a${b}c`, labelNames: [...x, 'y'] }); /* '",
      'use prometheus::*; fn f<\'a>() { register_histogram_vec!(r#"a"#, "h", &["x"], vec![1.0]).unwrap(); }',
      'import io.micrometer.core.instrument.*; class M { Timer t = Timer.builder("a" + B).tags("x", y).register(registry); }',
    ];
    const files = ['m.go', 'm.ts', 'm.rs', 'M.java', 'M.kt'];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.constantFrom(...files),
        fc.nat(),
        fc.nat(),
        fc.string(),
        (text, file, from, length, put) => {
          const at = from % text.length;
          metricsIn({ [file]: text.slice(0, at) + put + text.slice(at + (length % 20)) });
        },
      ),
      { numRuns: draws(2000) },
    );
  });

  const hostile: readonly (readonly [string, string, (n: number) => string])[] = [
    ['brackets that never close', 'm.go', n => go + 'f('.repeat(n)],
    ['blocks within blocks', 'm.go', n => `${go}${'{ x := y; '.repeat(n)}`],
    [
      'constants of constants',
      'm.go',
      n =>
        `${go}${Array.from({ length: n / 4 }, (_, i) => `const a${i} = a${i + 1} + a${i + 1}\n`).join('')}var g = prometheus.NewGauge(prometheus.GaugeOpts{Name: a0})`,
    ],
    ['one name bound again and again', 'm.go', n => `${go}func f() {\n${'x = 1\n'.repeat(n)}}`],
    ['a chain of assignments', 'm.ts', n => `import 'prom-client';\n${'a='.repeat(n)}1`],
    ['slashes', 'm.ts', n => `import 'prom-client';\nx = ${'(/['.repeat(n)}`],
    ['templates in templates', 'm.ts', n => `import 'prom-client';\nx = ${'`${'.repeat(n)}`],
    ['tags in tags', 'M.java', n => `import io.micrometer.*;\n${'registry.counter("a", '.repeat(n)}`],
    [
      'registers of unknown things',
      'm.rs',
      n => `use prometheus_client::*;\n${'r.register("a", "h", x.clone()); x: y,\n'.repeat(n / 4)}`,
    ],
    [
      'long lists asked for again and again',
      'm.go',
      n =>
        `${go}var l = []string{${'"a",'.repeat(n / 2)}}\n${'var g = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "a"}, l)\n'.repeat(n / 20)}`,
    ],
  ];
  for (const [title, file, text] of hostile) {
    it(`the time grows with the text: ${title}`, () => {
      const work = (n: number) => {
        const source = text(n);
        return () => codeFacts(file, source);
      };
      assert.equal(growsFaster(work, 5000, 8), undefined);
    });
  }
});
