// Instruments of OpenTelemetry in Go, JavaScript, Java and Kotlin, under the names that its Prometheus exporters give them
// unless told otherwise. Layer: catalog. Attributes come with each measurement and views change buckets: neither is known.
import type { MetricType } from '../schema';
import { chainFrom, stepOf } from './chain';
import type { CodeFacts, Draft } from './draft';
import { helpOf } from './go';
import type { Range, Source } from './source';

/** By the last word of the instrument's name: monotonic sums are counters. */
const types: Readonly<Record<string, MetricType>> = {
  Counter: 'counter',
  UpDownCounter: 'gauge',
  Histogram: 'histogram',
  Gauge: 'gauge',
};

export function otelFacts(source: Source): Pick<CodeFacts, 'drafts' | 'traits'> {
  const drafts: Draft[] = [];
  for (let i = 2; i < source.tokens.length; i++) {
    if (source.is(i) !== '(' || source.is(i - 2) !== '.') continue;
    const draft = instrument(source, i);
    if (draft) drafts.push(draft);
  }
  return { drafts, traits: [] };
}

function instrument(source: Source, open: number): Draft | undefined {
  const method = source.is(open - 1);
  const [name, ...rest] = source.parts(open);
  if (!name) return undefined;
  switch (source.language) {
    case 'go': {
      const kind = /^(?:Int64|Float64)(?:Observable)?(Counter|UpDownCounter|Histogram|Gauge)$/.exec(method)?.[1];
      return made(source, kind, name, option(source, rest, 'WithUnit'), option(source, rest, 'WithDescription'));
    }
    case 'javascript': {
      const kind = /^create(?:Observable)?(Counter|UpDownCounter|Histogram|Gauge)$/.exec(method)?.[1];
      const [options] = rest;
      const fields = options && source.is(options.from) === '{' ? source.fields(options.from) : undefined;
      // Options that stand elsewhere may hold a unit.
      if (options && (!fields || fields.has('...'))) return undefined;
      return made(source, kind, name, fields?.get('unit'), fields?.get('description'));
    }
    case 'java':
    case 'kotlin': {
      const kind = /^(counter|upDownCounter|histogram|gauge)Builder$/.exec(method)?.[1];
      if (kind === undefined) return undefined;
      const steps = chainFrom(source, open);
      const isBuilt = stepOf(steps, 'build', 'buildWithCallback', 'buildObserver') !== undefined;
      const type = kind[0]!.toUpperCase() + kind.slice(1);
      return isBuilt
        ? made(source, type, name, stepOf(steps, 'setUnit')?.args[0], stepOf(steps, 'setDescription')?.args[0])
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The argument of an option among others: `metric.WithUnit("s")`. */
function option(source: Source, args: readonly Range[], wanted: string): Range | undefined {
  for (const { from, to } of args) {
    for (let i = from; i < Math.min(to, from + 3); i++) {
      if (source.is(i) === wanted && source.is(i + 1) === '(') return source.parts(i + 1)[0];
    }
  }
  return undefined;
}

function made(
  source: Source,
  kind: string | undefined,
  name: Range,
  unit: Range | undefined,
  help: Range | undefined,
): Draft | undefined {
  const type = kind === undefined ? undefined : types[kind];
  const text = type && source.textOf(name);
  const written = unit && source.plainText(unit);
  if (!type || !text || (unit && written === undefined)) return undefined;
  return {
    pieces: [text],
    naming: kind === 'UpDownCounter' ? 'otel-sum' : 'otel',
    type,
    ...(written ? { unit: written } : {}),
    help: helpOf(source, help),
    labels: [],
    labelsComplete: false,
    span: source.span(name),
  };
}
