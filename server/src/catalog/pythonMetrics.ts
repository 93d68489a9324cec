// Metric definitions in Python source (`prometheus_client`), found in the syntax tree; nothing is ever executed.
// Layer: catalog. What cannot be known for certain (computed names, unknown prefixes) is left out.
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type PythonScopes, readScopes } from './pythonScopes';
import { pythonTree } from './pythonTree';
import { type DefiningCall, usesOf } from './pythonUses';
import { evaluate, type PythonValue } from './pythonValues';
import type { DefinedMetric, LabelFact, MetricType } from './schema';
import { unitOfName } from './unitOfName';

/**
 * The metrics that a Python file defines with `prometheus_client`: `Counter`, `Gauge`, `Histogram`, `Summary`, `Info`,
 * `Enum` and the `…MetricFamily` classes of custom collectors, under the names that a scrape shows (`_total`, units, `_info`).
 * `span` is the place of the name: the content of its literal, or the whole argument where it is put together.
 */
export function pythonMetrics(text: string, file: string): readonly DefinedMetric[] {
  if (!text.includes('prometheus_client')) return [];
  const tree = pythonTree(text);
  if (!tree) return [];
  const names = new ImportedNames(text);
  const calls: SyntaxNode[] = [];
  tree.iterate({
    enter: ref => {
      if (ref.name === 'ImportStatement') names.add(ref.node);
      // `@Histogram(…).time()` is no call in the grammar's eyes, but its name and arguments are there.
      else if (ref.name === 'CallExpression' || ref.name === 'Decorator') calls.push(ref.node);
    },
  });
  if (names.empty) return [];
  const scopes = readScopes(tree, text);
  const found: DefinedMetric[] = [];
  const defining: DefiningCall[] = [];
  for (const call of calls) {
    const known = classOf(call, text, names, scopes);
    const metric = known && definition(call, known, text, scopes);
    if (!metric) continue;
    found.push({ ...metric, file });
    const registry = readArguments(call, ['name', 'documentation', ...known.parameters], text)?.get('registry');
    const labelled = metric.labels.length > 0 || !metric.labelsComplete;
    defining.push({ node: call, type: metric.type, labelled, registry });
  }
  const uses = usesOf(defining, tree, text, scopes);
  return found.map((metric, i) => ({ ...metric, ...uses.get(defining[i]!) }));
}

/** Bounds of a histogram that sets none. */
const defaultBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

interface KnownClass {
  readonly type: MetricType;
  /** Names of the positional parameters behind name and documentation. */
  readonly parameters: readonly string[];
}

const common = ['labelnames', 'namespace', 'subsystem', 'unit', 'registry', '_labelvalues'];

const knownClasses: ReadonlyMap<string, KnownClass> = new Map<string, KnownClass>([
  ['Counter', { type: 'counter', parameters: common }],
  ['Gauge', { type: 'gauge', parameters: [...common, 'multiprocess_mode'] }],
  ['Summary', { type: 'summary', parameters: common }],
  ['Histogram', { type: 'histogram', parameters: [...common, 'buckets'] }],
  ['Info', { type: 'info', parameters: common }],
  ['Enum', { type: 'stateset', parameters: [...common, 'states'] }],
  ['CounterMetricFamily', { type: 'counter', parameters: ['value', 'labels', 'created', 'unit'] }],
  ['GaugeMetricFamily', { type: 'gauge', parameters: ['value', 'labels', 'unit'] }],
  ['SummaryMetricFamily', { type: 'summary', parameters: ['count_value', 'sum_value', 'labels', 'unit'] }],
  ['HistogramMetricFamily', { type: 'histogram', parameters: ['buckets', 'sum_value', 'labels', 'unit'] }],
  ['InfoMetricFamily', { type: 'info', parameters: ['value', 'labels'] }],
  ['StateSetMetricFamily', { type: 'stateset', parameters: ['value', 'labels'] }],
]);

/** What the import statements of a file call the classes and modules of `prometheus_client`. */
class ImportedNames {
  private readonly classes = new Map<string, string>();
  private readonly modules = new Set<string>();
  /** Functions that import something else of the same name: it means that in them alone. */
  private readonly shadows: { readonly name: string; readonly from: number; readonly to: number }[] = [];

  constructor(private readonly text: string) {}

