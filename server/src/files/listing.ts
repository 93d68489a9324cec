// The entries of a folder, read and sorted in small steps: a folder may have hundreds of thousands. Layer: files (Node).
import type { Dirent } from 'node:fs';
import * as fs from 'node:fs';

/** How many names are read in a step. */
const namesInStep = 100;

/** How many are put in order at once before sorted ones are merged. */
const namesInRun = 512;

/** How many are merged in a step. */
const mergedInStep = 4096;

export interface Named {
  readonly entry: Dirent;
  /** What it is sorted by: its name, of a folder with a slash, so that a whole walk is in the order of the paths. */
  readonly name: string;
}

/** The entries of `folder` that are `wanted`, in the order of their names. Throws where the folder cannot be read. */
export function* listFolder(
  folder: string,
  wanted: (entry: Dirent) => boolean,
): Generator<undefined, readonly Named[]> {
  const found: Named[] = [];
  const opened = fs.opendirSync(folder, { bufferSize: 512 });
  try {
    for (let count = 0; ; count++) {
      // At least one step a folder: there may be as many of these.
      if (count % namesInStep === 0) yield undefined;
      const entry = opened.readSync();
      if (!entry) break;
      if (wanted(entry)) found.push({ entry, name: sortName(entry) });
    }
  } finally {
    opened.closeSync();
  }
  return yield* sortInSteps(found);
}

function sortName(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

function* sortInSteps(all: Named[]): Generator<undefined, readonly Named[]> {
  const byName = (a: Named, b: Named): number => (a.name < b.name ? -1 : 1);
  if (all.length <= namesInRun) return all.sort(byName);
  let runs: (readonly Named[])[] = [];
  for (let at = 0; at < all.length; at += namesInRun) {
    runs.push(all.slice(at, at + namesInRun).sort(byName));
    yield undefined;
  }
  while (runs.length > 1) {
    const merged: (readonly Named[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* mergeInSteps(runs[at]!, runs[at + 1] ?? []));
      yield undefined;
    }
    runs = merged;
  }
  return runs[0]!;
}

function* mergeInSteps(first: readonly Named[], second: readonly Named[]): Generator<undefined, Named[]> {
  const merged: Named[] = [];
  let a = 0;
  let b = 0;
  while (a < first.length || b < second.length) {
    const takesFirst = b >= second.length || (a < first.length && first[a]!.name < second[b]!.name);
    merged.push(takesFirst ? first[a++]! : second[b++]!);
    if (merged.length % mergedInStep === 0) yield undefined;
  }
  return merged;
}
