// A catalogue file of a user: from its YAML tree to metrics as checks and completion know them, with the places of their names.
// Layer: model. The format is that of `server/catalog/` (its table is `schema/catalogFile.ts`), and more lenient: help, source
// and units are the user's own business.

import type { LabelFact, MetricFact, MetricType } from '../catalog/schema';
import { closest } from '../text/closest';
import type { Span } from '../text/span';
import type { YamlNode, YamlScalar } from '../yaml/node';
import { entries, follow, get, getScalar, itemsOf, scalarOf } from '../yaml/path';
import { scalarType } from '../yaml/resolve';
import { metricTypeWords } from './schema/catalogFile';
import { placeOf, type Report } from './structure/report';
import { shorten } from './structure/scalars';

/** A metric with the place of its name in the text of the tree. */
export type CatalogMetric = MetricFact & { readonly span: Span };

/** Whether a tree has the shape of a catalogue: groups with metrics that say what they are. */
export function isCatalogFile(node: YamlNode | undefined): boolean {
  if (follow(node)?.kind !== 'map' || get(node, 'apiVersion') || get(node, 'kind')) return false;
  return itemsOf(get(node, 'groups')).some(group => {
    const metrics = follow(get(group, 'metrics'));
    if (metrics?.kind !== 'map') return false;
    return entries(metrics).some(({ value }) => {
      const written = scalarOf(value)?.value ?? getScalar(value, 'is')?.value;
      return written !== undefined && isType(written.split(' ')[0]!.replace('?', ''));
    });
  });
}

/** More than any catalogue has; aliases of aliases could make more than there is memory. */
const mostMetrics = 20_000;

/** Labels and bounds of one metric. */
const mostItems = 500;

/** The metrics of a catalogue file. What cannot be used is left out, and told to `report` where one is given. */
export function readCatalogFile(root: YamlNode | undefined, report?: Report): readonly CatalogMetric[] {
  return new CatalogReader(root, report).metrics();
}

class CatalogReader {
  private readonly labels: ReadonlyMap<string, YamlNode>;
  private readonly sets: ReadonlyMap<string, YamlNode>;
  private readonly bucketLists: ReadonlyMap<string, YamlNode>;
  private readonly sentences: ReadonlyMap<string, YamlNode>;

  constructor(
    private readonly root: YamlNode | undefined,
    private readonly report: Report | undefined,
  ) {
    const named = (key: string): ReadonlyMap<string, YamlNode> => pairsOf(get(root, key));
    this.labels = named('labels');
    this.sets = named('sets');
    this.bucketLists = named('buckets');
    this.sentences = named('caveats');
  }

