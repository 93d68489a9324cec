// The catalogue's YAML format: reads it, refuses whatever is not in the format, packs it for the server.
// `server/catalog/README.md` describes the format to people; this file is its law. Longer than usual: one key after the other.
import { isMap, parseDocument } from 'yaml';
import {
  labelMarks,
  metricTypes,
  type PackedCode,
  type PackedCodes,
  type PackedExporter,
  type PackedExtra,
  type PackedLabel,
  type PackedMetric,
} from '../../server/src/catalog/load';
import type { MetricType } from '../../server/src/catalog/schema';
import { Reader, type Values } from './reader';
import { cut } from './text';

/** All that is wrong with the catalogue, one line each. */
export class CatalogError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export interface CatalogFile {
  readonly name: string;
  readonly text: string;
}

const units = new Set(
  (
    'count ratio percent basis_points hours days seconds milliseconds microseconds nanoseconds minutes bytes KiB MiB GiB kB MB ' +
    'bytes/second KB/second MB/second bits/second MiB/second celsius volts millivolts amperes watts milliwatts ' +
    'GB KB GB/second GT/second Mbit/second operations/second milliwatts/second joules millijoules microjoules hertz kHz MHz rpm requests tokens tokens/second packets cycles ' +
    'operations pages blocks sectors files inodes connections processes threads errors events decibels entropy_bits'
  ).split(' '),
);

/** Compiles all files of the catalogue; throws a `CatalogError` with every problem found. */
export function compileCatalog(files: readonly CatalogFile[]): {
  readonly exporters: readonly PackedExporter[];
  readonly codes: readonly PackedCodes[];
} {
  const problems: string[] = [];
  const exporters: PackedExporter[] = [];
  const codes = new Map<string, PackedCode[]>();
  const codeMetrics = new Map<string, string[]>();
  const owner = new Map<string, string>();
  const references: { readonly where: string; readonly name: string }[] = [];
  for (const file of files) {
    const id = file.name.replace(/\.yaml$/, '');
    const document = parseDocument(file.text, { uniqueKeys: true, merge: false });
    for (const error of document.errors) problems.push(`${file.name}: ${error.message.split('\n')[0]}`);
    if (document.errors.length > 0) continue;
    if (!isMap(document.contents)) {
      problems.push(`${file.name}: must be a mapping`);
      continue;
    }
    const reader = new Reader(document.toJS({ maxAliasCount: -1 }), file.name, problems);
    if (reader.has('codes')) codes.set(id, compileCodes(reader));
    else exporters.push(compileExporter(id, reader, { owner, references, codeMetrics }));
  }
  for (const { where, name } of references) {
    if (!owner.has(name)) problems.push(`${where}: refers to ${name}, which is not in the catalogue`);
  }
  for (const [list, metrics] of codeMetrics) {
    if (!codes.has(list)) problems.push(`${list}.yaml: no such list of codes, named by ${metrics.join(', ')}`);
  }
  if (problems.length > 0) throw new CatalogError(problems);
  return {
    exporters,
    codes: [...codes].map(([list, rows]) => ({ metrics: codeMetrics.get(list) ?? [], codes: rows })),
  };
}

interface Shared {
  readonly owner: Map<string, string>;
  readonly references: { readonly where: string; readonly name: string }[];
  readonly codeMetrics: Map<string, string[]>;
}

