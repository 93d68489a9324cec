// What an evaluation has to remark: warnings and infos with Prometheus' own words and places, and why it failed.
// Layer: evaluation. Each text stands once, however often and wherever it comes up; the last place counts, as upstream.
import { formatFloat } from '../go/floats';
import { utf8Length } from '../go/utf8';
import type { Span } from '../text/span';
import type { Semantics } from './semantics';

/** A remark; the place is in the text of the expression, UTF-16 offsets. */
export interface Annotation extends Span {
  readonly kind: 'warning' | 'info';
  /** Upstream's text, without the place. */
  readonly message: string;
}

/** As Prometheus shows a remark: with line and column of its place, in bytes. */
export function annotationText({ message, from }: Annotation, expression: string): string {
  const before = expression.slice(0, from);
  const line = before.split('\n');
  return `${message} (${line.length}:${utf8Length(line.at(-1)!) + 1})`;
}

/**
 * - `execution`: the target would answer with this error, too
 * - `limit`: the evaluation takes more than it may
 * - `cancelled`
 * - `unsupported`: the evaluator here does not know the construct
 * - `internal`: a fault of the evaluator
 */
export type FailureKind = 'execution' | 'limit' | 'cancelled' | 'unsupported' | 'internal';

/** Thrown inside of an evaluation, caught at its entrance. */
export class EvaluationFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly at: Span,
  ) {
    super(message);
  }
}

/** A remark that gathers what its repetitions say. */
interface Gathered {
  kind: Annotation['kind'];
  from: number;
  to: number;
  /** What is put behind the text in the end. */
  detail?: () => string;
}

/** Where a classic histogram was not monotonic, and by how much. */
export interface NonMonotonic {
  readonly time: number;
  readonly lowest: number;
  readonly highest: number;
  readonly difference: number;
}

/** All remarks of one evaluation. */
export class Annotations {
  private readonly byMessage = new Map<string, Gathered>();
  private readonly occurrences = new Map<string, number>();
  private readonly fixes = new Map<
    string,
    { readonly from: number; readonly to: number; readonly all: NonMonotonic; count: number }
  >();

  /** Older versions have no remarks, or none with details. */
  constructor(private readonly semantics: Pick<Semantics, 'remarks' | 'remarksDetails'>) {}

  warn(message: string, at: Span): void {
    this.put('warning', `PromQL warning: ${message}`, at);
  }

  info(message: string, at: Span): void {
    this.put('info', `PromQL info: ${message}`, at);
  }

  add({ kind, message, from, to }: Annotation): void {
    this.put(kind, message, { from, to });
  }

  /** A warning whose repetitions are counted. */
  count(message: string, at: Span): void {
    const text = `PromQL warning: ${message}`;
    const count = (this.occurrences.get(text) ?? 0) + 1;
    this.occurrences.set(text, count);
    this.put('warning', text, at, () => (count > 1 ? ` (${count} occurrences)` : ''));
  }

  /** An info that sums up where buckets were not monotonic. */
  forcedMonotonic(message: string, at: Span, one: NonMonotonic): void {
    const text = `PromQL info: ${message}`;
    const before = this.fixes.get(text);
    const all: NonMonotonic = before
      ? {
          time: before.all.time,
          lowest: Math.min(before.all.lowest, one.lowest),
          highest: Math.max(before.all.highest, one.highest),
          difference: Math.max(before.all.difference, one.difference),
        }
      : one;
    const from = Math.min(before?.from ?? one.time, one.time);
    const to = Math.max(before?.to ?? one.time, one.time);
    // Several histograms at one step count once.
    const count = before && one.time <= before.to ? before.count : (before?.count ?? 0) + 1;
    this.fixes.set(text, { from, to, all, count });
    this.put('info', text, at, () => {
      if (!this.semantics.remarksDetails) return '';
      const { lowest, highest, difference } = all;
      const buckets = `from buckets ${number(lowest)} to ${number(highest)}, with a max diff of ${formatFloat(difference, 'g', 2)}`;
      return `, ${buckets}, over ${count} samples from ${rfc3339(from)} to ${rfc3339(to)}`;
    });
  }

  warnings(): readonly Annotation[] {
    return this.all('warning');
  }

  infos(): readonly Annotation[] {
    return this.all('info');
  }

  private put(kind: Annotation['kind'], message: string, { from, to }: Span, detail?: () => string): void {
    if (!this.semantics.remarks) return;
    // What gathers its repetitions stays where it came up first.
    const before = detail && this.byMessage.get(message);
    this.byMessage.set(message, { kind, from: before?.from ?? from, to: before?.to ?? to, detail });
  }

  private all(kind: Annotation['kind']): readonly Annotation[] {
    return [...this.byMessage]
      .filter(([, one]) => one.kind === kind)
      .map(([message, { from, to, detail }]) => ({ kind, message: message + (detail?.() ?? ''), from, to }));
  }
}

function number(value: number): string {
  return formatFloat(value, 'g', -1);
}

function rfc3339(time: number): string {
  return `${new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
