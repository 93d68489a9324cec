// A scenario's YAML tree as data, with what of it cannot be used. Unknown keys and wrong types are told by its key table
// (`schema/scenarioFile.ts`); here is what the table cannot say. Layer: model.

import { secondsOf } from '../../promql/durations';
import { closest } from '../../text/closest';
import type { YamlNode } from '../../yaml/node';
import { follow, getScalar, itemsOf, scalarOf } from '../../yaml/path';
import { metricTypeWords } from '../schema/catalogFile';
import { entriesOf, fieldValue } from '../structure/fields';
import { placeOf, type Report } from '../structure/report';
import { shorten } from '../structure/scalars';
import type { Absence, LabelValues, MetricPart, Restart, Scenario, TargetPart } from './scenario';
import { type On, type Term, type TermName, type TermOption, terms } from './terms';

/** More terms, targets or values than any scenario has. */
const mostItems = 2000;
const day = 86_400_000;

/** Whether a tree has the shape of a scenario. */
export function isScenario(node: YamlNode | undefined): boolean {
  if (!getScalar(node, 'title') || getScalar(node, 'apiVersion') || fieldValue(node, 'groups')) return false;
  if (fieldValue(node, 'about') && itemsOf(fieldValue(node, 'extends')).length > 0) return true;
  return entriesOf(fieldValue(node, 'targets')).some(({ value }) =>
    targetWords.some(name => fieldValue(value, name) !== undefined),
  );
}

/** Keys of a target that other files with titles and targets do not have. */
const targetWords = ['exporter', 'signals', 'restart', 'absent', 'misses'];

/** The scenario of a tree under a name; what cannot be used is left out, and told to `report` where one is given. */
export function readScenario(name: string, root: YamlNode | undefined, report?: Report): Scenario {
  return new ScenarioReader(report).scenario(name, root);
}

class ScenarioReader {
  private left = mostItems;

  constructor(private readonly report: Report | undefined) {}

  scenario(name: string, root: YamlNode | undefined): Scenario {
    const cycle = this.duration(root, 'cycle');
    if (cycle !== undefined && (cycle % day !== 0 || cycle === 0)) {
      this.fail(fieldValue(root, 'cycle'), 'A cycle is one or more whole days, such as `1d` or `14d`.');
    }
    const interval = this.duration(root, 'interval');
    if (interval !== undefined && interval < 1000) {
      this.fail(fieldValue(root, 'interval'), 'Targets are scraped every second at most; write `15s` or `30s`.');
    }
    const targets = this.mapped(fieldValue(root, 'targets'), node => this.target(node));
    this.signals(root, targets);
    return pruned({
      name,
      title: this.text(root, 'title') ?? name,
      about: this.text(root, 'about') ?? '',
      extends: this.texts(fieldValue(root, 'extends')),
      part: this.text(root, 'part') === 'true' || undefined,
      cycle: cycle && cycle % day === 0 ? cycle : undefined,
      interval: interval && interval >= 1000 ? interval : undefined,
      shows: this.duration(root, 'shows'),
      fires: this.texts(fieldValue(root, 'fires')),
      targets,
      kinds: this.mapped(fieldValue(root, 'kinds'), node => this.terms(node)),
    });
  }

  private target(node: YamlNode): TargetPart {
    const field = (name: string): YamlNode | undefined => fieldValue(node, name);
    return pruned({
      exporter: this.text(node, 'exporter'),
      also: this.texts(field('also')),
      job: this.text(node, 'job'),
      count: this.number(node, 'count'),
      instance: this.text(node, 'instance'),
      dimensions: this.mapped(field('dimensions'), value => this.dimension(value)),
      labels: this.mapped(field('labels'), value => this.labelValues(value)),
      targetLabels: this.mapped(field('targetLabels'), value => this.labelValues(value)),
      misses: this.number(node, 'misses'),
      signals: this.mapped(field('signals'), value => this.terms(value)),
      metrics: this.mapped(field('metrics'), value => this.metric(value)),
      down: this.absences(field('down')),
      restart: this.restarts(field('restart')),
      absent: this.absences(field('absent')),
    });
  }