  metrics(): readonly CatalogMetric[] {
    const found: CatalogMetric[] = [];
    const defaults = get(this.root, 'defaults');
    for (const group of itemsOf(get(this.root, 'groups'))) {
      const metrics = follow(get(group, 'metrics'));
      if (metrics?.kind !== 'map') continue;
      for (const { key, name, value } of entries(metrics)) {
        if (found.length >= mostMetrics) return found;
        if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
          this.fail(
            key,
            `\`${shorten(name)}\` is no name that a metric can have; use letters, digits, \`_\` and \`:\`.`,
          );
          continue;
        }
        const metric = this.metric(name, key, value, group, defaults);
        if (metric) found.push(metric);
        const to = metric && getScalar(get(value, 'renamed'), 'to');
        if (to)
          found.push({
            ...metric,
            name: to.value,
            otherName: name,
            typeInferred: true,
            enabledByDefault: false,
            span: placeOf(to),
          });
      }
    }
    return found;
  }

  private fail(at: YamlNode, message: string): void {
    this.report?.warning('invalid-value', placeOf(at, at), message);
  }

  private metric(
    name: string,
    key: YamlNode,
    entry: YamlNode,
    group: YamlNode,
    defaults: YamlNode | undefined,
  ): CatalogMetric | undefined {
    const short = scalarOf(entry);
    const is = short ?? getScalar(entry, 'is');
    if (!is) return undefined;
    // `type [unit] - Help sentence.`
    const dash = short ? short.value.indexOf(' - ') : -1;
    const written = (dash < 0 ? is.value : is.value.slice(0, dash)).trim();
    const [word = '', ...unit] = written.split(' ');
    const typeWord = word.replace(/\?$/, '');
    if (!isType(typeWord)) {
      const near = closest(typeWord, metricTypeWords);
      const advice = near ? `did you mean \`${near}\`?` : `use ${metricTypeWords.join(', ')}.`;
      this.fail(is, `\`${shorten(typeWord)}\` is no type of a metric; ${advice}`);
      return undefined;
    }
    const own = short ? undefined : entry;
    const inherited = (name: string): YamlNode | undefined => get(own, name) ?? get(group, name) ?? get(defaults, name);
    const isGeneric = flag(inherited('generic')) === true;
    const isInferred = word.endsWith('?') || flag(inherited('inferred')) === true;
    const help = dash >= 0 ? short!.value.slice(dash + 3) : (getScalar(entry, 'help')?.value ?? '');
    const caveats = [
      ...this.caveats(get(group, 'caveats') ?? get(defaults, 'caveats')),
      ...this.caveats(get(own, 'caveats')),
    ];
    const role = getScalar(own, 'role')?.value.split('/');
    const buckets = typeWord === 'histogram' ? this.buckets(inherited('buckets')) : undefined;
    const renamed = getScalar(get(own, 'renamed'), 'to')?.value;
    return {
      name,
      type: typeWord,
      help: help.replace(/\s+/g, ' ').trim(),
      labels: [...this.labelList(inherited('labels')), ...this.labelList(get(own, 'addLabels'))],
      labelsComplete: !isGeneric && flag(inherited('complete')) !== false,
      ...(unit.length > 0 ? { unit: unit.join(' ') } : {}),
      ...(isInferred ? { typeInferred: true } : {}),
      ...(isGeneric ? { generic: true } : {}),
      ...(flag(inherited('enabled')) === false ? { enabledByDefault: false } : {}),
      ...(caveats.length > 0 ? { caveats } : {}),
      ...(buckets ? { buckets } : {}),
      ...(role?.length === 2 ? { role: { family: role[0]!, part: role[1]! } } : {}),
      ...rangeOf(inherited('range')),
      ...reachOf(inherited('reach')),
      ...taken(['since', 'removedIn', 'valueIs'], inherited),
      ...taken(asWritten, name => get(own, name)),
      ...(renamed === undefined ? {} : { otherName: renamed }),
      span: placeOf(key),
    };
  }

  private caveats(node: YamlNode | undefined): readonly string[] {
    const items = itemsOf(node).slice(0, mostItems);
    return items.flatMap(item => {
      const text = scalarOf(item)?.value;
      return text === undefined ? [] : [scalarOf(this.sentences.get(text))?.value ?? text];
    });
  }

  private buckets(node: YamlNode | undefined): readonly number[] | undefined {
    const name = scalarOf(node);
    const list = name ? this.bucketLists.get(name.value) : node;
    if (!node || !list) {
      if (name) this.fail(name, this.noList('bounds', name.value, 'buckets', this.bucketLists));
      return undefined;
    }
    if (itemsOf(list).length > mostItems) return undefined;
    const bounds = itemsOf(list).map(item => Number(scalarOf(item)?.value));
    const wrong = itemsOf(list).find((_, i) => !(i === 0 || bounds[i]! > bounds[i - 1]!));
    if (wrong) this.fail(wrong, 'Bounds of buckets rise: each must be larger than the one before.');
    return wrong || bounds.length === 0 || !bounds.every(Number.isFinite) ? undefined : bounds;
  }

  private labelList(node: YamlNode | undefined): readonly LabelFact[] {
    const set = scalarOf(node);
    if (set && !this.sets.has(set.value)) {
      this.fail(set, this.noList('labels', set.value, 'sets', this.sets));
      return [];
    }
    const items = itemsOf(set ? this.sets.get(set.value) : node);
    return items.slice(0, mostItems).flatMap(item => {
      const written = scalarOf(item);
      if (!written) return [];
      const isOptional = written.value.endsWith('?');
      const key = isOptional ? written.value.slice(0, -1) : written.value;
      const fact = this.labels.get(key);
      const name = getScalar(fact, 'name')?.value ?? key;
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
        this.fail(written, `\`${shorten(key)}\` is no name that a label can have; use letters, digits and \`_\`.`);
        return [];
      }
      return [{ name, ...(isOptional ? { optional: true } : {}), ...labelFact(fact) }];
    });
  }

  private noList(what: string, name: string, key: string, known: ReadonlyMap<string, unknown>): string {
    const near = closest(name, known.keys());
    const advice = near ? `did you mean \`${near}\`?` : `write a list, or name one under \`${key}\`.`;
    return `There is no list of ${what} called \`${shorten(name)}\`; ${advice}`;
  }
}

