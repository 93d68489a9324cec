// Metrics that Go code defines with client_golang (and Kubernetes' wrapper of it): options in `New…` and promauto's calls,
// descriptions of collectors. Layer: catalog. Source of the rules: client_golang 1.23, `prometheus/` and `promauto/`.
import type { MetricType } from '../schema';
import { boundsOf, exponentialBuckets, exponentialRange, linearBuckets, usualBuckets } from './buckets';
import type { CodeFacts, Draft, Parts, Trait } from './draft';
import { writtenLabels } from './goLabels';
import type { ListItems, Range, Source } from './source';

const libraries = ['github.com/prometheus/client_golang/prometheus', 'k8s.io/component-base/metrics'];

const typeOfOptions: Readonly<Record<string, MetricType>> = {
  CounterOpts: 'counter',
  GaugeOpts: 'gauge',
  HistogramOpts: 'histogram',
  SummaryOpts: 'summary',
  UntypedOpts: 'unknown',
};

const typeOfValue: Readonly<Record<string, MetricType>> = { CounterValue: 'counter', GaugeValue: 'gauge' };

/** The definitions of a Go file, and what it does to those of others. */
export function goFacts(source: Source): Pick<CodeFacts, 'drafts' | 'traits'> {
  const packages = packagesOf(source);
  if (packages.size === 0) return { drafts: [], traits: [] };
  const drafts: Draft[] = [];
  const traits = new Set<Trait>();
  const described = typesOfDescriptions(source);
  for (let i = 0; i < source.tokens.length; i++) {
    if (source.tokens[i]!.kind !== 'word') continue;
    const word = source.is(i);
    if (/register/i.test(word)) traits.add('go-registers');
    else if (word === 'promhttp') traits.add('go-serves');
    if (word === 'WrapRegistererWith') traits.add('go-labels');
    else if (word === 'WrapRegistererWithPrefix') traits.add('go-prefix');
    else if (word === 'DefaultRegisterer' && source.is(i + 1) === '=') traits.add('go-default');
    if (source.is(i - 1) !== '.' || !packages.has(source.is(i - 2))) continue;
    const open = i + 1;
    if (source.is(open) === '{' && (word in typeOfOptions || word === 'Opts')) {
      const draft = fromOptions(source, word, i - 2, open);
      if (draft) drafts.push(draft);
    } else if (source.is(open) === '(' && word === 'NewDesc') {
      const draft = fromDescription(source, i - 2, open, described);
      if (draft) drafts.push(draft);
    }
  }
  return { drafts, traits: [...traits] };
}

/** Imports stand at a file's head. */
const importTokens = 500;

/** What the file calls promauto, whose plain functions register at the default registry. */
function autoPackage(source: Source): string | undefined {
  const head = source.tokens.slice(0, importTokens);
  const at = head.findIndex(({ kind, is }) => kind === 'text' && is === `${libraries[0]}/promauto`);
  const before = at > 0 && !source.tokens[at]!.begins ? source.tokens[at - 1] : undefined;
  return at < 0 ? undefined : before?.kind === 'word' && before.is !== 'import' ? before.is : 'promauto';
}

/** What the file calls the libraries. */
function packagesOf(source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [i, token] of source.tokens.entries()) {
    if (token.kind !== 'text' || !libraries.includes(token.is)) continue;
    const before = source.tokens[i - 1];
    const alias = before?.kind === 'word' && before.is !== 'import' && !token.begins ? before.is : undefined;
    names.add(alias ?? token.is.slice(token.is.lastIndexOf('/') + 1));
  }
  return names;
}

