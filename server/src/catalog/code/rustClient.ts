// Metrics that Rust code registers with the crate `prometheus-client` (0.23), whose types stand where variables and fields are
// declared. Layer: catalog.
import type { MetricType } from '../schema';
import type { Draft, DraftLabel } from './draft';
import { helpOf } from './go';
import type { Range, Source } from './source';

/** `registry.register("name", "help", metric.clone())`, whose type is that of the variable or field. */
export function clientMetric(
  source: Source,
  declared: Declarations,
  hasUnit: boolean,
  open: number,
): Draft | undefined {
  const parts = source.parts(open);
  const [name, help] = parts;
  const unit = hasUnit ? parts[2] : undefined;
  const metric = parts[hasUnit ? 3 : 2];
  const text = name && source.textOf(name);
  if (!text || !metric) return undefined;
  const found = clientType(source, declared, metric);
  if (!found) return undefined;
  const word = unit && source.dotted(unit)?.at(-1)?.toLowerCase();
  if (unit && (!word || word === 'other')) return undefined;
  return {
    pieces: [text],
    naming: 'total',
    type: found.type,
    ...(word ? { unit: word } : {}),
    help: helpOf(source, help),
    labels: found.labels ?? [],
    labelsComplete: found.labels !== undefined,
    span: source.span(name),
  };
}

/** Places of `name: …`, `name = …` and `struct name` of a file. */
type Declarations = ReadonlyMap<string, readonly number[]>;

/** A name that is declared more often says nothing. */
const mostDeclarations = 20;

export function declarations(source: Source): Declarations {
  const places = new Map<string, number[]>();
  for (let i = 0; i < source.tokens.length; i++) {
    if (source.tokens[i]!.kind !== 'word') continue;
    const isStruct = source.is(i - 1) === 'struct';
    if (!isStruct && (!/^[:=]$/.test(source.is(i + 1)) || source.is(i - 1) === '.')) continue;
    const key = isStruct ? `struct ${source.is(i)}` : source.is(i);
    const all = places.get(key) ?? [];
    places.set(key, all);
    if (all.length < mostDeclarations) all.push(i);
  }
  return places;
}

interface ClientType {
  readonly type: MetricType;
  readonly labels: readonly DraftLabel[] | undefined;
}

/** The type that an expression names, or the declaration of the variable or field that it clones. */
function clientType(source: Source, declared: Declarations, range: Range): ClientType | undefined {
  const direct = typeIn(source, declared, range.from, Math.min(range.to, range.from + 24));
  if (direct) return direct;
  let name: string | undefined;
  for (let i = range.from; i < Math.min(range.to, range.from + 24) && source.is(i) !== '('; i++) {
    const word = source.tokens[i]!;
    if (word.kind === 'word' && word.is !== 'clone' && word.is !== 'self') name = word.is;
  }
  if (name === undefined) return undefined;
  let found: ClientType | undefined;
  for (const i of declared.get(name) ?? []) {
    const own = typeIn(source, declared, i + 2, Math.min(i + 24, source.tokens.length));
    if (!own) continue;
    if (found && (found.type !== own.type || found.labels?.length !== own.labels?.length)) return undefined;
    found = own;
  }
  return found;
}

/** `Family<Labels, Counter>`, `Family::<…>::default()`, `Counter::default()`. */
function typeIn(source: Source, declared: Declarations, from: number, to: number): ClientType | undefined {
  let family: string | undefined;
  let isFamily = false;
  for (let i = from; i < to; i++) {
    if (/^[;,)}=]$/.test(source.is(i)) && !isFamily) return undefined;
    const word = source.is(i);
    if (word === 'Family') {
      isFamily = true;
      let at = i + 1;
      while (/^(?:::|<)$/.test(source.is(at))) at++;
      if (source.tokens[at]?.kind === 'word') family = source.is(at);
    } else if (/^(?:Counter|Gauge|Histogram|Info)$/.test(word)) {
      const type = word.toLowerCase() as MetricType;
      return { type, labels: isFamily ? structLabels(source, declared, family) : type === 'info' ? undefined : [] };
    } else if (/^[;}]$/.test(word)) return undefined;
  }
  return undefined;
}

/** The fields of a struct that derives its labels; undefined where one of them is renamed or spread. */
function structLabels(
  source: Source,
  declared: Declarations,
  name: string | undefined,
): readonly DraftLabel[] | undefined {
  const [at] = declared.get(`struct ${name}`) ?? [];
  if (at === undefined || source.is(at + 1) !== '{') return undefined;
  const parts = source.parts(at + 1);
  if (parts.length > mostDeclarations) return undefined;
  const labels: DraftLabel[] = [];
  for (const { from, to } of parts) {
    if (source.is(from) === '#') return undefined;
    let colon = from;
    while (colon < to && source.is(colon) !== ':') colon++;
    if (colon >= to || source.tokens[colon - 1]!.kind !== 'word') return undefined;
    const field = { from: colon - 1, to: colon };
    labels.push({ name: [source.is(colon - 1).replace(/^r#/, '')], span: source.span(field) });
  }
  return labels;
}