/** Keys whose values are taken over as they are: texts, flags and mappings of texts. */
const asWritten = [
  'replacedBy',
  'replacedWhere',
  'otherName',
  'declaredType',
  'lifetime',
  'states',
  'unordered',
  'encoded',
  'select',
  'stateIn',
  'wholeOver',
  'outcome',
  'counts',
  'latest',
  'fromFirst',
  'deviceOnly',
  'shared',
  'onInstead',
] as const;

function taken(keys: readonly string[], ofKey: (key: string) => YamlNode | undefined): Partial<MetricFact> {
  return Object.fromEntries(
    keys.flatMap(key => {
      const value = plain(ofKey(key));
      return value === undefined || value === false ? [] : [[key, value]];
    }),
  );
}

function plain(node: YamlNode | undefined): unknown {
  const value = follow(node);
  if (value?.kind === 'scalar') return flag(value) ?? (isNothing(value) ? undefined : value.value);
  if (value?.kind !== 'map') return undefined;
  return Object.fromEntries(entries(value).map(({ name, value: one }) => [name, scalarOf(one)?.value ?? '']));
}

function labelFact(node: YamlNode | undefined): Omit<LabelFact, 'name'> {
  const help = scalarOf(node)?.value ?? getScalar(node, 'help')?.value;
  const values = itemsOf(get(node, 'values')).flatMap(item => scalarOf(item)?.value ?? []);
  const marks = taken(['holdsValue', 'underscored', 'index', 'workload', 'number'], key => get(node, key));
  return { ...(help ? { help } : {}), ...(values.length > 0 ? { values } : {}), ...(marks as Omit<LabelFact, 'name'>) };
}

function rangeOf(node: YamlNode | undefined): Pick<MetricFact, 'range'> {
  const [min, max] = itemsOf(node).map(numberOf);
  if (min === undefined && max === undefined) return {};
  return { range: { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) } };
}

function reachOf(node: YamlNode | undefined): Pick<MetricFact, 'reach'> {
  const [min, max] = itemsOf(node).map(numberOf);
  return min === undefined || max === undefined ? {} : { reach: [min, max] };
}

function numberOf(node: YamlNode): number | undefined {
  const scalar = scalarOf(node);
  if (!scalar || isNothing(scalar)) return undefined;
  const number = Number(scalar.value);
  return Number.isNaN(number) ? undefined : number;
}

function flag(node: YamlNode | undefined): boolean | undefined {
  const scalar = scalarOf(node);
  return scalar && scalarType(scalar, 'v3') === 'bool' ? /^t/i.test(scalar.value) : undefined;
}

function isNothing(scalar: YamlScalar): boolean {
  return scalarType(scalar, 'v3') === 'null';
}

function isType(word: string): word is MetricType {
  return (metricTypeWords as readonly string[]).includes(word);
}

function pairsOf(node: YamlNode | undefined): ReadonlyMap<string, YamlNode> {
  const map = follow(node);
  return new Map(map?.kind === 'map' ? entries(map).map(({ name, value }) => [name, value]) : []);
}
