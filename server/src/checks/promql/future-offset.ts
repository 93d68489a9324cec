// A negative offset reads what has not happened yet: a rule is evaluated now, and nothing is stored ahead. Layer: checks.
import type { DurationExpr, Expr, VectorSelector } from '../../promql/ast';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/future-offset',
  summary: 'A negative offset reads samples of the future.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['sound', 'offset'],
  messages: {
    found:
      '`offset {offset}` looks ahead, where nothing is stored yet, so this never has a result: write `offset {past}` for what was.',
  },
  run({ node, in: unit }, ctx) {
    const { offset } = node;
    // Nearly all selectors have none; of a subquery's the selector inside need not.
    if (!unit.sound || node.at || !unit.text.includes('offset')) return;
    const parents = unit.parents(node);
    const ahead = aheadOf(node, parents);
    if (ahead === undefined || ahead < surelyAhead) return;
    const at = offset && secondsOf(offset.duration) < 0 ? offset : negativeIn(parents);
    if (!at) return;
    const text = unit.text.slice(at.duration.from, at.duration.to);
    if (!text.startsWith('-')) return;
    const past = text.slice(1).trim();
    const edits = [{ at: { from: at.duration.from, to: at.duration.to }, newText: past }];
    const fix: Fix = { title: `Write offset ${past}`, safe: false, edits };
    ctx.report(at, 'found', { offset: text, past }, { fix });
  },
});

/** Seconds from now that no clock and no delay of an evaluation makes up for. */
const surelyAhead = 600;

/** So long an instant selector looks back, in seconds. */
const lookback = 300;

/** How far ahead of now the oldest sample is that can be read; undefined where that is not known. */
function aheadOf(selector: VectorSelector, parents: readonly Expr[]): number | undefined {
  let ahead = -(selector.offset ? secondsOf(selector.offset.duration) : 0);
  let window = lookback;
  for (const parent of parents) {
    if (parent.kind === 'matrix') window = secondsOf(parent.range);
    if (parent.kind !== 'subquery') continue;
    if (parent.at) return undefined;
    ahead -= parent.offset ? secondsOf(parent.offset.duration) : 0;
    ahead -= secondsOf(parent.range);
  }
  const oldest = ahead - window;
  return Number.isNaN(oldest) ? undefined : oldest;
}

/** Seconds of a plain duration, with its sign; NaN for others. */
function secondsOf(duration: DurationExpr): number {
  if (duration.kind === 'number') return duration.value;
  if (duration.kind !== 'duration-unary') return Number.NaN;
  return (duration.op === '-' ? -1 : 1) * secondsOf(duration.expr);
}

/** The offset of a subquery around the selector that looks ahead. */
function negativeIn(parents: readonly Expr[]) {
  for (const parent of parents) {
    if (parent.kind === 'subquery' && parent.offset && secondsOf(parent.offset.duration) < 0) return parent.offset;
  }
  return undefined;
}