  private metric(node: YamlNode): MetricPart {
    // A list alone is what the value or the rate is made of.
    if (follow(node)?.kind === 'seq') return { value: this.terms(node) };
    const field = (name: string): YamlNode | undefined => fieldValue(node, name);
    const bounds = itemsOf(field('buckets')).map(item => Number(scalarOf(item)?.value));
    return pruned({
      is: metricTypeWords.find(word => word === this.text(node, 'is')),
      unit: this.text(node, 'unit'),
      labels: this.texts(field('labels')),
      buckets: bounds.length > 0 && bounds.every(Number.isFinite) ? bounds.sort((a, b) => a - b) : undefined,
      value: this.optionalTerms(field('value')),
      rate: this.optionalTerms(field('rate')),
      median: this.optionalTerms(field('median')),
      spread: this.number(node, 'spread'),
      split: this.mapped(
        field('split'),
        shares => this.mapped(shares, share => Number(scalarOf(share)?.value) || 0) ?? {},
      ),
      states: this.mapped(field('states'), one => this.mapped(one, text => scalarOf(text)?.value ?? '') ?? {}),
      absent: this.absences(field('absent')),
    });
  }

  private optionalTerms(node: YamlNode | undefined): readonly Term[] | undefined {
    return node && this.terms(node);
  }

  private terms(node: YamlNode): readonly Term[] {
    return itemsOf(node).flatMap(item => this.term(item) ?? []);
  }

