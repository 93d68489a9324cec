// Names in a scenario that nothing has: they would change nothing, and the simulation would show something else than its author
// meant. Each is told at its place, with the name that is near. Layer: datasource (pure).

import type { Catalog } from '../../catalog/schema';
import { cycleFrom, readScenario } from '../../model/scenario/readScenario';
import type { LabelValues, MetricPart, TargetPart } from '../../model/scenario/scenario';
import { entriesOf, fieldValue } from '../../model/structure/fields';
import { placeOf } from '../../model/structure/report';
import { shorten } from '../../model/structure/scalars';
import { closest } from '../../text/closest';
import type { Span } from '../../text/span';
import type { YamlNode } from '../../yaml/node';
import { follow, itemsOf, scalarOf } from '../../yaml/path';
import { own } from './families';
import { metricKinds } from './generic';
import { createScenarios, type ScenarioSet, type WholeScenario } from './scenarios';
import { jobOf } from './targets';

export interface NameProblem extends Span {
  readonly message: string;
}

/** What a target has with all that its scenario builds on. */
interface Known {
  readonly name: string;
  readonly part: TargetPart;
  /** Names of its signals. */
  readonly signals: readonly string[];
  /** Values of the labels by which events may be chosen; undefined for those whose values are made. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string> | undefined>;
}

/** The names of a scenario's tree that are none: `name` is its own, `others` are those that it may build on. */
export function scenarioNameProblems(
  name: string,
  root: YamlNode | undefined,
  others: ScenarioSet,
  catalog: Catalog,
): readonly NameProblem[] {
  const checker = new NameChecker(catalog);
  checker.scenario(name, root, others);
  return checker.problems.sort((a, b) => a.from - b.from);
}

class NameChecker {
  readonly problems: NameProblem[] = [];

  constructor(private readonly catalog: Catalog) {}

  scenario(name: string, root: YamlNode | undefined, others: ScenarioSet): void {
    const scenario = readScenario(name, root);
    const set = createScenarios([...others.all().filter(one => one.name !== name), scenario]);
    const whole = set.get(name);
    for (const item of itemsOf(fieldValue(root, 'extends'))) {
      const base = scalarOf(item)?.value;
      if (base === undefined) continue;
      const names = set.all().map(one => one.name);
      if (!names.includes(base)) this.fail(item, `There is no scenario \`${shorten(base)}\``, base, names);
      else {
        const round = cycleFrom(name, one => set.ownPart(one)?.extends ?? []);
        const found = base === name || round?.[1] === base ? whole : set.get(base);
        if (typeof found === 'string') this.tell(item, found);
      }
    }
    if (typeof whole === 'string') return;
    this.kinds(fieldValue(root, 'kinds'), whole);
    const bases = (scenario.extends ?? []).flatMap(base => {
      const found = set.get(base);
      return typeof found === 'string' ? [] : [found];
    });
    const before = bases.flatMap(({ targets }) => Object.keys(targets));
    for (const { name: target, key, value } of entriesOf(fieldValue(root, 'targets'))) {
      const part = own(whole.targets, target);
      if (!part) continue;
      const isNew = !before.includes(target) && target !== 'other' && !part.exporter && !part.also;
      const metrics = Object.values(part.metrics ?? {});
      if (isNew && (metrics.length === 0 || (closest(target, before) && !metrics.some(({ is }) => is)))) {
        this.fail(key, `\`${shorten(target)}\` is a new target and says of no metric what it is`, target, before);
        continue;
      }
      this.target(knownOf(target, part, whole), value);
      const inBases = bases.flatMap(({ targets }) => Object.keys(own(targets, target)?.signals ?? {}));
      this.unused(fieldValue(value, 'signals'), part, inBases);
    }
  }

  /** New signals that nothing follows. */
  private unused(node: YamlNode | undefined, part: TargetPart, before: readonly string[]): void {
    const lists = [
      ...Object.values(part.signals ?? {}),
      ...Object.values(part.metrics ?? {}).flatMap(({ value = [], rate = [], median = [] }) => [value, rate, median]),
    ];
    const followed = new Set(lists.flat().map(({ signal }) => signal));
    for (const { name, key } of entriesOf(node)) {
      if (followed.has(name) || before.includes(name)) continue;
      this.fail(key, `Nothing follows the signal \`${shorten(name)}\``, name, before);
    }
  }

