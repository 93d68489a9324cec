// One operator between two samples of which either may be a native histogram. Layer: evaluation.
import {
  addHistograms,
  divideHistogram,
  multiplyHistogram,
  subtractHistograms,
  withHint,
} from '../../series/histogram/arithmetic';
import { compact, equalHistograms, type Histogram } from '../../series/histogram/histogram';
import { trimHistogram } from '../../series/histogram/trim';
import type { Annotation } from '../annotations';
import { arithmetic, comparison } from './operators';

/** A sample: a float, or a histogram, whose float is nothing. */
export interface Operand {
  readonly value: number;
  readonly histogram?: Histogram;
}

/** Outcome of an operator; without `keep` there is no sample. */
export interface ElementResult extends Operand {
  readonly keep: boolean;
  /** What is to be remarked; of several samples at one step upstream remarks the last. */
  readonly remark?: Pick<Annotation, 'kind' | 'message'>;
  /** The operator means nothing between such samples. */
  readonly refused?: boolean;
}

/** Applies an operator. A comparison keeps the left sample. */
export function applyOperator(op: string, left: Operand, right: Operand): ElementResult {
  const l = left.histogram;
  const r = right.histogram;
  if (!l && !r) return floats(op, left.value, right.value);
  if (l && r) return histograms(op, l, r);
  if (op === '*') return kept(compact(multiplyHistogram((l ?? r)!, l ? right.value : left.value)));
  if (l) {
    if (op === '/') return kept(compact(divideHistogram(l, right.value)));
    if (op === '</' || op === '>/') return kept(trimHistogram(l, right.value, op === '</'));
  }
  return incompatible(l ? 'histogram' : 'float', op, r ? 'histogram' : 'float');
}

function floats(op: string, left: number, right: number): ElementResult {
  const compute = arithmetic(op);
  if (compute) return { keep: true, value: compute(left, right) };
  const compare = comparison(op);
  return compare ? { keep: compare(left, right), value: left } : incompatible('float', op, 'float');
}

function histograms(op: string, left: Histogram, right: Histogram): ElementResult {
  if (op === '==') return { ...kept(left), keep: equalHistograms(left, right) };
  if (op === '!=') return { ...kept(left), keep: !equalHistograms(left, right) };
  if (op !== '+' && op !== '-') return incompatible('histogram', op, 'histogram');
  const combined = (op === '+' ? addHistograms : subtractHistograms)(left, right);
  if (!combined) {
    const message = `PromQL warning: incompatible bucket layout encountered for binary operator ${op}`;
    return { keep: false, value: 0, refused: true, remark: { kind: 'warning', message } };
  }
  const value = compact(op === '-' ? withHint(combined.value, 'gauge') : combined.value);
  const operation = op === '+' ? 'addition' : 'subtraction';
  if (combined.hintsCollide) {
    const message = `PromQL warning: conflicting counter resets during histogram ${operation}`;
    return { ...kept(value), refused: true, remark: { kind: 'warning', message } };
  }
  if (!combined.boundsReconciled) return kept(value);
  const message = `PromQL info: mismatched custom buckets were reconciled during ${operation}`;
  return { ...kept(value), remark: { kind: 'info', message } };
}

function kept(histogram: Histogram): ElementResult {
  return { keep: true, value: 0, histogram };
}

function incompatible(left: string, op: string, right: string): ElementResult {
  const message = `PromQL info: incompatible sample types encountered for binary operator ${JSON.stringify(op)}: ${left} ${op} ${right}`;
  return { keep: false, value: 0, refused: true, remark: { kind: 'info', message } };
}
