// Value flow: what the numbers of each part of an expression are, from its selectors to its result. Layer: promql (pure).
import { finish } from '../../text/slices';
import type { Aggregate, Binary, Expr, VectorSelector } from '../ast';
import { isComparison, metricName, mirrored } from '../inspect';
import { valueOfCall } from './calls';
import { isOutcomeOf, isOverWhole, isPartOfWhole, meanOf } from './part';
import { combined, narrowed, type Range } from './range';
import { close, measuredAs, quotient, rescaled, sameUnit, type Unit } from './unit';
import { inRange, type MetricValues, rounded, type SeriesValue, unknownValue, Value, type Values } from './value';

/** What is known of every node; `nodes` are those of a whole tree, parents first. Time grows with their number. */
export function valuesOf(nodes: readonly Expr[], metrics: MetricValues): Values {
  return finish(valuesInSlices(nodes, metrics));
}

/** How many nodes are looked at between two yields. */
const nodesPerSlice = 500;

/** The same in slices. */
export function* valuesInSlices(nodes: readonly Expr[], metrics: MetricValues): Generator<void, Values> {
  const values = nodes.length <= few ? new FewValues(nodes) : new Map<Expr, Value>();
  const of = (expr: Expr): Value => values.get(expr) ?? unknownValue;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (i % nodesPerSlice === nodesPerSlice - 1) yield;
    const node = nodes[i]!;
    values.set(node, valueOfNode(node, of, metrics));
  }
  return values;
}

/** Up to so many nodes are found sooner by looking at each than through a map that has to be made first. */
const few = 24;

class FewValues implements Values {
  private readonly values: (Value | undefined)[] = [];

  constructor(private readonly nodes: readonly Expr[]) {}

  get(node: Expr): Value | undefined {
    return this.values[this.nodes.length - 1 - this.nodes.lastIndexOf(node)];
  }

  /** From the last node to the first. */
  set(_: Expr, value: Value): void {
    this.values.push(value);
  }
}

function valueOfNode(node: Expr, of: (expr: Expr) => Value, metrics: MetricValues): Value {
  switch (node.kind) {
    case 'number':
      return constant(node.value);
    case 'selector':
      return recordedValue(node, metrics) ?? valueOfSeries(node, metrics.valueOf(node));
    case 'matrix':
      return of(node.selector);
    case 'paren':
    case 'subquery':
      return of(node.expr);
    case 'unary':
      return node.op === '+' ? of(node.expr) : scaled(of(node.expr), -1);
    case 'call':
      return valueOfCall(node, of, metrics);
    case 'aggregate':
      return aggregated(node, of(node.expr));
    case 'binary':
      return valueOfBinary(node, of);
    default:
      return unknownValue;
  }
}

function constant(value: number): Value {
  return new Value('constant', undefined, value, value);
}

function recordedValue(selector: VectorSelector, { recorded }: MetricValues): Value | undefined {
  const name = recorded && metricName(selector);
  return name === undefined ? undefined : recorded?.(name)?.recordedAs(name, selector);
}

function valueOfSeries(selector: VectorSelector, series: SeriesValue | undefined): Value {
  if (!series) return unknownValue;
  const { kind, unit, min, max, physical } = series;
  const counts = kind === 'counter' || kind === 'buckets';
  const isPhysical = !counts && physical !== undefined && (min === undefined || max === undefined);
  return new Value(
    kind,
    unit,
    counts ? 0 : (min ?? physical?.[0] ?? -Infinity),
    counts ? Infinity : (max ?? physical?.[1] ?? Infinity),
    series,
    selector,
    1,
    isPhysical,
  );
}

// ---- aggregations ----

const counted = new Value('count', undefined, 1, Infinity, undefined, undefined, 1, false, false, true);
const one = new Value('count', undefined, 1, 1, undefined, undefined, 1, false, false, true);
const atLeastZero = inRange(0, Infinity);
const truth = inRange(0, 1, true);

/** Aggregations of which each result is the value of a series, or lies between those of several. */
const picking: ReadonlySet<string> = new Set('max min avg quantile topk bottomk limitk limit_ratio'.split(' '));

function aggregated({ op }: Aggregate, value: Value): Value {
  if (picking.has(op)) return op === 'avg' || op === 'quantile' ? value.rounded(false) : value;
  switch (op) {
    case 'sum':
      return value.sum();
    case 'count':
      return counted;
    case 'group':
      return one;
    case 'stddev':
    case 'stdvar':
      return atLeastZero;
    default:
      return unknownValue;
  }
}

// ---- operators ----

function valueOfBinary(node: Binary, of: (expr: Expr) => Value): Value {
  const { op, lhs, rhs } = node;
  const [left, right] = [of(lhs), of(rhs)];
  if (isComparison(op)) return node.bool ? truth : filtered(op, left, right);
  switch (op) {
    case 'and':
    case 'unless':
      return left;
    case 'or':
      return either(left, right);
  }
  if (node.fills.length > 0) return unknownValue;
  const [a, b] = [numberIn(left), numberIn(right)];
  if (a !== undefined && b !== undefined) return ranged(combined(op, left, right)).as('constant');
  if (b !== undefined) return withNumber(op, left, b, right);
  if (a !== undefined) return numberWith(op, a, left, right);
  const mean = op === '/' ? meanOf(node) : undefined;
  return mean ? of(mean).rounded(false) : ofTwo(node, left, right);
}