  get empty(): boolean {
    return this.classes.size === 0 && this.modules.size === 0;
  }

  /** Takes in one `import …` or `from … import …`. A later import of a name replaces an earlier one. */
  add(node: SyntaxNode): void {
    const words = childrenOf(node).map(child => this.text.slice(child.from, child.to));
    const at = words.indexOf('import');
    const from = words[0] === 'from' ? words.slice(1, at).join('') : undefined;
    const ours = from === undefined || from === 'prometheus_client' || from.startsWith('prometheus_client.');
    for (const [path, alias] of importedParts(words.slice(at + 1))) {
      if (from === undefined) {
        if (path === 'prometheus_client' || path.startsWith('prometheus_client.')) {
          this.modules.add(alias ?? 'prometheus_client');
        }
      } else if (ours && path === '*') {
        for (const name of knownClasses.keys()) if (!name.endsWith('Family')) this.classes.set(name, name);
      } else if (ours && knownClasses.has(path)) {
        this.classes.set(alias ?? path, path);
      } else if (ours && /^(metrics|core|metrics_core)$/.test(path)) {
        this.modules.add(alias ?? path);
      } else {
        const within = functionAround(node);
        if (within) this.shadows.push({ name: alias ?? path, from: within.from, to: within.to });
        else this.classes.delete(alias ?? path);
      }
    }
  }

  /** The known class that a dotted name means at a place. */
  find(dotted: string, at: SyntaxNode): KnownClass | undefined {
    const isShadowed = this.shadows.some(({ name, from, to }) => name === dotted && from <= at.from && at.to <= to);
    const own = isShadowed ? undefined : this.classes.get(dotted);
    if (own !== undefined) return knownClasses.get(own);
    const [, module, name] = /^([^.]+)(?:\.(?:metrics|core|metrics_core))?\.([^.]+)$/.exec(dotted) ?? [];
    return module !== undefined && this.modules.has(module) ? knownClasses.get(name!) : undefined;
  }
}

function functionAround(node: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | null = node;
  while (found && found.name !== 'FunctionDefinition') found = found.parent;
  return found ?? undefined;
}

/** `[dotted path, alias]` of each part behind `import`. */
function importedParts(words: readonly string[]): readonly (readonly [string, string | undefined])[] {
  const parts: (readonly [string, string | undefined])[] = [];
  let path = '';
  let alias: string | undefined;
  let afterAs = false;
  for (const word of [...words, ',']) {
    if (word === ',' || word === ')') {
      if (path) parts.push([path, alias]);
      path = '';
      alias = undefined;
      afterAs = false;
    } else if (word === 'as') afterAs = true;
    else if (afterAs) alias = word;
    else if (word !== '(') path += word;
  }
  return parts;
}

/** The metric class that is called: by its name, or through one variable or class attribute that holds it. */
function classOf(call: SyntaxNode, text: string, names: ImportedNames, scopes: PythonScopes): KnownClass | undefined {
  const list = call.getChild('ArgList');
  const start = call.name === 'Decorator' ? call.from + 1 : call.from;
  const dotted = list ? text.slice(start, list.from).trim() : '';
  // Anything longer or otherwise shaped is no name.
  const [all, owner, attribute] = /^([\p{L}_][\p{L}\p{N}_]*)(?:\.([\p{L}\p{N}_.]+))?$/u.exec(dotted) ?? [];
  if (all === undefined) return undefined;
  const direct = names.find(dotted, call);
  if (direct) return direct;
  const bound = attribute === undefined ? scopes.lookup(owner!, call) : scopes.attribute(owner!, attribute, call);
  return bound && names.find(text.slice(bound.from, bound.to), call);
}

