// Metrics that Rust code defines with the crates `prometheus`, `metrics` and `prometheus-client`. Layer: catalog.
// Source of the rules: prometheus 0.14, metrics 0.24 with metrics-exporter-prometheus 0.17, prometheus-client 0.23.
import type { MetricType } from '../schema';
import { boundsOf, exponentialBuckets, linearBuckets, usualBuckets } from './buckets';
import { chainFrom, type Step, stepOf } from './chain';
import type { CodeFacts, Draft, DraftLabel, Parts, Trait } from './draft';
import { helpOf } from './go';
import { clientMetric, declarations } from './rustClient';
import type { ListItems, Range, Source } from './source';

export function rustFacts(source: Source): Pick<CodeFacts, 'drafts' | 'traits'> {
  const drafts: Draft[] = [];
  const traits = new Set<Trait>();
  const usesClient = source.text.includes('prometheus_client');
  const usesPrometheus = /\bprometheus\b/.test(source.text);
  const usesFacade = /\bmetrics\b/.test(source.text);
  const declared = usesClient ? declarations(source) : undefined;
  for (let i = 0; i < source.tokens.length; i++) {
    const token = source.tokens[i]!;
    if (token.kind !== 'word') continue;
    const { is: word } = token;
    if (/^set_buckets(?:_for_metric)?$/.test(word)) traits.add('rust-buckets');
    else if (word === 'add_global_label' || word === 'sub_registry_with_label') traits.add('rust-labels');
    else if (word === 'sub_registry_with_prefix' || word === 'new_custom' || word === 'with_prefix')
      traits.add('rust-prefix');
    let draft: Draft | undefined;
    if (source.is(i + 1) === '!' && /^[([{]$/.test(source.is(i + 2))) {
      if (usesPrometheus && word.startsWith('register_')) draft = registered(source, word, i + 2);
      else if (usesFacade) draft = recorded(source, word, i + 2);
    } else if (source.is(i + 1) === '::') {
      if (usesPrometheus && !usesClient && source.is(i + 3) === '(')
        draft = constructed(source, word, source.is(i + 2), i + 3);
    } else if (
      declared &&
      /^register(?:_with_unit)?$/.test(word) &&
      source.is(i - 1) === '.' &&
      source.is(i + 1) === '('
    )
      draft = clientMetric(source, declared, word === 'register_with_unit', i + 1);
    if (draft) drafts.push(draft);
  }
  return { drafts, traits: [...traits] };
}

/** `register_int_counter_vec!("name", "help", &["label"])`, with options or a registry in other arguments. */
function registered(source: Source, macro: string, open: number): Draft | undefined {
  const [, kind, many, elsewhere] =
    /^register_(?:int_|uint_)?(counter|gauge|histogram)(_vec)?(_with_registry)?$/.exec(macro) ?? [];
  if (kind === undefined) return undefined;
  const parts = [...source.parts(open)];
  if (elsewhere) parts.pop();
  const options = optionsOf(source, parts[0], kind as MetricType);
  const rest = options.isWhole ? parts.slice(1) : parts.slice(2);
  const labels = many ? rest[0] && source.listOf(rest[0]) : [];
  const bounds = many ? rest[1] : rest[0];
  return made(
    source,
    kind as MetricType,
    options,
    options.isWhole ? undefined : parts[1],
    labels,
    kind === 'histogram' ? bounds : undefined,
  );
}

/** `IntCounterVec::new(Opts::new("name", "help"), &["label"])` */
function constructed(source: Source, type: string, method: string, open: number): Draft | undefined {
  const [, kind, many] = /^(?:Int|UInt|Generic)?(Counter|Gauge|Histogram)(Vec)?$/.exec(type) ?? [];
  if (kind === undefined || (method !== 'new' && method !== 'with_opts')) return undefined;
  const own = kind.toLowerCase() as MetricType;
  const parts = source.parts(open);
  const options = optionsOf(source, parts[0], own);
  if (!options.isWhole && (many || method === 'with_opts')) return undefined;
  const labels = many ? parts[1] && source.listOf(parts[1]) : [];
  return made(source, own, options, options.isWhole ? undefined : parts[1], labels, undefined);
}

interface Options {
  readonly name?: Range | undefined;
  readonly help?: Range | undefined;
  readonly before: readonly (Range | undefined)[];
  readonly labels: readonly DraftLabel[];
  readonly buckets?: Range | undefined;
  /** Whether it is an `Opts`, not the name. */
  readonly isWhole: boolean;
  readonly isKnown: boolean;
}

/** What an argument says: `opts!(…)`, `Opts::new(…).namespace(…)`, or the name alone. */
function optionsOf(source: Source, range: Range | undefined, type: MetricType, depth = 0): Options {
  const unknown: Options = { before: [], labels: [], isWhole: true, isKnown: false };
  if (!range || depth > 5) return unknown;
  let { from } = range;
  if (source.is(from) === 'prometheus' && source.is(from + 1) === '::') from += 2;
  if (/^(?:histogram_)?opts$/.test(source.is(from)) && source.is(from + 1) === '!') {
    const [name, help, third, fourth] = source.parts(from + 2);
    const constant = type === 'histogram' ? fourth : third;
    const labels = constant ? labelsIn(source, constant) : [];
    return {
      name,
      help,
      before: [],
      labels: labels ?? [],
      buckets: type === 'histogram' ? third : undefined,
      isWhole: true,
      isKnown: labels !== undefined,
    };
  }
  if (/^(?:Histogram)?Opts$/.test(source.is(from)) && source.matches(from + 1, '::', 'new', '(')) {
    const steps = chainFrom(source, from + 3);
    const arg = (name: string): Range | undefined => stepOf(steps, name)?.args[0];
    const [name, help] = steps[0]!.args;
    const constant = steps.filter(step => step.name === 'const_label').map(step => constLabel(source, step));
    const isKnown = !stepOf(steps, 'const_labels', 'variable_labels') && constant.every(label => label !== undefined);
    const labels = constant.filter(label => label !== undefined);
    return {
      name,
      help,
      before: [arg('namespace'), arg('subsystem')],
      labels,
      buckets: arg('buckets'),
      isWhole: true,
      isKnown,
    };
  }
  const words = source.dotted(range);
  const bound = words && source.bound(words, range.from);
  if (bound && source.textOf(range) === undefined) return optionsOf(source, bound, type, depth + 1);
  return { name: range, before: [], labels: [], isWhole: false, isKnown: true };
}

function constLabel(source: Source, { args }: Step): DraftLabel | undefined {
  const [key, value] = args;
  const name = key && source.textOf(key);
  if (!name) return undefined;
  const text = value && source.plainText(value);
  return { name, span: source.span(key), ...(text === undefined ? {} : { values: [text] }) };
}

/** `labels! { "a" => "b" }` */
function labelsIn(source: Source, { from }: Range): readonly DraftLabel[] | undefined {
  return source.matches(from, 'labels', '!') ? arrows(source, source.parts(from + 2)) : undefined;
}

/** `"key" => value, …`; undefined where something else stands among them. */
function arrows(source: Source, parts: readonly Range[]): readonly DraftLabel[] | undefined {
  const labels: DraftLabel[] = [];
  for (const { from, to } of parts) {
    let arrow = from;
    while (arrow < to && source.is(arrow) !== '=>') arrow++;
    const key = { from, to: arrow };
    const name = arrow < to && arrow > from ? source.textOf(key) : undefined;
    if (!name) return undefined;
    labels.push({ name, span: source.span(key) });
  }
  return labels;
}

function made(
  source: Source,
  type: MetricType,
  options: Options,
  help: Range | undefined,
  variable: ListItems | undefined,
  buckets: Range | undefined,
): Draft | undefined {
  const pieces: Parts[] = [];
  if (!options.name) return undefined;
  for (const piece of [...options.before, options.name]) {
    const text = piece ? source.textOf(piece) : [];
    if (!text) return undefined;
    pieces.push(text);
  }
  const given = buckets ?? options.buckets;
  const bounds = type !== 'histogram' ? undefined : given ? boundsIn(source, given) : usualBuckets;
  return {
    pieces,
    naming: 'plain',
    type,
    help: helpOf(source, options.help ?? help),
    labels: [...(variable ?? []), ...options.labels],
    labelsComplete: variable !== undefined && options.isKnown,
    ...(bounds && options.isKnown ? { buckets: bounds } : {}),
    span: source.span(options.name),
  };
}

function boundsIn(source: Source, range: Range): readonly number[] | undefined {
  for (let i = range.from; i < Math.min(range.to, range.from + 6); i++) {
    if (!/^(?:linear|exponential)_buckets$/.test(source.is(i)) || source.is(i + 1) !== '(') continue;
    const numbers = source.numbersOf(source.parts(i + 1));
    return boundsOf(
      numbers && (source.is(i) === 'linear_buckets' ? linearBuckets(numbers) : exponentialBuckets(numbers)),
    );
  }
  if (source.dotted(range)?.at(-1) === 'DEFAULT_BUCKETS') return usualBuckets;
  const elements = source.elements(range);
  return elements && boundsOf(source.numbersOf(elements));
}

/**
 * `counter!("name", "label" => value)` of the `metrics` facade. Every place that records may have labels of its own, and the
 * exporter makes summaries of histograms unless it is given buckets.
 */
function recorded(source: Source, macro: string, open: number): Draft | undefined {
  const [, describes, kind] =
    /^(describe_|increment_|absolute_|decrement_)?(counter|gauge|histogram)$/.exec(macro) ?? [];
  if (kind === undefined) return undefined;
  let parts = source.parts(open);
  // `target: "x", level: …` stand in front of the name.
  while (parts[0] && source.is(parts[0].from + 1) === ':') parts = parts.slice(1);
  const [name, ...rest] = parts;
  const text = name && source.textOf(name);
  if (!text) return undefined;
  const isDescription = describes === 'describe_';
  const labels = isDescription ? [] : rest.flatMap(part => arrows(source, [part]) ?? []);
  const isHistogram = kind === 'histogram';
  return {
    pieces: [text],
    naming: 'sanitized',
    type: isHistogram ? 'summary' : (kind as MetricType),
    ...(isHistogram ? { typeInferred: true } : {}),
    help: isDescription ? helpOf(source, rest.at(-1)) : '',
    labels,
    labelsComplete: false,
    span: source.span(name),
  };
}