  private kinds(node: YamlNode | undefined, { targets }: WholeScenario): void {
    const signals = Object.values(targets).flatMap(target => Object.keys(target.signals ?? {}));
    for (const { name, key, value } of entriesOf(node)) {
      const isKind = (metricKinds as readonly string[]).includes(name);
      if (!isKind) this.fail(key, `No metric is of the kind \`${shorten(name)}\``, name, metricKinds);
      this.terms(value, { name: '', part: {}, signals, labels: new Map() }, undefined);
    }
  }

  private target(known: Known, node: YamlNode): void {
    const exporters = this.catalog.exporters().map(({ id }) => id);
    for (const item of [fieldValue(node, 'exporter'), ...itemsOf(fieldValue(node, 'also'))]) {
      const id = scalarOf(item)?.value;
      if (id === undefined || exporters.includes(id)) continue;
      this.fail(item!, `The catalogue has no exporter \`${shorten(id)}\``, id, exporters);
    }
    const { part } = known;
    for (const { name, key, value } of entriesOf(fieldValue(node, 'signals'))) {
      this.terms(value, known, labelsOfDevice(known));
      const follows = (of: TargetPart['signals']) => (one: string) =>
        (own(of, one) ?? []).flatMap(term => term.signal ?? []);
      const round = cycleFrom(name, follows(part.signals));
      // Within the file it is told already.
      const within = entriesOf(fieldValue(node, 'signals')).map(one => one.name);
      if (round && !round.every(one => within.includes(one))) {
        this.tell(key, `The signal \`${shorten(name)}\` follows itself: ${round.map(shorten).join(' → ')}.`);
      }
    }
    for (const { name, key, value } of entriesOf(fieldValue(node, 'metrics'))) this.metric(known, name, key, value);
    for (const event of ['down', 'restart']) {
      for (const item of itemsOf(fieldValue(node, event)))
        this.on(fieldValue(item, 'on'), known, instanceLabels(known));
    }
    for (const item of itemsOf(fieldValue(node, 'absent'))) {
      for (const metric of itemsOf(fieldValue(item, 'except'))) {
        const name = scalarOf(metric)?.value;
        if (name !== undefined && name !== 'up' && !this.has(known, name)) this.unknownMetric(metric, known, name);
      }
    }
  }

  private metric(known: Known, name: string, key: YamlNode, node: YamlNode): void {
    const part: MetricPart = own(known.part.metrics, name) ?? {};
    if (!part.is && !this.has(known, name)) this.unknownMetric(key, known, name);
    const fact = this.catalog.find(name)?.metric ?? this.catalog.find(`${name}_bucket`)?.metric;
    const ofMetric = new Map(known.labels);
    for (const label of part.labels ?? []) if (!ofMetric.has(label)) ofMetric.set(label, undefined);
    for (const { name: label, values } of fact?.labels ?? []) {
      if (!ofMetric.has(label)) ofMetric.set(label, values && new Set(values));
    }
    // What is split has just these values.
    for (const [label, shares] of Object.entries(part.split ?? {})) ofMetric.set(label, new Set(Object.keys(shares)));
    const labels = fact?.labelsComplete || part.is ? ofMetric : undefined;
    if (labels && fact) {
      const written = fact.labels.map(one => one.name).concat(part.labels ?? []);
      for (const { name: label, key: at } of entriesOf(fieldValue(node, 'split'))) {
        if (written.includes(label)) continue;
        this.fail(at, `\`${shorten(name)}\` has no label \`${shorten(label)}\``, label, written);
      }
    }
    for (const list of follow(node)?.kind === 'seq'
      ? [node]
      : ['value', 'rate', 'median'].map(one => fieldValue(node, one))) {
      this.terms(list, known, labels);
    }
  }

  /** Whether a target shows a metric: its exporters do, or what it builds on says what it is. */
  private has({ part }: Known, name: string): boolean {
    if (own(part.metrics, name)?.is) return true;
    const ids = [part.exporter, ...(part.also ?? [])];
    const hit = this.catalog.find(name) ?? this.catalog.find(`${name}_bucket`);
    // A metric without an exporter is one of the workspace's own code.
    return hit !== undefined && (!hit.exporter || ids.includes(hit.exporter.id));
  }