/** `prometheus.CounterOpts{…}`, whose call around it says which labels follow. */
function fromOptions(source: Source, options: string, from: number, open: number): Draft | undefined {
  const fields = source.fields(open);
  const named = fields?.get('Name');
  if (!fields || !named) return undefined;
  const pieces: Parts[] = [];
  for (const key of ['Namespace', 'Subsystem', 'Name']) {
    const field = fields.get(key);
    const text = field ? source.textOf(field) : [];
    if (!text) return undefined;
    pieces.push(text);
  }
  // `&prometheus.Opts{}` of Kubernetes' wrapper.
  const start = source.is(from - 1) === '&' ? from - 1 : from;
  const call = callAround(source, start);
  const [, kind, many] =
    /^New(Counter|Gauge|Histogram|Summary|Untyped)?\w*?(Vec)?(?:Func|WithContext)?$/.exec(call?.name ?? '') ?? [];
  const type = typeOfOptions[options] ?? (kind ? typeOfOptions[`${kind}Opts`] : undefined);
  if (type === undefined) return undefined;
  const variable =
    call === undefined ? undefined : many ? labelList(source, call.parts[1]) : /^New/.test(call.name) ? [] : undefined;
  const constant = fields.has('ConstLabels') ? labelMap(source, fields.get('ConstLabels')!) : [];
  const buckets = type === 'histogram' ? bucketsOf(source, fields) : undefined;
  const isMade = call !== undefined && /^New/.test(call.name) && source.is(start - 3) === '.';
  const holder = isMade && many ? heldBy(source, start - 4) : undefined;
  return {
    pieces,
    naming: 'plain',
    type,
    help: helpOf(source, fields.get('Help')),
    labels: [...withWritten(source, variable ?? [], holder), ...(constant ?? [])],
    labelsComplete: variable !== undefined && constant !== undefined,
    ...(call?.isDirect ? { isDirect: true } : {}),
    ...(isMade && source.is(start - 4) !== autoPackage(source) && source.is(start - 4) !== ')'
      ? { isLoose: true }
      : {}),
    ...(buckets ? { buckets } : {}),
    ...(type === 'summary' &&
    options === 'SummaryOpts' &&
    !fields.has('Objectives') &&
    !isSetLater(source, 'Objectives')
      ? { withoutQuantiles: true as const }
      : {}),
    span: source.span(named),
  };
}

/** Labels with the values that the file writes into them. */
function withWritten(source: Source, labels: ListItems, variable: string | undefined): ListItems {
  const names = labels.map(label => ('name' in label && typeof label.name[0] === 'string' ? label.name[0] : ''));
  if (variable === undefined || names.length === 0 || names.includes('')) return labels;
  const written = writtenLabels(source, variable, names, range => {
    const map = labelMap(source, range);
    return map && new Map(map.map(one => ('name' in one ? [String(one.name[0]), one.values?.[0]] : ['', undefined])));
  });
  return labels.map((label, i) => {
    const values = written[i];
    return 'name' in label && values ? { ...label, written: values } : label;
  });
}

/** Whether a field is given to options after they were made: `opts.Objectives = …`. */
function isSetLater(source: Source, field: string): boolean {
  return source.tokens.some((token, i) => token.kind === 'word' && source.is(i) === field && source.is(i - 1) === '.');
}

/** The call whose argument begins at an index. */
function callAround(
  source: Source,
  at: number,
): { readonly name: string; readonly parts: readonly Range[]; readonly isDirect: boolean } | undefined {
  if (source.is(at - 1) !== '(' || source.tokens[at - 2]?.kind !== 'word') return undefined;
  const isDirect = source.is(at - 3) === '.' && source.is(at - 4) === autoPackage(source);
  return { name: source.is(at - 2), parts: source.parts(at - 1), isDirect };
}

/** `prometheus.NewDesc(name, help, labels, constLabels)`. */
function fromDescription(
  source: Source,
  from: number,
  open: number,
  described: ReadonlyMap<string, MetricType>,
): Draft | undefined {
  const [name, help, variable, constant] = source.parts(open);
  if (!name) return undefined;
  const pieces = fullName(source, name);
  if (!pieces) return undefined;
  const labels = labelList(source, variable);
  const more = isNil(source, constant) ? [] : labelMap(source, constant!);
  return {
    pieces,
    naming: 'plain',
    type: typeBeside(source, source.close(open)) ?? described.get(heldBy(source, from) ?? '') ?? 'unknown',
    help: helpOf(source, help),
    labels: [...(labels ?? []), ...(more ?? [])],
    labelsComplete: labels !== undefined && more !== undefined,
    span: source.span(name),
  };
}

/** A name, or the call that puts one together. */
function fullName(source: Source, range: Range): readonly Parts[] | undefined {
  for (let i = range.from; i < range.from + 3; i++) {
    if (source.is(i) !== 'BuildFQName' || source.is(i + 1) !== '(') continue;
    const parts = source.parts(i + 1).map(part => source.textOf(part));
    return parts.every(part => part !== undefined) ? parts : undefined;
  }
  const text = source.textOf(range);
  return text && [text];
}

