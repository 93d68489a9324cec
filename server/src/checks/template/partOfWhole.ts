// Which part of a whole an expression measures, by the metric's name: what is used, or what is free. Layer: checks.
import type { Expr } from '../../promql/ast';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';

export interface Part {
  readonly metric: string;
  readonly word: string;
  readonly isFree: boolean;
}

/** What a share is subtracted from the whole of: `1 - x`, `100 - x`. */
function complementOf(expr: Expr): Expr | undefined {
  if (expr.kind !== 'binary' || expr.op !== '-') return undefined;
  const whole = numberOf(expr.lhs);
  return whole === 1 || whole === 100 ? unwrap(expr.rhs) : undefined;
}

/** What the left side of a quotient is of its whole, by the metric's name, where nothing turns it round. */
export function partOf(value: Expr, text: string): Part | undefined {
  let quotient = unwrap(value);
  const rest = complementOf(quotient);
  if (rest) {
    const part = partOf(rest, text);
    return part && { ...part, metric: part.metric, word: part.isFree ? 'used' : 'free', isFree: !part.isFree };
  }
  if (quotient.kind === 'binary' && quotient.op === '*') {
    const [a, b] = [numberOf(quotient.lhs), numberOf(quotient.rhs)];
    quotient = unwrap(a === undefined ? quotient.lhs : quotient.rhs);
    if ((a ?? b ?? 0) <= 0) return undefined;
  }
  const isPlain = quotient.kind === 'selector';
  if (!isPlain && (quotient.kind !== 'binary' || quotient.op !== '/' || numberOf(quotient.rhs) !== undefined)) {
    return undefined;
  }
  const inner = quotient.kind === 'binary' ? innermostOf(quotient.lhs) : quotient;
  const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
  if (metric === undefined || inner.kind !== 'selector') return undefined;
  const word = /(?:^|_)(free|avail|available|idle|used|usage)(?:_|$)/i.exec(withoutCase(metric))?.[1]?.toLowerCase();
  if (word === undefined || !text.includes(metric)) return undefined;
  // Of an amount alone only memory and disks are told as full or free.
  if (isPlain && !/(?:^|_)(?:fb|mem|memory|vram|filesystem|disk|volume|storage)(?:_|$)/i.test(withoutCase(metric)))
    return undefined;
  return {
    metric,
    word: word === 'avail' ? 'available' : word === 'usage' ? 'used' : word,
    isFree: !word.startsWith('us'),
  };
}

/** `MemAvailable` as `Mem_Available`. */
function withoutCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2');
}