  private unknownMetric(at: YamlNode, { name: target, part }: Known, name: string): void {
    const ids = [part.exporter, ...(part.also ?? [])].flatMap(id => id ?? []);
    const names = [
      ...Object.entries(part.metrics ?? {}).flatMap(([one, { is }]) => (is ? one : [])),
      ...this.catalog.exporters().flatMap(({ id, metrics }) => (ids.includes(id) ? metrics.map(one => one.name) : [])),
    ];
    // A program of one's own may have metrics that need no more than a value.
    if (part.exporter === undefined && closest(name, names) === undefined) return;
    const more = '; if it is one of your own, say with `is` what it is';
    this.fail(at, `\`${shorten(target)}\` has no metric \`${shorten(name)}\``, name, names, more);
  }

  /** The signals and labels of a list of terms; `labels` are those that may be chosen by, undefined where any may be. */
  private terms(node: YamlNode | undefined, known: Known, labels: Known['labels'] | undefined): void {
    for (const item of itemsOf(node)) {
      for (const word of ['signal', 'scale']) {
        const value = fieldValue(item, word);
        const signal = scalarOf(value)?.value;
        if (signal === undefined || known.signals.includes(signal)) continue;
        const whose = known.name === '' ? 'No target has a' : `\`${shorten(known.name)}\` has no`;
        this.fail(value!, `${whose} signal \`${shorten(signal)}\``, signal, known.signals);
      }
      this.on(fieldValue(item, 'on'), known, labels);
    }
  }

  private on(node: YamlNode | undefined, { name: target }: Known, labels: Known['labels'] | undefined): void {
    if (!labels) return;
    for (const { name, key, value } of entriesOf(node)) {
      if (name.startsWith('exported_')) continue;
      if (!labels.has(name)) {
        this.fail(key, `No series of \`${shorten(target)}\` has a label \`${shorten(name)}\` here`, name, [
          ...labels.keys(),
        ]);
        continue;
      }
      const values = labels.get(name);
      if (!values) continue;
      for (const item of scalarOf(value)?.value === undefined ? itemsOf(value) : [value]) {
        const one = scalarOf(item)?.value;
        if (one === undefined || values.has(one)) continue;
        this.fail(item, `No series of \`${shorten(target)}\` has \`${shorten(one)}\` in \`${shorten(name)}\``, one, [
          ...values,
        ]);
      }
    }
  }

  private fail(at: YamlNode, what: string, name: string, names: readonly string[], more = ''): void {
    const near = closest(name, names);
    const few = [...new Set(names)].slice(0, 12).map(one => `\`${shorten(one)}\``);
    const known = few.length > 0 && names.length <= 12 ? `; known are ${few.join(', ')}` : '';
    this.tell(
      at,
      `${what}${near === undefined ? known : `; did you mean \`${near}\`?`}${near === undefined ? `${more}.` : ''}`,
    );
  }

  private tell(at: YamlNode, message: string): void {
    this.problems.push({ ...placeOf(at, at), message });
  }
}

/** What events of a target may be about, by its own words and those of what it builds on. */
function knownOf(name: string, part: TargetPart, { cycle, interval }: WholeScenario): Known {
  const labels = new Map<string, Set<string> | undefined>();
  const add = (label: string, value: string): void => {
    const values = labels.has(label) ? labels.get(label) : new Set<string>();
    labels.set(label, values?.add(value));
  };
  const job = jobOf(part.job ?? name, part, { cycle, interval, origin: 0, seed: 1 });
  for (const { known } of job.instances) for (const [label, value] of Object.entries(known)) add(label, value);
  // Made from a device or by chance.
  for (const [label, value] of Object.entries(part.labels ?? {})) if (isMade(value, part)) labels.set(label, undefined);
  for (const [label, values] of Object.entries(part.dimensions ?? {})) {
    labels.delete(label);
    for (const value of typeof values === 'string' ? [values] : values) add(label, value);
  }
  return { name, part, signals: Object.keys(part.signals ?? {}), labels };
}

function isMade(value: LabelValues, { dimensions = {} }: TargetPart): boolean {
  if (typeof value !== 'string') return Object.keys(dimensions).length > 0;
  return /\{(?!n\})\w+\}/.test(value);
}

/** Those that a signal of a device is told: of a list in the turn of the devices it has none. */
function labelsOfDevice({ part, labels }: Known): Known['labels'] {
  const hasDevices = Object.keys(part.dimensions ?? {}).length > 0;
  return new Map([...labels].filter(([name]) => !hasDevices || typeof own(part.labels, name) !== 'object'));
}

/** Without those of its devices. */
function instanceLabels({ part, labels }: Known): Known['labels'] {
  return new Map([...labels].filter(([name]) => own(part.dimensions, name) === undefined));
}