/** `typedDesc{prometheus.NewDesc(…), prometheus.GaugeValue}` */
function typeBeside(source: Source, close: number): MetricType | undefined {
  if (source.is(close + 1) !== ',') return undefined;
  for (let i = close + 2; i < close + 7; i++) {
    const type = typeOfValue[source.is(i)];
    if (type) return type;
    if (/^[,)}]$/.test(source.is(i))) return undefined;
  }
  return undefined;
}

/** The field or variable that a description is put into. */
function heldBy(source: Source, from: number): string | undefined {
  const sign = source.is(from - 1);
  return sign === ':' || sign === '=' || sign === ':=' ? source.is(from - 2) : undefined;
}

/** By the field or variable, the type that all values of a description are made with. */
function typesOfDescriptions(source: Source): ReadonlyMap<string, MetricType> {
  const types = new Map<string, MetricType>();
  for (let i = 0; i < source.tokens.length; i++) {
    const [, what] = /^(?:Must)?NewConst(Metric|Histogram|Summary)(?:WithCreatedTimestamp)?$/.exec(source.is(i)) ?? [];
    if (what === undefined || source.is(i + 1) !== '(') continue;
    const [description, value] = source.parts(i + 1);
    const name = description && source.dotted(description)?.at(-1);
    const given = value && source.dotted(value)?.at(-1);
    if (name === undefined) continue;
    const type =
      what === 'Metric' ? (typeOfValue[given ?? ''] ?? 'unknown') : what === 'Histogram' ? 'histogram' : 'summary';
    types.set(name, types.has(name) && types.get(name) !== type ? 'unknown' : type);
  }
  return types;
}

function labelList(source: Source, range: Range | undefined): ListItems | undefined {
  return isNil(source, range) ? [] : source.listOf(range!);
}

/** `prometheus.Labels{"a": "b"}`: its keys, each with its one value. */
function labelMap(source: Source, range: Range): ListItems | undefined {
  const elements = mapEntries(source, range);
  if (!elements) return undefined;
  const labels: ListItems[number][] = [];
  for (const { from, to } of elements) {
    let colon = from;
    while (colon < to && source.is(colon) !== ':') colon++;
    const key = { from, to: colon };
    const name = colon < to && colon > from ? source.textOf(key) : undefined;
    if (!name) return undefined;
    const value = source.plainText({ from: colon + 1, to });
    labels.push({ name, span: source.span(key), ...(value === undefined ? {} : { values: [value] }) });
  }
  return labels;
}

function mapEntries(source: Source, { from, to }: Range): readonly Range[] | undefined {
  for (let i = from; i < Math.min(to, from + 6); i++) {
    if (source.is(i) === '{') return source.close(i) === to - 1 ? source.parts(i) : undefined;
  }
  return undefined;
}

function isNil(source: Source, range: Range | undefined): boolean {
  return range === undefined || (range.to === range.from + 1 && source.is(range.from) === 'nil');
}

function bucketsOf(source: Source, fields: ReadonlyMap<string, Range>): readonly number[] | undefined {
  const given = fields.get('Buckets');
  if (!given) return fields.has('NativeHistogramBucketFactor') ? undefined : usualBuckets;
  return bounds(source, given, 0);
}

function bounds(source: Source, range: Range, depth: number): readonly number[] | undefined {
  const words = source.dotted(range);
  if (words?.at(-1) === 'DefBuckets' || words?.[0] === 'nil') return usualBuckets;
  const open = range.from + 3;
  const maker = source.is(range.from + 2);
  if (source.is(range.from + 1) === '.' && source.is(open) === '(' && source.close(open) === range.to - 1) {
    const numbers = source.numbersOf(source.parts(open));
    if (maker === 'LinearBuckets') return boundsOf(numbers && linearBuckets(numbers));
    if (maker === 'ExponentialBuckets') return boundsOf(numbers && exponentialBuckets(numbers));
    return maker === 'ExponentialBucketsRange' ? boundsOf(numbers && exponentialRange(numbers)) : undefined;
  }
  const elements = source.elements(range);
  if (elements) return boundsOf(source.numbersOf(elements));
  const bound = words && depth < 5 ? source.bound(words, range.from) : undefined;
  return bound ? bounds(source, bound, depth + 1) : undefined;
}

/** Longer helps are cut where they are shown. */
export function helpOf(source: Source, range: Range | undefined): string {
  const text = range && source.plainText(range);
  return (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 500);
}