function compileExporter(id: string, file: Reader, shared: Shared): PackedExporter {
  const labels = new Table<PackedLabel>();
  const sets = new Table<readonly number[]>();
  const caveats = new Table<string>();
  const buckets = new Table<readonly number[]>();
  const metrics: PackedMetric[] = [];

  const title = file.text('title');
  const source = file.text('source');
  const port = file.number('port');
  const jobHints = file.list('jobHints');
  const versioned = file.optionalText('versioned');
  const whole = file.list('whole');
  const images = file.list('images');
  const sampledEvery = file.number('sampledEvery');
  const mirrors = file.flag('mirrors');
  const configured = file.flag('configured');
  const texts = file.list('texts');
  const labelFacts = new Map<string, Values>();
  for (const [name, fact] of file.map('labels')) {
    labelFacts.set(name, typeof fact === 'string' ? { help: fact } : (fact as Values));
  }
  const setNames = new Map(file.map('sets') as Iterable<[string, readonly string[]]>);
  const bucketNames = new Map(file.map('buckets') as Iterable<[string, readonly number[]]>);
  const caveatNames = new Map(file.map('caveats') as Iterable<[string, string]>);
  const defaults = file.values('defaults');
  const usedLabels = new Set<string>();

  const packLabel = (written: string, where: string): number => {
    const optional = written.endsWith('?');
    const name = optional ? written.slice(0, -1) : written;
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) file.fail(`${where}: ${written} is no label name`);
    usedLabels.add(name);
    const fact = new Reader(labelFacts.get(name) ?? {}, `${file.where}: label ${name}`, file.problems);
    // Labels of one name may mean different things in one file; then each has a key of its own and says its name.
    const realName = fact.optionalText('name') ?? name;
    const help = fact.optionalText('help');
    const values = fact.list('values');
    const marks = Object.fromEntries(labelMarks.flatMap(mark => (fact.flag(mark) ? [[mark, true]] : [])));
    fact.finish();
    const rest = Object.keys(marks).length > 0 ? marks : undefined;
    return labels.add(cut<PackedLabel>([realName, optional ? 1 : 0, help ?? '', values ?? 0, rest]));
  };
  const packSet = (written: unknown, added: readonly string[], where: string): number => {
    const named = typeof written === 'string' ? setNames.get(written) : (written as readonly string[] | undefined);
    if (!named) file.fail(`${where}: no label set ${String(written)}`);
    return sets.add([...(named ?? []), ...added].map(label => packLabel(label, where)));
  };
  const packBuckets = (written: unknown, where: string): number => {
    const bounds = typeof written === 'string' ? bucketNames.get(written) : (written as readonly number[]);
    if (!bounds) file.fail(`${where}: no buckets ${String(written)}`);
    const list = bounds ?? [];
    if (list.some((bound, i) => typeof bound !== 'number' || (i > 0 && bound <= list[i - 1]!))) {
      file.fail(`${where}: bucket bounds must be rising numbers`);
    }
    return buckets.add(list);
  };
  const own = (name: string, where: string): void => {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) file.fail(`${where}: no metric name`);
    const before = shared.owner.get(name);
    if (before) file.fail(`${where}: is in ${before}, too`);
    else shared.owner.set(name, file.where);
  };

  const addMetric = (name: string, group: Reader, entry: Reader): void => {
    const where = `${file.where}: ${name}`;
    own(name, where);
    const { type, unit, inferred } = entry.typeAndUnit(where, metricTypes, units);
    const inherited = <T>(read: (reader: Reader) => T | undefined): T | undefined => {
      const ofGroup = read(group);
      return read(entry) ?? ofGroup;
    };
    const extra: Record<string, unknown> = {};
    const put = (key: keyof PackedExtra, value: unknown): void => {
      if (value !== undefined) extra[key] = value;
    };
    const generic = inherited(reader => reader.flag('generic'));
    const allInferred = inherited(reader => reader.flag('inferred'));
    put('typeInferred', inferred || allInferred ? true : undefined);
    const complete = inherited(reader => reader.flag('complete'));
    put('labelsComplete', generic || complete === false ? false : undefined);
    put('generic', generic || undefined);
    put('enabledByDefault', inherited(reader => reader.flag('enabled')) === false ? false : undefined);
    put(
      'range',
      inherited(reader => reader.range('range')),
    );
    put(
      'reach',
      inherited(reader => reader.span('reach')),
    );
    for (const key of ['since', 'removedIn'] as const) {
      put(
        key,
        inherited(reader => reader.version(key)),
      );
    }
    put('replacedWhere', entry.optionalText('replacedWhere'));
    put(
      'valueIs',
      inherited(reader => reader.oneOf('valueIs', ['code', 'bitmask', 'timestamp', 'flag', 'info'])),
    );
    put('lifetime', entry.oneOf('lifetime', ['device', 'driver']));
    put('unordered', entry.flag('unordered') || undefined);
    put('shared', entry.flag('shared') || undefined);
    put('latest', entry.flag('latest') || undefined);
    put('fromFirst', entry.flag('fromFirst') || undefined);
    put('states', entry.texts('states'));
    for (const key of ['select', 'outcome', 'stateIn', 'wholeOver'] as const) put(key, entry.optionalText(key));
    const counts = entry.texts('counts');
    if (counts) shared.references.push({ where, name: counts['instead'] ?? '' });
    put('counts', counts);
    put('declaredType', entry.oneOf('declaredType', metricTypes));
    put('role', entry.role('role'));
    for (const key of ['replacedBy', 'otherName', 'encoded', 'onInstead', 'deviceOnly'] as const) {
      const other = entry.optionalText(key);
      put(key, other);
      if (other) shared.references.push({ where, name: other });
    }
    const notes = [...group.list('caveats', []), ...entry.list('caveats', [])].map(
      note => caveatNames.get(note) ?? note,
    );
    for (const note of notes) if (!isSentence(note)) file.fail(`${where}: caveat is no sentence: ${note}`);
    if (notes.length > 0) extra['c'] = notes.map(note => caveats.add(note));
    const bounds = type === 'histogram' ? inherited(reader => reader.any('buckets')) : entry.any('buckets');
    if (bounds !== undefined) extra['b'] = packBuckets(bounds, where);
    if (bounds !== undefined && type !== 'histogram') file.fail(`${where}: buckets on a ${type}`);
    const codeList = entry.optionalText('codes');
    const renamed = entry.values('renamed');
    const set = packSet(inherited(reader => reader.any('labels')) ?? [], entry.list('addLabels', []), where);
    const help = entry.optionalText('help') ?? '';
    if (help && !isSentence(help)) file.fail(`${where}: help is no sentence: ${help}`);
    entry.finish();

    const pack = (packedName: string, packedExtra: Record<string, unknown>): void => {
      const rest = Object.keys(packedExtra).length > 0 ? packedExtra : undefined;
      metrics.push(cut<PackedMetric>([packedName, metricTypes.indexOf(type), help, set, unit ?? 0, rest]));
      if (codeList) shared.codeMetrics.set(codeList, [...(shared.codeMetrics.get(codeList) ?? []), packedName]);
    };
    if (!renamed) {
      pack(name, extra);
      return;
    }
    const to = new Reader(renamed, `${where}: renamed`, file.problems);
    const newName = to.text('to');
    const since = to.version('in');
    to.finish();
    own(newName, `${file.where}: ${newName}`);
    pack(name, { ...extra, otherName: newName });
    // The new name stands in no shipped configuration, so what type it is given there is not known.
    const { declaredType: _, ...same } = extra;
    pack(newName, { ...same, typeInferred: true, enabledByDefault: false, since, otherName: name });
  };

  /** Old names: each is the metric that took its place, as far as nothing else is said. */
  const addGone = (gone: Reader): void => {
    const removedIn = gone.version('removedIn');
    // Where labels were named otherwise in those days they are given, else they are the successor's.
    const ownLabels = gone.has('labels') ? packSet(gone.list('labels', []), [], gone.where) : undefined;
    for (const [name, written] of gone.map('metrics')) {
      const where = `${gone.where}: ${name}`;
      own(name, where);
      const entry = new Reader(
        typeof written === 'string' ? { by: written } : (written as Values),
        where,
        file.problems,
      );
      const by = entry.text('by');
      const unit = entry.optionalText('unit');
      if (unit !== undefined && !units.has(unit)) file.fail(`${where}: ${unit} is no known unit`);
      const replacedWhere = entry.optionalText('where');
      const differs = entry.flag('differs');
      entry.finish();
      const successor = metrics.find(([known]) => known === by);
      if (!successor) file.fail(`${where}: refers to ${by}, which is not in this file`);
      const [, type = 1, , set = 0, sameUnit, extra] = successor ?? [];
      const typeInferred = extra?.typeInferred ? { typeInferred: true } : {};
      const valueIs = differs ? undefined : extra?.valueIs;
      const rest = { labelsComplete: false, ...typeInferred, removedIn, replacedBy: by, replacedWhere, valueIs };
      metrics.push([name, type, `Old name of \`${by}\`.`, ownLabels ?? set, unit ?? sameUnit ?? 0, rest]);
    }
    gone.finish();
  };

  for (const [at, values] of file.records('groups').entries()) {
    const group = new Reader({ ...defaults, ...values }, `${file.where}: group ${at + 1}`, file.problems);
    for (const [name, entry] of group.map('metrics')) {
      addMetric(name, group, Reader.ofMetric(entry, `${file.where}: ${name}`, file.problems));
    }
    group.finish();
  }
  for (const [at, values] of (file.has('gone') ? file.records('gone') : []).entries()) {
    addGone(new Reader(values, `${file.where}: gone ${at + 1}`, file.problems));
  }
  file.finish();
  for (const name of labelFacts.keys()) {
    if (!usedLabels.has(name)) file.fail(`${file.where}: label ${name} is described and never used`);
  }
  return {
    id,
    title,
    source,
    ...(port !== undefined ? { port } : {}),
    ...(jobHints ? { jobHints } : {}),
    ...(mirrors ? { mirrors } : {}),
    ...(configured ? { configured } : {}),
    ...(texts ? { texts } : {}),
    ...(versioned ? { versioned } : {}),
    ...(whole ? { whole } : {}),
    ...(images ? { images } : {}),
    ...(sampledEvery !== undefined ? { sampledEvery } : {}),
    labels: labels.rows,
    sets: sets.rows,
    caveats: caveats.rows,
    buckets: buckets.rows,
    metrics,
  };
}

