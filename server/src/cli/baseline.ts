// A baseline: the findings that a repository has today, so that only new ones are reported and count. Layer: cli.
//
// Errors are never in it, as nothing silences them: the target refuses the file. What a finding is recognised by does not change
// when lines move; a file that was renamed keeps its entries.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { checkFailed } from '../checks/run/collector';
import { readNamed, reasonOf } from '../files/read';
import { UsageError } from './args';
import { digestOf } from './digest';
import { identitiesOf } from './identity';
import type { FileReport } from './reporters/report';

/** What is recognised of a finding, and how many there are alike. */
interface Entry {
  /** From the folder of the baseline, with slashes. */
  readonly file: string;
  readonly check: string;
  /** The alert, receiver or other thing by name in which it stands. */
  readonly in: string;
  readonly text: string;
  readonly count: number;
}

export interface Baseline {
  /** The file that it is kept in. */
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** What is left of some reports behind a baseline. */
export interface Compared {
  readonly reports: readonly FileReport[];
  /** The number of findings that are in the baseline. */
  readonly known: number;
  /** Entries of judged or vanished files that nothing was found for, with their numbers. */
  readonly stale: readonly Entry[];
}

const sizeLimit = 64 * 1024 * 1024;

/** Reads a baseline; throws a `UsageError` where there is none or it cannot be read as one. */
export function readBaseline(name: string): Baseline {
  const { bytes, reason } = readNamed(name, sizeLimit);
  if (!bytes) throw new UsageError(`cannot read the baseline ${name}: ${reason}; --write-baseline ${name} makes one`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new UsageError(`${name} is no baseline: not JSON`);
  }
  const { version, findings } = (value ?? {}) as { readonly version?: unknown; readonly findings?: unknown };
  if (version !== 1 || !Array.isArray(findings) || !findings.every(isEntry)) {
    throw new UsageError(`${name} is no baseline of this version; write it again with --write-baseline ${name}`);
  }
  return { name, entries: findings };
}

/** The baseline that some reports make; errors are left out. */
export function baselineOf(name: string, reports: readonly FileReport[]): Baseline {
  const counts = new Map<string, Entry>();
  for (const report of reports) {
    for (const { entry, canStand } of entriesOf(name, report)) {
      if (!canStand) continue;
      const key = keyOf(entry);
      counts.set(key, { ...entry, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  const entries = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return { name, entries };
}

/** Writes a baseline in one step, one finding a line. Throws a `UsageError` where that is not possible. */
export function writeBaseline({ name, entries }: Baseline): void {
  const lines = entries.map(entry => `  ${JSON.stringify(entry)}`).join(',\n');
  const text = `{ "version": 1, "findings": [${lines === '' ? '' : `\n${lines}\n`}] }\n`;
  try {
    const file = fs.existsSync(name) ? fs.realpathSync(name) : name;
    const fresh = `${file}.${process.pid}.tmp`;
    fs.writeFileSync(fresh, text, { flag: 'wx' });
    fs.renameSync(fresh, file);
  } catch (error) {
    throw new UsageError(`cannot write the baseline ${name}: ${reasonOf(error)}`);
  }
}

/** Takes out of some reports what is in a baseline. */
export function compare(baseline: Baseline, reports: readonly FileReport[]): Compared {
  const left = new Map(baseline.entries.map(entry => [keyOf(entry), { entry, count: entry.count }]));
  const take = (key: string): boolean => {
    const found = left.get(key);
    if (!found || found.count === 0) return false;
    found.count--;
    return true;
  };
  const own = reports.map(report => entriesOf(baseline.name, report).map(one => ({ ...one, isKnown: false })));
  for (const one of own.flat()) if (one.canStand) one.isKnown = take(keyOf(one.entry));
  // Entries of files that are gone stand for the same findings of a file that has none of its own.
  const judged = new Set(reports.map(report => fileOf(baseline.name, report.path)));
  const folder = path.dirname(baseline.name);
  const isGone = ({ file }: Entry): boolean => !judged.has(file) && !fs.existsSync(path.resolve(folder, file));
  const moved = new Map<string, { readonly entry: Entry; count: number }[]>();
  for (const one of left.values()) {
    if (one.count === 0 || !isGone(one.entry)) continue;
    const key = keyOf({ ...one.entry, file: '' });
    moved.set(key, [...(moved.get(key) ?? []), one]);
  }
  for (const one of own.flat()) {
    if (one.isKnown || !one.canStand) continue;
    const found = moved.get(keyOf({ ...one.entry, file: '' }))?.find(({ count }) => count > 0);
    if (!found) continue;
    found.count--;
    one.isKnown = true;
  }
  const stale = [...left.values()].filter(({ entry, count }) => count > 0 && (judged.has(entry.file) || isGone(entry)));
  return {
    reports: reports.map((report, i) => withFindings(report, own[i]!)),
    known: own.flat().filter(({ isKnown }) => isKnown).length,
    stale: stale.map(({ entry, count }) => ({ ...entry, count })),
  };
}

/** What is said of entries that nothing was found for. */
export function staleText({ name }: Baseline, stale: readonly Entry[]): string {
  const count = stale.reduce((sum, entry) => sum + entry.count, 0);
  const shown = stale.slice(0, 5).map(entry => `${entry.file}: ${entry.check}${entry.in && ` in ${entry.in}`}`);
  const more = stale.length > shown.length ? ', …' : '';
  const what = count === 1 ? '1 finding is' : `${count} findings are`;
  return `${name}: ${what} no longer there, --write-baseline takes ${count === 1 ? 'it' : 'them'} out (${shown.join(', ')}${more})`;
}

/** The entries of a file's findings in their order. */
function entriesOf(
  baseline: string,
  report: FileReport,
): readonly { readonly entry: Entry; readonly canStand: boolean }[] {
  const file = fileOf(baseline, report.path);
  return identitiesOf(report).map(({ check, owner, text }, i) => ({
    entry: { file, check, in: owner, text: shortened(text), count: 1 },
    canStand: report.findings[i]!.severity !== 'error' && check !== checkFailed,
  }));
}

function fileOf(baseline: string, file: string): string {
  return path
    .relative(path.dirname(path.resolve(baseline)), path.resolve(file))
    .split(path.sep)
    .join('/');
}

/** Long texts by their beginning and a digest of the whole. */
function shortened(text: string): string {
  if (text.length <= 120) return text;
  return `${text.slice(0, 80)}… ${digestOf(text).slice(0, 16)}`;
}

function withFindings(report: FileReport, entries: readonly { readonly isKnown: boolean }[]): FileReport {
  return {
    path: report.path,
    text: report.text,
    get lines() {
      return report.lines;
    },
    kinds: report.kinds,
    findings: report.findings.filter((_, i) => !entries[i]!.isKnown),
    sibling: name => report.sibling(name),
  };
}

function keyOf({ file, check, in: owner, text }: Entry): string {
  return JSON.stringify([file, check, owner, text]);
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { file, check, in: owner, text, count } = value as Record<string, unknown>;
  return [file, check, owner, text].every(one => typeof one === 'string') && Number.isInteger(count);
}
