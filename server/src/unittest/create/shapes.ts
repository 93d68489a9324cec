// Shapes that the samples of a series are tried in, the plainest first, in the notation of unit tests. Layer: unittest (pure).
import { formatFloat } from '../../go/floats';
import type { Expr } from '../../promql/ast';
import { numberOf } from '../../promql/inspect';
import { walk } from '../../promql/walk';
import type { Labels } from '../../series/labels';
import type { Input } from './inputs';

/** The written series of an input in one shape; none where it is missing. */
export type Shape = readonly { readonly labels: Labels; readonly values: string }[];

/** The samples of a test: so many steps of so many seconds; the window that expressions look back over takes `window` seconds. */
export interface Span {
  readonly steps: number;
  readonly interval: number;
  readonly window: number;
}

/** Numbers that an expression holds values against, nearest to its root first, each once. */
export function thresholdsOf(root: Expr): readonly number[] {
  const numbers = new Set<number>();
  walk(root, node => {
    const value = numberOf(node);
    if (value !== undefined && Number.isFinite(value)) numbers.add(value);
    return value === undefined;
  });
  return [...numbers].slice(0, 4);
}

/** The shapes of an input, the most plausible first. */
export function shapesOf({ labels, kind }: Input, thresholds: readonly number[], span: Span): readonly Shape[] {
  const { steps } = span;
  const one = (values: string): Shape => [{ labels, values }];
  const half = Math.floor(steps / 2);
  switch (kind) {
    case 'gauge': {
      const levels = unique([...thresholds.flatMap(t => [above(t), below(t), t]), 1, 0, 100]);
      return [
        ...levels.map(level => one(repeated(level, steps))),
        ...thresholds.slice(0, 2).map(t => one(`${repeated(below(t), half)} ${repeated(above(t), steps - half - 1)}`)),
        ...thresholds.slice(0, 2).map(t => one(repeated(-above(t), steps))),
        one(growing(0, 1, steps)),
        one(growing(1000 * (steps + 1), -1000, steps)),
        one(`${repeated(1, half)} ${repeated(100, steps - half - 1)}`),
        one(`${repeated(100, half)} ${repeated(1, steps - half - 1)}`),
        one(Array.from({ length: Math.min(steps + 1, 400) }, (_, i) => i % 2).join(' ')),
        [],
        one(`${repeated(1, half)} _x${steps - half}`),
      ];
    }
    case 'counter': {
      const perStep = thresholds.flatMap(t => [
        t * span.interval * 1.5,
        span.window > 0 ? (t * span.interval * 1.5) / span.window : t,
      ]);
      const slopes = unique([...perStep.filter(slope => slope > 0).map(rounded), 60, 1, 0, 6, 600, 6000]);
      return [
        ...slopes.map(slope => one(growing(0, slope, steps))),
        one(`${growing(0, 60, half)} ${growing(0, 60, steps - half - 1)}`),
        one(`${repeated(0, half)} ${growing(60, 60, steps - half - 1)}`),
        one(`${growing(0, 60, half)} ${repeated(60 * half, steps - half - 1)}`),
        [],
      ];
    }
    case 'buckets':
      return thresholds
        .filter(t => t > 0)
        .slice(0, 3)
        .flatMap(t => [histogram(labels, t, true, steps), histogram(labels, t, false, steps)])
        .concat([histogram(labels, 1, true, steps), histogram(labels, 1, false, steps), []]);
  }
}

/** A classic histogram whose observations all lie above a bound, or all below. */
function histogram(labels: Labels, bound: number, high: boolean, steps: number): Shape {
  const bounds = [bound / 2, bound, bound * 2, bound * 4].map(one => formatFloat(one, 'g', -1));
  return [...bounds, '+Inf'].map((le, i) => ({
    labels: labels.with('le', le),
    values: growing(0, high && i < 3 ? 0 : 60, steps),
  }));
}

function above(threshold: number): number {
  return threshold === 0 ? 1 : rounded(threshold + Math.abs(threshold) * 0.1);
}

function below(threshold: number): number {
  return threshold === 0 ? -1 : rounded(threshold - Math.abs(threshold) * 0.1);
}

/** Few digits, so that people can read it. */
function rounded(value: number): number {
  return Math.abs(value) >= 10 ? Math.round(Number(value.toPrecision(3))) : Number(value.toPrecision(3));
}

function unique(values: readonly number[]): readonly number[] {
  return [...new Set(values)];
}

/** `times` more samples of the same value. */
function repeated(value: number, times: number): string {
  return times <= 0 ? number(value) : `${number(value)}x${times}`;
}

function growing(from: number, by: number, times: number): string {
  if (by === 0 || times <= 0) return repeated(from, times);
  return `${number(from)}${by < 0 ? '-' : '+'}${number(Math.abs(by))}x${times}`;
}

function number(value: number): string {
  return formatFloat(value, 'f', -1);
}
