// Metrics that Java and Kotlin define with Prometheus' own clients: simpleclient (`build()`) and client_java 1.x (`builder()`).
// Layer: catalog. Source of the rules: simpleclient 0.16, prometheus-metrics-core 1.3.
import type { MetricType } from '../schema';
import { boundsOf, exponentialBuckets, linearBuckets, olderBuckets, usualBuckets } from './buckets';
import { chainFrom, type Step, stepOf } from './chain';
import type { CodeFacts, Draft, DraftLabel, Parts } from './draft';
import { helpOf } from './go';
import type { ListItems, Range, Source } from './source';

const types: Readonly<Record<string, MetricType>> = {
  Counter: 'counter',
  Gauge: 'gauge',
  Histogram: 'histogram',
  Summary: 'summary',
  Info: 'info',
  Enumeration: 'stateset',
  StateSet: 'stateset',
  CounterWithCallback: 'counter',
  GaugeWithCallback: 'gauge',
  SummaryWithCallback: 'summary',
};

export function javaClientFacts(source: Source): Pick<CodeFacts, 'drafts' | 'traits'> {
  const drafts: Draft[] = [];
  for (let i = 3; i < source.tokens.length; i++) {
    if (source.is(i) !== '(' || source.is(i - 2) !== '.') continue;
    const method = source.is(i - 1);
    const type = types[source.is(i - 3)];
    if (!type || (method !== 'build' && method !== 'builder')) continue;
    const draft = made(source, type, method === 'builder', chainFrom(source, i));
    if (draft) drafts.push(draft);
  }
  return { drafts, traits: [] };
}

function made(source: Source, type: MetricType, isNewer: boolean, steps: readonly Step[]): Draft | undefined {
  // Micrometer's builders take the name.
  if (isNewer && source.tokens[steps[0]!.open + 1]?.kind === 'text') return undefined;
  const arg = (...names: readonly string[]): Range | undefined => stepOf(steps, ...names)?.args[0];
  // `Counter.build("name", "help")`
  const [first, second] = isNewer ? [] : steps[0]!.args;
  const name = arg('name') ?? first;
  if (!name) return undefined;
  const pieces: Parts[] = [];
  for (const piece of [isNewer ? undefined : arg('namespace'), isNewer ? undefined : arg('subsystem'), name]) {
    const text = piece ? source.textOf(piece) : [];
    if (!text) return undefined;
    pieces.push(text);
  }
  const unit = unitOf(source, arg('unit'));
  if (unit === 'unknown') return undefined;
  const given = stepOf(steps, 'labelNames')?.args;
  const variable = given ? labelNames(source, given) : [];
  const constant = stepOf(steps, 'constLabels') ? undefined : [];
  const states = type === 'stateset' ? stepOf(steps, 'states')?.args.map(one => source.plainText(one)) : undefined;
  const buckets = type === 'histogram' ? bucketsOf(source, steps, isNewer) : undefined;
  const label = type === 'stateset' ? stateLabel(pieces, states) : undefined;
  return {
    pieces,
    naming: isNewer ? 'total' : 'total-newer',
    type,
    ...(unit ? { unit } : {}),
    help: helpOf(source, arg('help') ?? second),
    labels: [...(variable ?? []), ...(label ? [label] : [])],
    labelsComplete: variable !== undefined && constant !== undefined && type !== 'info',
    ...(buckets ? { buckets } : {}),
    span: source.span(name),
  };
}

function labelNames(source: Source, args: readonly Range[]): ListItems | undefined {
  const [only] = args;
  // An array instead of the names one by one.
  if (args.length === 1 && only && (source.is(only.from) === 'new' || source.is(only.from) === '*')) {
    return source.listOf(source.is(only.from) === '*' ? { from: only.from + 1, to: only.to } : only);
  }
  return source.items(args);
}

/** `Unit.SECONDS`, or `"seconds"`. */
function unitOf(source: Source, range: Range | undefined): string | undefined {
  if (!range) return undefined;
  const words = source.dotted(range);
  if (words?.at(-2) === 'Unit') return words.at(-1)!.toLowerCase();
  return source.plainText(range) ?? 'unknown';
}

/** A set of states has a label that is called like the metric. */
function stateLabel(
  pieces: readonly Parts[],
  states: readonly (string | undefined)[] | undefined,
): DraftLabel | undefined {
  const name = pieces.filter(piece => piece.length > 0).flatMap((piece, i) => (i === 0 ? piece : ['_', ...piece]));
  const values = states?.every(state => state !== undefined) && states.length > 0 ? states : undefined;
  return { name, ...(values ? { values } : {}) };
}

function bucketsOf(source: Source, steps: readonly Step[], isNewer: boolean): readonly number[] | undefined {
  if (stepOf(steps, 'nativeOnly')) return undefined;
  const numbers = (...names: readonly string[]): readonly number[] | undefined => {
    const args = stepOf(steps, ...names)?.args;
    return args && source.numbersOf(args);
  };
  if (stepOf(steps, 'buckets', 'classicUpperBounds')) return boundsOf(numbers('buckets', 'classicUpperBounds'));
  if (stepOf(steps, 'linearBuckets', 'classicLinearUpperBounds'))
    return boundsOf(linearBuckets(numbers('linearBuckets', 'classicLinearUpperBounds') ?? []));
  if (stepOf(steps, 'exponentialBuckets', 'classicExponentialUpperBounds'))
    return boundsOf(exponentialBuckets(numbers('exponentialBuckets', 'classicExponentialUpperBounds') ?? []));
  return isNewer ? usualBuckets : olderBuckets;
}
