// Meters of Micrometer in Java and Kotlin: builders and the short methods of a registry, under the names that its Prometheus
// registry gives them. Layer: catalog. Source of the rules: micrometer-registry-prometheus 1.13 and 1.15.
//
// Labels are never complete: common tags and filters stand in settings. Whether a timer has buckets may stand there, too.
import type { MetricType } from '../schema';
import { chainFrom, type Step, stepOf } from './chain';
import type { CodeFacts, Draft, DraftLabel } from './draft';
import { helpOf } from './go';
import type { Range, Source } from './source';

interface Meter {
  readonly type: MetricType;
  readonly isTimer?: true;
  readonly unit?: string;
  /** Where the name stands in the call that begins it. */
  readonly isShort?: true;
}

const built: Readonly<Record<string, Meter>> = {
  Counter: { type: 'counter' },
  FunctionCounter: { type: 'counter' },
  Gauge: { type: 'gauge' },
  MultiGauge: { type: 'gauge' },
  TimeGauge: { type: 'gauge', unit: 'seconds' },
  Timer: { type: 'summary', isTimer: true },
  FunctionTimer: { type: 'summary', isTimer: true },
  DistributionSummary: { type: 'summary' },
};

const short: Readonly<Record<string, Meter>> = {
  counter: { type: 'counter', isShort: true },
  timer: { type: 'summary', isTimer: true, isShort: true },
  summary: { type: 'summary', isShort: true },
  gauge: { type: 'gauge', isShort: true },
};

export function micrometerFacts(source: Source): Pick<CodeFacts, 'drafts' | 'traits'> {
  const drafts: Draft[] = [];
  for (let i = 1; i < source.tokens.length; i++) {
    if (source.is(i) !== '(' || source.is(i - 2) !== '.') continue;
    const owner = source.is(i - 3);
    const method = source.is(i - 1);
    if (method === 'builder' && owner in built) {
      const draft = fromBuilder(source, built[owner]!, chainFrom(source, i));
      if (draft) drafts.push(draft);
    } else if (method in short && isRegistry(owner)) {
      const draft = fromRegistry(source, short[method]!, { name: method, args: source.parts(i), open: i });
      if (draft) drafts.push(draft);
    }
  }
  return { drafts, traits: [] };
}

/** Fields and variables that hold a registry are called so; `Metrics` is the global one. */
function isRegistry(name: string): boolean {
  return /registry$/i.test(name) || name === 'Metrics';
}

function fromBuilder(source: Source, meter: Meter, steps: readonly Step[]): Draft | undefined {
  const [start] = steps;
  const name = start?.args[0];
  if (!name || !stepOf(steps, 'register')) return undefined;
  const labels: DraftLabel[] = [];
  for (const { name: method, args } of steps.slice(1)) {
    if (method === 'tag' && args[0]) labels.push(...labelsIn(source, [args[0]]));
    else if (method === 'tags') labels.push(...pairs(source, args));
  }
  const unit = stepOf(steps, 'baseUnit')?.args[0];
  const written = unit && source.plainText(unit);
  if (unit && written === undefined && source.is(unit.from) !== 'BaseUnits') return undefined;
  const isHistogram = stepOf(steps, 'publishPercentileHistogram', 'serviceLevelObjectives', 'sla') !== undefined;
  const off = stepOf(steps, 'publishPercentileHistogram')?.args[0];
  const help = helpOf(source, stepOf(steps, 'description')?.args[0]);
  const type =
    isHistogram && !(off && source.is(off.from) === 'false') && meter.type === 'summary' ? 'histogram' : meter.type;
  return made(source, { ...meter, type }, name, labels, help, written ?? baseUnit(source, unit));
}

/** `BaseUnits.BYTES` */
function baseUnit(source: Source, range: Range | undefined): string | undefined {
  return range && source.is(range.from) === 'BaseUnits' ? source.is(range.from + 2).toLowerCase() : undefined;
}

function fromRegistry(source: Source, meter: Meter, { args }: Step): Draft | undefined {
  const [name, ...rest] = args;
  // A gauge's last arguments are what is measured; its tags are one list.
  const tags = meter.type === 'gauge' ? rest.slice(0, 1) : rest;
  return name && made(source, meter, name, pairs(source, tags), '', undefined);
}

function made(
  source: Source,
  meter: Meter,
  name: Range,
  labels: readonly DraftLabel[],
  help: string,
  unit: string | undefined,
): Draft | undefined {
  const text = source.textOf(name);
  if (!text) return undefined;
  const own = unit ?? meter.unit;
  return {
    pieces: [text],
    naming: meter.isTimer ? 'micrometer-timer' : 'micrometer',
    type: meter.type,
    ...(meter.type === 'summary' ? { typeInferred: true } : {}),
    ...(own ? { unit: own } : {}),
    help,
    labels,
    labelsComplete: false,
    span: source.span(name),
  };
}

/** Tokens of a list of tags. */
const longestTags = 400;

/** Keys of `"k", v, "l", w`, of `Tags.of(…)` and of a list of `Tag.of(…)`; what is none is left out. */
function pairs(source: Source, args: readonly Range[]): readonly DraftLabel[] {
  if (args.length === 1) {
    const [only] = args;
    const inner: DraftLabel[] = [];
    for (let i = only!.from; i < Math.min(only!.to, only!.from + longestTags); i++) {
      if (source.is(i) !== 'of' || source.is(i + 1) !== '(' || source.is(i - 1) !== '.') continue;
      const own = source.is(i - 2);
      if (own === 'Tag') inner.push(...labelsIn(source, source.parts(i + 1).slice(0, 1)));
      else if (own === 'Tags') inner.push(...pairs(source, source.parts(i + 1)));
    }
    return inner;
  }
  return labelsIn(
    source,
    args.filter((_, i) => i % 2 === 0),
  );
}

function labelsIn(source: Source, keys: readonly Range[]): readonly DraftLabel[] {
  return keys.flatMap(key => {
    const name = source.textOf(key);
    return name ? [{ name, span: source.span(key) }] : [];
  });
}