  private term(node: YamlNode): Term | undefined {
    if (this.left-- <= 0) return undefined;
    const fields = entriesOf(node);
    const named = fields.filter(({ name }) => Object.hasOwn(terms, name));
    const [first, second] = named;
    if (!first) {
      if (follow(node)?.kind === 'map') {
        const [other] = fields;
        const meant = other && closest(other.name, Object.keys(terms));
        // The table has told an unknown key already.
        if (!other || !meant) this.fail(node, `Say what the term does: ${Object.keys(terms).join(', ')}.`);
      }
      return undefined;
    }
    if (second) {
      this.fail(second.key, `A term does one thing: write \`${second.name}\` as an item of its own.`);
      return undefined;
    }
    const name = first.name as TermName;
    const row = terms[name];
    for (const { name: option, key } of fields) {
      if (option === name || !isOption(option) || row.options.includes(option)) continue;
      this.fail(key, `\`${name}\` has no \`${option}\`; it takes ${row.options.map(one => `\`${one}\``).join(', ')}.`);
    }
    const missing = row.needs?.find(option => !fields.some(field => field.name === option));
    if (missing) {
      this.fail(first.key, `\`${name}\` needs \`${missing}\`.`);
      return undefined;
    }
    const written = scalarOf(first.value)?.value ?? '';
    const by = row.takes === 'signal' ? 1 : row.takes === 'duration' ? this.milliseconds(first.value) : Number(written);
    if (by === undefined || !Number.isFinite(by)) return undefined;
    const time = (option: string): number | undefined => this.duration(node, option);
    return pruned({
      term: name,
      by,
      signal: row.takes === 'signal' ? written : undefined,
      times: this.number(node, 'times'),
      every: time('every') || undefined,
      at: time('at'),
      width: time('width') || undefined,
      from: time('from'),
      to: time('to'),
      until: time('until'),
      over: time('over'),
      back: time('back'),
      on: this.on(fieldValue(node, 'on')),
    });
  }

  /** Signals that nobody defines are the business of who puts scenarios together; here only those that follow themselves. */
  private signals(root: YamlNode | undefined, targets: Scenario['targets']): void {
    for (const { name, value } of entriesOf(fieldValue(root, 'targets'))) {
      const signals = targets?.[name]?.signals ?? {};
      for (const { name: signal, key } of entriesOf(fieldValue(value, 'signals'))) {
        const round = cycleFrom(signal, one => (signals[one] ?? []).flatMap(term => term.signal ?? []));
        if (round)
          this.fail(key, `The signal \`${shorten(signal)}\` follows itself: ${round.map(shorten).join(' → ')}.`);
      }
    }
  }

  private absences(node: YamlNode | undefined): readonly Absence[] | undefined {
    if (!node) return undefined;
    return itemsOf(node).map(item =>
      pruned({
        from: this.duration(item, 'from'),
        to: this.duration(item, 'to'),
        on: this.on(fieldValue(item, 'on')),
        except: this.texts(fieldValue(item, 'except')),
      }),
    );
  }

  private restarts(node: YamlNode | undefined): readonly Restart[] | undefined {
    if (!node) return undefined;
    return itemsOf(node).map(item =>
      pruned({
        at: this.duration(item, 'at') ?? 0,
        takes: this.duration(item, 'takes'),
        each: this.duration(item, 'each'),
        on: this.on(fieldValue(item, 'on')),
      }),
    );
  }

  private on(node: YamlNode | undefined): On | undefined {
    return this.mapped(node, value => {
      const one = scalarOf(value)?.value;
      return one === undefined ? (this.texts(value) ?? []) : [one];
    });
  }

  private labelValues(node: YamlNode): LabelValues {
    return scalarOf(node)?.value ?? this.texts(node) ?? '';
  }

  /** A number of devices, which are counted from 0, or their names. */
  private dimension(node: YamlNode): LabelValues {
    const written = scalarOf(node)?.value;
    if (written === undefined) return this.texts(node) ?? [];
    const count = /^\d{1,3}$/.test(written) ? Number(written) : 0;
    if (count === 0 || count > 256) this.fail(node, 'Write how many there are, from 1 to 256, or a list of names.');
    return Array.from({ length: Math.min(count, 256) }, (_, i) => String(i));
  }

  private mapped<T>(node: YamlNode | undefined, read: (value: YamlNode) => T): Readonly<Record<string, T>> | undefined {
    if (follow(node)?.kind !== 'map') return undefined;
    return Object.fromEntries(
      entriesOf(node)
        .slice(0, mostItems)
        .map(({ name, value }) => [name, read(value)]),
    );
  }

  private texts(node: YamlNode | undefined): readonly string[] | undefined {
    return follow(node)?.kind === 'seq' ? itemsOf(node).flatMap(item => scalarOf(item)?.value ?? []) : undefined;
  }

  private text(node: YamlNode | undefined, name: string): string | undefined {
    return getScalar(node, name)?.value;
  }

  private number(node: YamlNode | undefined, name: string): number | undefined {
    const value = Number(this.text(node, name));
    return this.text(node, name) !== undefined && Number.isFinite(value) ? value : undefined;
  }

  private duration(node: YamlNode | undefined, name: string): number | undefined {
    const value = getScalar(node, name);
    return value && this.milliseconds(value);
  }

  private milliseconds(node: YamlNode): number | undefined {
    const seconds = secondsOf(scalarOf(node)?.value);
    return seconds === undefined ? undefined : seconds * 1000;
  }

  private fail(at: YamlNode | undefined, message: string): void {
    if (at) this.report?.warning('invalid-value', placeOf(at, at), message);
  }
}

/** A way from `start` back to itself, or undefined. */
export function cycleFrom(start: string, next: (name: string) => readonly string[]): readonly string[] | undefined {
  const seen = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    for (const other of next(name)) {
      if (other === start) return [...path, other];
      if (seen.has(other)) continue;
      seen.add(other);
      const found = visit(other, [...path, other]);
      if (found) return found;
    }
    return undefined;
  };
  return visit(start, [start]);
}

function isOption(name: string): name is TermOption {
  return ['times', 'every', 'at', 'width', 'from', 'to', 'until', 'over', 'back', 'on'].includes(name);
}

/** An object without the keys that are undefined. */
function pruned<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
