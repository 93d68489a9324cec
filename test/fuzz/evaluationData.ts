// Random series for random queries, as a `load` block: counters with resets, gauges, classic and native histograms, info metrics,
// with gaps, stale markers, NaN and infinities.
import type { Random } from './random';

/** Metrics by what they are; queries name them. */
export const metrics = {
  counters: ['requests_total', 'errors_total'],
  gauges: ['temperature', 'queue'],
  buckets: 'latency_bucket',
  natives: ['sizes', 'bounds'],
  mixed: 'mixed',
  infos: ['target_info', 'build_info'],
} as const;

const shapes: readonly { readonly job: string; readonly instance: string; readonly zone?: string }[] = [
  { job: 'a', instance: '1' },
  { job: 'a', instance: '2' },
  { job: 'b', instance: '1' },
  { job: 'b', instance: '2', zone: 'x' },
];

/** A `load` block; `native` adds histograms. */
export function randomLoad(random: Random, native: boolean): string {
  const gap = random.pick(['15s', '30s', '1m', '37s']);
  const lines: string[] = [];
  const add = (name: string, labels: Readonly<Record<string, string>>, values: string): void => {
    const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
    lines.push(`  ${name}{${pairs.join(',')}} ${values}`);
  };
  for (const { job, instance, zone } of shapes) {
    const labels = { job, instance, ...(zone !== undefined && { zone }) };
    for (const name of metrics.counters) if (random.chance(85)) add(name, labels, counter(random));
    for (const name of metrics.gauges) if (random.chance(85)) add(name, labels, gauge(random));
    if (random.chance(70)) classic(random, labels, add);
    if (native) {
      if (random.chance(80)) add('sizes', labels, exponential(random));
      if (random.chance(60)) add('bounds', labels, custom(random));
      if (random.chance(50)) add('mixed', labels, mixed(random));
    }
    if (random.chance(70))
      add('target_info', { job: labels.job, instance: labels.instance, version: random.pick(['1', '2']) }, '1x40');
    if (random.chance(50))
      add('build_info', { job: labels.job, instance: labels.instance, revision: random.pick(['r', 's']) }, '1x30');
  }
  return `load ${gap}\n${lines.join('\n')}\n`;
}

/** Some pieces of values with gaps and stale markers between them. */
function pieces(random: Random, piece: () => string): string {
  return random
    .list(1, 4, () => {
      const gap = random.chance(20) ? `_x${1 + random.below(8)} ` : random.chance(12) ? 'stale _x2 ' : '';
      return gap + piece();
    })
    .join(' ');
}

function counter(random: Random): string {
  return pieces(
    random,
    () => `${random.below(100)}+${random.pick(['1', '7', '0.25', '0', '1e6', '33.3'])}x${1 + random.below(20)}`,
  );
}

function gauge(random: Random): string {
  return pieces(random, () =>
    random.chance(15)
      ? random.pick(['NaN', 'Inf', '-Inf', 'NaNx0', '0', '-0', '1e300', '1e-300'].filter(one => one !== 'NaNx0'))
      : random.chance(50)
        ? random.list(1, 12, () => String(Math.round(random.next() * 2000 - 1000) / 10)).join(' ')
        : `${random.below(50)}${random.pick(['+', '-'])}${random.pick(['1', '0.1', '2.5', '0'])}x${1 + random.below(15)}`,
  );
}

function classic(
  random: Random,
  labels: Readonly<Record<string, string>>,
  add: (name: string, labels: Readonly<Record<string, string>>, values: string) => void,
): void {
  let count = 0;
  const start = random.below(5);
  for (const le of ['0.1', '0.5', '1', '5', '+Inf']) {
    if (random.chance(6)) continue;
    count += random.below(6);
    // Now and then a bucket falls below the one before.
    const own = random.chance(5) ? count / 2 : count;
    add(
      'latency_bucket',
      { ...labels, le: random.chance(2) ? 'x' : le },
      `${start + own}+${own}x${20 + random.below(20)}`,
    );
  }
}

function exponential(random: Random): string {
  return pieces(random, () => {
    const schema = random.pick([0, 0, 1, 3, -1]);
    const hint = random.chance(15) ? ' counter_reset_hint:gauge' : '';
    const zero = random.chance(50)
      ? ` z_bucket:${random.below(4)} z_bucket_w:${random.pick(['0.001', '0.01', '0.5'])}`
      : '';
    const negative = random.chance(30) ? ` n_buckets:[${random.below(3)} ${1 + random.below(3)}]` : '';
    const buckets = random.list(1, 5, () => random.below(5)).join(' ');
    const offset = random.chance(40) ? ` offset:${random.below(6) - 3}` : '';
    const first = `{{schema:${schema} count:${10 + random.below(20)} sum:${random.below(100)}${zero}${hint} buckets:[${buckets}]${offset}${negative}}}`;
    return random.chance(30)
      ? `${first}x${1 + random.below(4)}`
      : `${first}+{{schema:${schema} count:${2 + random.below(3)} sum:3${zero} buckets:[${random.below(3)} 1]${offset}${hint}}}x${1 + random.below(12)}`;
  });
}

function custom(random: Random): string {
  return pieces(random, () => {
    const bounds = random.pick(['1 2 5', '1 2 5', '1 5', '0.5 2 5 10', '-1 0 2']);
    const counts = bounds
      .split(' ')
      .map(() => random.below(4))
      .join(' ');
    return `{{schema:-53 count:${6 + random.below(9)} sum:${random.below(40)} custom_values:[${bounds}] buckets:[${counts} 1]}}+{{schema:-53 count:2 sum:3 custom_values:[${bounds}] buckets:[1 0 1]}}x${1 + random.below(10)}`;
  });
}

function mixed(random: Random): string {
  return pieces(random, () => (random.chance(50) ? exponential(random) : counter(random)));
}