function definition(
  call: SyntaxNode,
  { type, parameters }: KnownClass,
  text: string,
  scopes: PythonScopes,
): Omit<DefinedMetric, 'file'> | undefined {
  const given = readArguments(call, ['name', 'documentation', ...parameters], text);
  if (!given) return undefined;
  const value = (key: string): PythonValue | 'absent' | undefined => {
    const node = given.get(key);
    return node ? evaluate(node, text, scopes) : 'absent';
  };
  const optionalText = (key: string): string | undefined => {
    const part = value(key);
    if (part === 'absent' || part?.kind === 'none') return '';
    return part?.kind === 'string' ? part.text : undefined;
  };

  const written = value('name');
  const prefix = [optionalText('namespace'), optionalText('subsystem')];
  const unit = optionalText('unit');
  if (written === 'absent' || written?.kind !== 'string') return undefined;
  if (prefix.includes(undefined) || unit === undefined) return undefined;
  // The client refuses units here.
  if (unit && (type === 'info' || type === 'stateset')) return undefined;
  const name = exposedName(type, [...prefix, written.text].filter(Boolean).join('_'), unit);
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) return undefined;

  const labels = readLabels(given.get('labelnames') ?? given.get('labels'), text, scopes);
  const states = type === 'stateset' ? stateLabel(name, value('states')) : undefined;
  const buckets = type === 'histogram' && parameters.includes('labelnames') ? bounds(value('buckets')) : undefined;
  const named = unit || unitOfName(name);
  return {
    name,
    type,
    help: (optionalText('documentation') ?? '').replace(/\s+/g, ' ').trim(),
    labels: [...(labels ?? []), ...(states ? [states] : [])],
    // The labels of an info metric are given when it is set.
    labelsComplete: labels !== undefined && type !== 'info',
    ...(named ? { unit: named } : {}),
    ...(buckets ? { buckets } : {}),
    // The client gives summaries a count and a sum alone.
    ...(type === 'summary' ? { withoutQuantiles: true } : {}),
    span: written.span,
  };
}

/** Arguments by parameter name; undefined where `*…` or `**…` hide some of them. */
export function readArguments(
  call: SyntaxNode,
  parameters: readonly string[],
  text: string,
): ReadonlyMap<string, SyntaxNode> | undefined {
  const list = call.getChild('ArgList');
  if (!list) return undefined;
  const found = new Map<string, SyntaxNode>();
  let position = 0;
  let part: SyntaxNode[] = [];
  const close = (): boolean => {
    const [first, operator, value] = part;
    if (!first) return true;
    if (/^\*\*?$/.test(first.name)) return false;
    if (operator?.name === 'AssignOp' && value) found.set(text.slice(first.from, first.to), value);
    else if (part.length > 1) return false;
    else {
      const parameter = parameters[position++];
      if (parameter !== undefined) found.set(parameter, first);
    }
    part = [];
    return true;
  };
  for (const child of childrenOf(list)) {
    if (child.name === '(') continue;
    if (child.name !== ',' && child.name !== ')') part.push(child);
    else if (!close()) return undefined;
  }
  return close() ? found : undefined;
}

/** The name in the exposition: units are appended once, counters end in `_total`, infos in `_info`. */
function exposedName(type: MetricType, full: string, unit: string): string {
  let name = type === 'counter' && full.endsWith('_total') ? full.slice(0, -'_total'.length) : full;
  if (unit && !name.endsWith(`_${unit}`)) name += `_${unit}`;
  if (type === 'counter') return `${name}_total`;
  if (type === 'info') return `${name}_info`;
  return name;
}

function readLabels(
  node: SyntaxNode | undefined,
  text: string,
  scopes: PythonScopes,
): readonly LabelFact[] | undefined {
  if (!node) return [];
  const value = evaluate(node, text, scopes);
  if (value?.kind === 'none') return [];
  if (value?.kind !== 'list') return undefined;
  const labels: LabelFact[] = [];
  for (const item of value.items) {
    if (item.kind !== 'string' || !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(item.text)) return undefined;
    labels.push({ name: item.text, span: item.span });
  }
  return labels;
}

/** An `Enum` has one series a state, told apart by a label that has the metric's name. */
function stateLabel(name: string, states: PythonValue | 'absent' | undefined): LabelFact {
  const items = states !== 'absent' && states?.kind === 'list' ? states.items : [];
  const values = items.flatMap(item => (item.kind === 'string' ? [item.text] : []));
  return values.length > 0 && values.length === items.length ? { name, values } : { name };
}

function bounds(value: PythonValue | 'absent' | undefined): readonly number[] | undefined {
  if (value === 'absent') return defaultBuckets;
  if (value?.kind !== 'list' || !value.items.every(item => item.kind === 'number')) return undefined;
  return value.items.flatMap(item => (item.kind === 'number' && Number.isFinite(item.number) ? [item.number] : []));
}