function compileCodes(file: Reader): PackedCode[] {
  const severities = ['critical', 'warning', 'application', 'info', 'unused', 'unknown'] as const;
  file.text('title');
  file.text('source');
  const rows: PackedCode[] = [];
  for (const [key, values] of file.map('codes')) {
    const where = `${file.where}: code ${key}`;
    const code = new Reader(values as Values, where, file.problems);
    const number = Number(key);
    if (!Number.isInteger(number)) file.fail(`${where}: no number`);
    const title = code.text('title');
    const help = code.text('help');
    if (!isSentence(help)) file.fail(`${where}: help is no sentence: ${help}`);
    const severity = code.oneOf('severity', severities) ?? 'unknown';
    const action = code.optionalText('action');
    code.finish();
    rows.push(action ? [number, title, help, severity, action] : [number, title, help, severity]);
  }
  file.finish();
  return rows.sort((a, b) => a[0] - b[0]);
}

/** Rows without repetition, addressed by index. */
class Table<T> {
  readonly rows: T[] = [];
  private readonly index = new Map<string, number>();
  add(row: T): number {
    const key = JSON.stringify(row);
    const known = this.index.get(key);
    if (known !== undefined) return known;
    this.index.set(key, this.rows.length);
    return this.rows.push(row) - 1;
  }
}

/** Starts like a sentence, ends like one, fits a tooltip. */
function isSentence(text: string): boolean {
  return /^[A-Z0-9`(]/.test(text) && text.endsWith('.') && text.length <= 240 && !/\s\s|\n/.test(text);
}

export type { MetricType };
