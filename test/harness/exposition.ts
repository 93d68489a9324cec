// Series as the exporters really write them: with every label of the catalogue, and a series of its own for each value
// where a label holds the value. Tests that let Prometheus evaluate rules name only the labels that matter to them.
import { loadCatalog } from '../../server/src/catalog/lookup';

/** Series in promtool's notation: name with labels, and values. */
export type Series = Readonly<Record<string, string>>;

/** All labels that the exporter may write, or those alone that it always writes. */
export type Labels = 'all' | 'required';

const catalog = loadCatalog();

/** The series with the labels that the catalogue knows and, as of every target, `instance` and `job`. */
export function asWritten(series: Series, labels: Labels): Series {
  return Object.fromEntries(Object.entries(series).flatMap(([name, values]) => written(name, values, labels)));
}

function written(series: string, values: string, labels: Labels): readonly (readonly [string, string])[] {
  const [, name = '', inner = ''] = /^([^{]+)(?:\{(.*)\})?$/s.exec(series) ?? [];
  const own = new Map([...inner.matchAll(/(\w+)="([^"]*)"/g)].map(match => [match[1]!, match[2]!]));
  const facts = catalog.find(name)?.metric.labels ?? [];
  const holding = facts.filter(fact => fact.holdsValue && !own.has(fact.name)).map(fact => fact.name);
  for (const { name: label, values: known, optional, holdsValue } of facts) {
    if (!own.has(label) && !holdsValue && (labels === 'all' || !optional)) own.set(label, known?.[0] ?? `${label} 1`);
  }
  for (const label of ['instance', 'job']) if (!own.has(label)) own.set(label, `${label} 1`);
  if (holding.length === 0) return [[notation(name, own), values]];
  return byValue(values).map(([value, part]) => {
    return [notation(name, new Map([...own, ...holding.map(label => [label, value] as const)])), part];
  });
}

/** Steps such as `0+0x9 48+0x5`, taken apart: what each value's own series holds. A series that ends is stale. */
function byValue(values: string): readonly (readonly [value: string, values: string])[] {
  const steps = values.split(' ').map(step => {
    const [, value, times] = /^(\d+|_)(?:\+0)?x(\d+)$/.exec(step) ?? [];
    if (value === undefined) throw new Error(`a metric whose labels hold its value moves in steps, not by ${step}`);
    return { value, samples: Number(times) + (value === '_' ? 0 : 1) };
  });
  return [...new Set(steps.map(({ value }) => value).filter(value => value !== '_'))].map(value => {
    const parts = steps.map((step, at) => {
      if (step.value === value) return `${value}+0x${step.samples - 1}`;
      const ends = steps[at - 1]?.value === value;
      return ends && step.samples > 1 ? `stale _x${step.samples - 1}` : ends ? 'stale' : `_x${step.samples}`;
    });
    return [value, parts.join(' ')];
  });
}

function notation(name: string, labels: ReadonlyMap<string, string>): string {
  return `${name}{${[...labels].map(([label, value]) => `${label}="${value}"`).join(',')}}`;
}