/** The number that a value is, where it is the same for all data. */
export function numberIn({ kind, min, max }: Value): number | undefined {
  return kind === 'constant' && min === max ? min : undefined;
}

/** What passes a comparison. */
function filtered(op: string, left: Value, right: Value): Value {
  const [a, b] = [numberIn(left), numberIn(right)];
  if (b !== undefined) return within(left, narrowed(left, op, b));
  if (a !== undefined) return within(right, narrowed(right, mirrored(op), a));
  return left;
}

function within(value: Value, range: Range): Value {
  // Where nothing is left, nothing more is said of it.
  return range.min <= range.max ? value.within(range.min, range.max) : value.within(-Infinity, Infinity);
}

function either(left: Value, right: Value): Value {
  const range = { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) };
  const alike = left.kind === right.kind && sameUnit(left.unit, right.unit);
  if (alike) return (left.of === right.of ? left : left.anonymous()).within(range.min, range.max);
  // `… or vector(0)` says what stands for no data.
  if (numberIn(right) === 0) return left.within(range.min, range.max);
  return ranged(range);
}

function ranged({ min, max }: Range): Value {
  return inRange(min, max);
}

function withNumber(op: string, value: Value, number: number, whole: Value): Value {
  if (op === '*') return scaled(value, number);
  if (op === '/') return number === 0 ? unknownValue : scaled(value, 1 / number);
  if (op === '+' || op === '-') return shifted(value, combined(op, value, whole));
  return ranged(combined(op, value, whole));
}

function numberWith(op: string, number: number, whole: Value, value: Value): Value {
  if (op === '*') return scaled(value, number);
  if (op === '+') return shifted(value, combined(op, whole, value));
  if (op === '-') return shifted(value, combined(op, whole, value)).anonymous();
  return ranged(combined(op, whole, value));
}

/** The value times a number other than 0: the same on another scale. */
function scaled(value: Value, by: number): Value {
  if (by === 0 || !Number.isFinite(by)) return unknownValue;
  const [a, b] = [rounded(value.min * by), rounded(value.max * by)];
  const { kind, unit, of, selector, factor, physical, summed, whole, window } = value;
  return new Value(
    kind,
    unit && measuredAs(unit, by),
    Math.min(a, b),
    Math.max(a, b),
    of,
    selector,
    rounded(factor * by),
    physical,
    summed,
    whole && Number.isInteger(by),
    window,
  );
}

/** The value plus a number: what is left of a whole, or an amount beside another. */
function shifted(value: Value, range: Range): Value {
  const keeps = value.kind === 'share' || value.kind === 'gauge' || value.kind === 'age' || value.kind === 'timestamp';
  return keeps ? value.within(range.min, range.max) : new Value('unknown', value.unit, range.min, range.max);
}

function ofTwo(node: Binary, left: Value, right: Value): Value {
  const range = combined(node.op, left, right);
  switch (node.op) {
    case '/': {
      if (isPartOfWhole(node, left, right)) {
        const unit = left.unit && right.unit ? quotient(left.unit, right.unit) : plainShare;
        if (!unit || close(unit.scale, 1)) {
          return partOfWhole;
        }
      }
      if (isOutcomeOf(left, right)) return partOfWhole;
      if (isMean(left, right)) {
        return new Value('mean', left.of?.unit, 0, Infinity);
      }
      const each = timeOfEach(left, right);
      if (each) return new Value('mean', each, 0, Infinity);
      const unit = left.unit && right.unit && quotient(left.unit, right.unit);
      return new Value(unit?.of === 'share' ? 'share' : 'unknown', unit, range.min, range.max);
    }
    case '-':
      if (left.kind === 'timestamp' && right.kind === 'timestamp' && sameUnit(left.unit, right.unit)) {
        return new Value('age', left.unit, -Infinity, Infinity);
      }
      // What is subtracted from the time is a time, whatever it is called.
      if (left.kind === 'timestamp' && !left.of && right.kind === 'unknown' && !right.unit) {
        return new Value('age', left.unit, -Infinity, Infinity);
      }
      return sumOf(left, right, isOverWhole(node, left, right) ? { ...range, max: 0 } : range);
    case '+':
      return sumOf(left, right, range);
    default:
      return ranged(range);
  }
}

const plainShare: Unit = { of: 'share', scale: 1, perSecond: false };
const partOfWhole = new Value('share', plainShare, 0, 1);

/** A sum or difference of the same in the same unit. */
function sumOf(left: Value, right: Value, range: Range): Value {
  if (!sameUnit(left.unit, right.unit)) return ranged(range);
  const kind = left.kind === right.kind ? left.kind : 'unknown';
  return new Value(kind, left.unit, range.min, range.max, undefined, undefined, 1, false, true, false, left.window);
}

/** `rate(x_sum) / rate(x_count)`. */
function isMean(left: Value, right: Value): boolean {
  return (
    left.of?.series === 'sum' &&
    right.of?.series === 'count' &&
    left.of.metric === right.of.metric &&
    left.factor === right.factor &&
    left.kind === right.kind
  );
}

/** `rate(x_duration_us) / rate(x_total)`: the time of one of them. */
function timeOfEach({ kind, of, factor }: Value, right: Value): Unit | undefined {
  if (kind !== right.kind || (kind !== 'rate' && kind !== 'increase') || !of?.unit || !right.of?.unit) return undefined;
  if (of.unit.of !== 'time' || of.unit.perSecond || right.of.unit.of !== 'things') return undefined;
  return rescaled(of.unit, factor / right.factor);
}
