// What a source file says about the metrics that it defines, as far as the file alone tells. Names and labels may hang on
// constants of other files (Go's packages share theirs), so they stay in parts until all files are known.
// Layer: catalog. Plain data: kept for each file, while its text is let go.
import type { Span } from '../../text/span';
import type { DefinedMetric, LabelFact, MetricType } from '../schema';
import { unitOfName } from '../unitOfName';
import { isLabelName, isMetricName, type Naming, namesOf } from './naming';

/** What stands in the file, or the key of a constant that may stand in another one. */
export type Part = string | { readonly ref: string };
export type Parts = readonly Part[];

export interface DraftLabel {
  readonly name: Parts;
  /** All values, where the file gives them. */
  readonly values?: readonly string[];
  /** All values that the file gives it later on. */
  readonly written?: readonly string[];
  readonly span?: Span;
}

export interface Draft {
  /** Joined by `_`, those that are empty left out. */
  readonly pieces: readonly Parts[];
  readonly naming: Naming;
  readonly type: MetricType;
  /** The type hangs on settings that stand elsewhere. */
  readonly typeInferred?: true;
  /** As the library is told. */
  readonly unit?: string;
  readonly help: string;
  /** A label, or the key of a constant list of them. */
  readonly labels: readonly (DraftLabel | { readonly list: string })[];
  readonly labelsComplete: boolean;
  /** It surely goes to the registry that adds nothing. */
  readonly isDirect?: true;
  readonly buckets?: readonly number[];
  /** It is only made, and shown where it is registered. */
  readonly isLoose?: true;
  /** A summary of a count and a sum. */
  readonly withoutQuantiles?: true;
  readonly span: Span;
}

/** Something that a file does to metrics of other files. */
export type Trait =
  | 'go-labels'
  | 'go-prefix'
  | 'go-default'
  | 'go-registers'
  | 'go-serves'
  | 'js-labels'
  | 'rust-prefix'
  | 'rust-labels'
  | 'rust-buckets'
  | 'jvm-labels';

/** All that is kept of a source file. */
export interface CodeFacts {
  readonly drafts: readonly Draft[];
  /** Constants that other files may use, by key. */
  readonly constants: Readonly<Record<string, string | readonly string[]>>;
  readonly traits: readonly Trait[];
}

export const noFacts: CodeFacts = { drafts: [], constants: {}, traits: [] };

/** The value of a constant; undefined where it is not known or there are several. */
export type Lookup = (key: string) => string | readonly string[] | undefined;

/** The metrics that a draft stands for: most often one, none where its name is not known. */
export function metricsOf(draft: Draft, file: string, lookup: Lookup): readonly DefinedMetric[] {
  const pieces: string[] = [];
  for (const piece of draft.pieces) {
    const text = joined(piece, lookup);
    if (text === undefined) return [];
    if (text !== '') pieces.push(text);
  }
  const labels = labelsOf(draft, lookup);
  const { type, buckets, span, help, typeInferred, withoutQuantiles } = draft;
  const names = namesOf(pieces.join('_'), draft.naming, type, draft.unit);
  return names
    .filter(({ name }) => isMetricName(name))
    .map(({ name, type: own, unit, isInferred }) => {
      const named = unit ?? unitOfName(name);
      return {
        name,
        type: own,
        help,
        labels: labels.known,
        labelsComplete: draft.labelsComplete && labels.complete,
        ...(named ? { unit: named } : {}),
        ...(typeInferred && own === type ? { typeInferred } : {}),
        ...(isInferred ? { nameInferred: true } : {}),
        ...(buckets && own === 'histogram' ? { buckets } : {}),
        ...(withoutQuantiles && own === 'summary' ? { withoutQuantiles } : {}),
        file,
        span,
      };
    });
}

function joined(parts: Parts, lookup: Lookup): string | undefined {
  let text = '';
  for (const part of parts) {
    const value = typeof part === 'string' ? part : lookup(part.ref);
    if (typeof value !== 'string') return undefined;
    text += value;
  }
  return text;
}

function labelsOf(draft: Draft, lookup: Lookup): { readonly known: readonly LabelFact[]; readonly complete: boolean } {
  const known = new Map<string, LabelFact>();
  let complete = true;
  for (const label of draft.labels) {
    if ('list' in label) {
      const list = lookup(label.list);
      if (Array.isArray(list)) for (const name of list as readonly string[]) known.set(name, { name });
      else complete = false;
      continue;
    }
    const name = joined(label.name, lookup);
    const real =
      name === undefined
        ? undefined
        : draft.naming.startsWith('micrometer') || draft.naming.startsWith('otel')
          ? name.replace(/[^a-zA-Z0-9_]/g, '_')
          : name;
    if (real === undefined || !isLabelName(real)) complete = false;
    else
      known.set(real, {
        name: real,
        ...(label.values ? { values: label.values } : {}),
        ...(label.written ? { seen: label.written, allSeen: true } : {}),
        ...(label.span ? { span: label.span } : {}),
      });
  }
  return { known: [...known.values()], complete };
}
