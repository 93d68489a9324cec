// What the structure checks say: a place, a sentence, whether the target refuses it, and the mend where it is certain.
// Layer: model.

import { type Problem, type Span, shiftedSpan } from '../../text/span';

/** The kinds of structure problems; each is the last part of a check's id. */
export const structureCodes = [
  'unknown-key',
  'newer-key',
  'other-dialect-key',
  'duplicate-key',
  'wrong-type',
  'missing-field',
  'ambiguous-matcher',
  'conflicting-fields',
  'invalid-duration',
  'invalid-value',
  'invalid-name',
  'invalid-label-value',
  'invalid-url',
  'invalid-address',
  'invalid-regex',
  'invalid-matcher',
  'invalid-template',
  'invalid-interval',
  'invalid-series',
  'invalid-merge',
  'duplicate-group',
  'duplicate-receiver',
  'duplicate-interval',
  'duplicate-item',
  'undefined-receiver',
  'undefined-interval',
  'root-route',
  'pruned-field',
  'invalid-metadata',
  'unserved-kind',
] as const;

export type StructureCode = (typeof structureCodes)[number];

/** A replacement in the text that was checked. */
export interface StructureFix {
  readonly title: string;
  readonly span: Span;
  readonly newText: string;
  /** Certain to be right. */
  readonly safe: boolean;
}

/** Offsets are in the text whose tree was checked. */
export interface StructureProblem extends Problem {
  readonly code: StructureCode;
  /** `error`: the target refuses the file; `warning`: it loads and loses something. */
  readonly severity: 'error' | 'warning';
  readonly fix?: StructureFix;
  /** A second place that belongs to the problem: the first definition of a duplicate. */
  readonly related?: { readonly span: Span; readonly message: string };
}

/** The same problem, so much further on. */
export function shifted(problem: StructureProblem, by: number): StructureProblem {
  const { fix, related } = problem;
  return {
    ...problem,
    ...shiftedSpan(problem, by),
    fix: fix && { ...fix, span: shiftedSpan(fix.span, by) },
    related: related && { ...related, span: shiftedSpan(related.span, by) },
  };
}
