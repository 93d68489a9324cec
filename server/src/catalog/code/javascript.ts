// Metrics that JavaScript and TypeScript define with `prom-client`: constructors with an object of options, and the providers
// of its NestJS wrapper. Layer: catalog. Source of the rules: prom-client 15, `lib/`.
import type { MetricType } from '../schema';
import { boundsOf, exponentialBuckets, linearBuckets, usualBuckets } from './buckets';
import type { CodeFacts, Draft, Trait } from './draft';
import { helpOf } from './go';
import type { Range, Source } from './source';

const types: Readonly<Record<string, MetricType>> = {
  Counter: 'counter',
  Gauge: 'gauge',
  Histogram: 'histogram',
  Summary: 'summary',
};

export function javascriptFacts(source: Source): Pick<CodeFacts, 'drafts' | 'traits'> {
  const drafts: Draft[] = [];
  const traits: Trait[] = [];
  for (let i = 0; i < source.tokens.length; i++) {
    const token = source.tokens[i]!;
    if (token.kind !== 'word') continue;
    if (token.is === 'setDefaultLabels') traits.push('js-labels');
    const provided = /^make(Counter|Gauge|Histogram|Summary)Provider$/.exec(token.is)?.[1];
    const type = types[provided ?? token.is];
    if (!type || (provided === undefined && !isNew(source, i))) continue;
    const open = behindTypes(source, i + 1);
    if (source.is(open) !== '(') continue;
    const draft = fromArguments(source, type, open);
    if (draft) drafts.push(draft);
  }
  return { drafts, traits };
}

/** Whether a name is what `new` makes, with modules in front of it: `new client.Counter`. */
function isNew(source: Source, at: number): boolean {
  let i = at;
  while (source.is(i - 1) === '.') i -= 2;
  return source.is(i - 1) === 'new';
}

/** The index behind `<'a' | 'b'>`. */
function behindTypes(source: Source, at: number): number {
  if (source.is(at) !== '<') return at;
  for (let i = at + 1; i < Math.min(at + 60, source.tokens.length); i++) if (source.is(i) === '>') return i + 1;
  return at;
}

function fromArguments(source: Source, type: MetricType, open: number): Draft | undefined {
  const parts = source.parts(open);
  const [first, second, third] = parts;
  if (!first) return undefined;
  // Before version 12: `new Counter('name', 'help', ['label'])`.
  if (source.is(first.from) !== '{' && second) {
    const labels = third === undefined || source.is(third.from) === '{' ? [] : source.listOf(third);
    return made(source, type, { name: first, help: second, labels });
  }
  const object = source.is(first.from) === '{' ? first : boundObject(source, first);
  const fields = object && source.fields(object.from);
  const name = fields?.get('name');
  if (!fields || !name) return undefined;
  const given = fields.get('labelNames');
  // What is spread into the options may hold labels and buckets, too.
  const isOpen = fields.has('...');
  const labels = given ? source.listOf(given) : isOpen ? undefined : [];
  return made(source, type, { name, help: fields.get('help'), labels, buckets: fields.get('buckets'), isOpen });
}

interface Made {
  readonly name: Range;
  readonly help: Range | undefined;
  readonly labels: ReturnType<Source['listOf']>;
  readonly buckets?: Range | undefined;
  readonly isOpen?: boolean;
}

function made(source: Source, type: MetricType, { name, help, labels, buckets, isOpen }: Made): Draft | undefined {
  const text = source.textOf(name);
  if (!text) return undefined;
  const bounds =
    type !== 'histogram' ? undefined : buckets ? boundsIn(source, buckets) : isOpen ? undefined : usualBuckets;
  return {
    pieces: [text],
    naming: 'plain',
    type,
    help: helpOf(source, help),
    labels: labels ?? [],
    labelsComplete: labels !== undefined,
    ...(bounds ? { buckets: bounds } : {}),
    span: source.span(name),
  };
}

/** The literal that a name stands for. */
function boundObject(source: Source, range: Range): Range | undefined {
  const words = source.dotted(range);
  const bound = words && source.bound(words, range.from);
  return bound && source.is(bound.from) === '{' ? bound : undefined;
}

function boundsIn(source: Source, range: Range): readonly number[] | undefined {
  for (let i = range.from; i < Math.min(range.to, range.from + 6); i++) {
    if (source.is(i + 1) !== '(' || source.close(i + 1) !== range.to - 1) continue;
    const numbers = source.numbersOf(source.parts(i + 1));
    if (source.is(i) === 'linearBuckets') return boundsOf(numbers && linearBuckets(numbers));
    return source.is(i) === 'exponentialBuckets' ? boundsOf(numbers && exponentialBuckets(numbers)) : undefined;
  }
  const elements = source.elements(range);
  return elements && boundsOf(source.numbersOf(elements));
}
