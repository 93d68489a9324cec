// What files say that is nobody's rule: metrics that code and counters files define, images that manifests run, files that a
// kustomization takes for patches. Put together when asked, the same objects as long as nothing changes by value.
// Layer: workspace (pure).
import { countersCsv } from '../catalog/countersCsv';
import { overlay } from '../catalog/lookup';
import { pythonMetrics } from '../catalog/pythonMetrics';
import type { Catalog, DefinedMetric } from '../catalog/schema';
import { imagesIn } from '../model/images';
import { patchFilesIn } from '../model/kustomize';
import { ownCopies } from '../text/ownCopy';

export class OtherFiles {
  private readonly defined = new ByFile<DefinedMetric>();
  private readonly run = new ByFile<string>();
  private readonly patched = new ByFile<string>();
  private known: { readonly metrics: readonly DefinedMetric[]; readonly catalog: Catalog };

  constructor(private readonly shipped: Catalog) {
    this.known = { metrics: this.defined.all(), catalog: shipped };
  }

  /** Reads exporter code (`.py`) or a counters file (`.csv`). */
  define(file: string, text: string): void {
    const isCsv = file.toLowerCase().endsWith('.csv');
    this.defined.set(file, isCsv ? countersCsv(text, file, this.shipped).metrics : pythonMetrics(text, file));
  }

  /** Reads a manifest, whether it is judged or not. */
  read(file: string, text: string): void {
    this.run.set(file, imagesIn(text));
    this.patched.set(file, patchFilesIn(file, text));
  }

  remove(file: string): void {
    for (const part of [this.defined, this.run, this.patched]) part.set(file, []);
  }

  files(): ReadonlySet<string> {
    return new Set([...this.defined.files(), ...this.run.files(), ...this.patched.files()]);
  }

  metrics(): readonly DefinedMetric[] {
    return this.defined.all();
  }

  /** The shipped catalogue with these metrics on top. */
  catalog(): Catalog {
    const metrics = this.metrics();
    if (this.known.metrics !== metrics) this.known = { metrics, catalog: overlay(this.shipped, metrics) };
    return this.known.catalog;
  }

  images(): readonly string[] {
    return this.run.distinct();
  }

  /** Files that a kustomization merges into objects which stand elsewhere. */
  patches(): readonly string[] {
    return this.patched.distinct();
  }
}

/** Lists by file. */
class ByFile<T> {
  private readonly lists = new Map<string, readonly T[]>();
  private merged: readonly T[] | undefined = [];
  private once: readonly T[] | undefined = [];

  set(file: string, list: readonly T[]): void {
    const before = this.lists.get(file) ?? [];
    if (before.length === list.length && JSON.stringify(before) === JSON.stringify(list)) return;
    if (list.length === 0) this.lists.delete(file);
    // Names cut from a file would keep all of its text.
    else this.lists.set(file, ownCopies(list));
    this.merged = undefined;
    this.once = undefined;
  }

  files(): Iterable<string> {
    return this.lists.keys();
  }

  /** In the order of the files' names. */
  all(): readonly T[] {
    return (this.merged ??= [...this.lists.keys()].sort().flatMap(file => this.lists.get(file)!));
  }

  /** Each once, sorted. */
  distinct(): readonly T[] {
    return (this.once ??= [...new Set([...this.lists.values()].flat())].sort());
  }
}
