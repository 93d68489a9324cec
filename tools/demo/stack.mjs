// A small simulated monitoring stack: two GPU nodes and a recommender, as functions of time. The demo scrapes it, the
// journeys write its history into a Prometheus. Everything is a pure function of the time, so two runs agree.

const HOUR = 3_600_000;
const wave = (time, periodMs, phase = 0) => Math.sin((2 * Math.PI * time) / periodMs + phase);

/** Labels of the four simulated GPUs, as dcgm-exporter writes them. */
const gpus = [0, 1, 2, 3].map(index => ({
  gpu: String(index % 2),
  UUID: `GPU-5eed000${index}`,
  pci_bus_id: `00000000:${index % 2 ? '3B' : '1A'}:00.0`,
  device: `nvidia${index % 2}`,
  modelName: 'NVIDIA H100 80GB HBM3',
  Hostname: index < 2 ? 'gpu-node-a' : 'gpu-node-b',
}));

const models = [
  { model_name: 'two-tower', model_version: '7', region: 'eu' },
  { model_name: 'ranker-xl', model_version: '3', region: 'us' },
];
const bounds = [0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];

function gpuFamilies(time) {
  const of = value => gpus.map((labels, index) => ({ labels, value: value(index) }));
  const used = index => Math.round(81_559 * Math.min(0.97, 0.55 + 0.14 * index + 0.05 * wave(time, 2 * HOUR, index)));
  return [
    {
      name: 'DCGM_FI_DEV_GPU_TEMP',
      type: 'gauge',
      samples: of(i => Math.round(70 + 6 * i + 8 * wave(time, 3 * HOUR, i))),
    },
    { name: 'DCGM_FI_DEV_FB_USED', type: 'gauge', samples: of(used) },
    { name: 'DCGM_FI_DEV_FB_FREE', type: 'gauge', samples: of(i => 81_559 - used(i)) },
    { name: 'DCGM_FI_DEV_GPU_UTIL', type: 'gauge', samples: of(i => Math.round(60 + 30 * wave(time, HOUR, i))) },
    { name: 'DCGM_FI_DEV_POWER_USAGE', type: 'gauge', samples: of(i => Math.round(480 + 120 * wave(time, HOUR, i))) },
    {
      name: 'DCGM_FI_DEV_XID_ERRORS',
      type: 'gauge',
      samples: gpus.map((labels, index) => xidSample(time, labels, index)),
    },
  ];
}

/** The exporter writes the code into two labels, too: another code is another series. */
function xidSample(time, labels, index) {
  const value = index === 3 && (time / HOUR) % 6 < 1 ? 79 : 0;
  const message = value === 0 ? 'No Error' : 'GPU has fallen off the bus';
  return { labels: { ...labels, err_code: String(value), err_msg: message }, value };
}

function recommenderFamilies(time) {
  const seconds = time / 1000 - 1_700_000_000;
  const latency = models.flatMap(({ model_name, region }, index) => {
    const total = seconds * (20 + 10 * index);
    const mean = 0.12 + 0.1 * index;
    const below = bounds.map(le => Math.floor(total * (1 - Math.exp(-le / mean))));
    const labels = { model_name, region };
    return [
      ...bounds.map((le, at) => ({ suffix: '_bucket', labels: { ...labels, le: String(le) }, value: below[at] })),
      { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: Math.floor(total) },
      { suffix: '_sum', labels, value: total * mean },
      { suffix: '_count', labels, value: Math.floor(total) },
    ];
  });
  const each = value => models.map((model, index) => value(model, index));
  return [
    { name: 'rank_duration_seconds', type: 'histogram', samples: latency },
    {
      name: 'rank_failures',
      type: 'counter',
      samples: each(({ model_name }, i) => ({
        suffix: '_total',
        labels: { model_name },
        value: Math.floor(seconds * (0.1 + 0.6 * i)),
      })),
    },
    {
      name: 'click_rate',
      type: 'gauge',
      samples: each(({ model_name, model_version }, i) => ({
        labels: { model_name, model_version },
        value: 0.03 + 0.004 * wave(time, 24 * HOUR, i),
      })),
    },
    {
      name: 'rank_score',
      type: 'summary',
      samples: each(({ model_name }) => [
        { suffix: '_sum', labels: { model_name }, value: seconds * 12.5 },
        { suffix: '_count', labels: { model_name }, value: Math.floor(seconds * 25) },
      ]).flat(),
    },
  ];
}

const families = time => [...gpuFamilies(time), ...recommenderFamilies(time)];
const quoted = value => JSON.stringify(value);
const line = (family, { suffix = '', labels, value }, stamp = '') =>
  `${family.name}${suffix}{${Object.entries(labels).map(([name, text]) => `${name}=${quoted(text)}`)}} ${value}${stamp}`;

/** The stack's metrics at `time` (ms since the epoch) in Prometheus' text format. */
export function exposition(time) {
  const name = family => (family.type === 'counter' ? `${family.name}_total` : family.name);
  return families(time)
    .map(family =>
      [`# TYPE ${name(family)} ${family.type}`, ...family.samples.map(sample => line(family, sample))].join('\n'),
    )
    .join('\n')
    .concat('\n');
}

/** The stack's history as OpenMetrics with timestamps, for `promtool tsdb create-blocks-from openmetrics`; ms. */
export function openMetrics(from, to, step, target = { job: 'simulated', instance: '127.0.0.1:9400' }) {
  const byName = new Map();
  for (let time = from; time <= to; time += step) {
    for (const family of families(time)) {
      if (!byName.has(family.name)) byName.set(family.name, { type: family.type, series: new Map() });
      const { series } = byName.get(family.name);
      for (const sample of family.samples) {
        const labels = { ...sample.labels, ...target };
        const key = `${sample.suffix ?? ''}${JSON.stringify(labels)}`;
        if (!series.has(key)) series.set(key, []);
        series.get(key).push(line(family, { ...sample, labels }, ` ${time / 1000}`));
      }
    }
  }
  const out = [];
  for (const [name, { type, series }] of byName) out.push(`# TYPE ${name} ${type}`, ...[...series.values()].flat());
  return `${out.join('\n')}\n# EOF\n`;
}
