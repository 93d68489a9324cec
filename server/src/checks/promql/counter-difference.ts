// A counter beside its own past value: a restart sets it back to 0, so that a difference is negative, and a factor only tells how
// long the process runs. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Binary, VectorSelector } from '../../promql/ast';
import { sameExpr } from '../../promql/equal';
import { metricName, unwrap } from '../../promql/inspect';
import { measuredBy, thresholdOf } from '../../promql/values';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/counter-difference',
  summary: 'A counter is compared with its own past, which a restart sets back.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['-', '/', '<', '<=', '>', '>='],
  given: ['sound', 'offset'],
  between: 'series',
  needs: ['catalog'],
  messages: {
    factor:
      '`{metric}` counts since its process began, so only a restart puts it below its own past, and how much above says no more than how long that runs: compare `rate({metric}[5m])` with its own past.',
    found:
      '`{metric}` is a counter: after a restart this difference is negative; `increase({metric}[{window}])` allows for resets.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
    if (node.op !== '-') {
      const selector = scaledPast(node, unit);
      if (selector) ctx.report(node, 'factor', { metric: metricName(selector) ?? '' });
      return;
    }
    const pair = withItself(node);
    const metric = pair && metricName(pair.now);
    if (!pair || metric === undefined) return;
    const { kind, of } = unit.valueOf(pair.now);
    const hit = ctx.catalog.find(metric);
    // What another system counts does not begin again with the exporter.
    if (kind !== 'counter' || !of || hit?.metric.lifetime || hit?.exporter?.mirrors) return;
    const { from, to } = pair.past.offset!.duration;
    const window = unit.text.slice(from, to);
    ctx.report(node, 'found', { metric, window }, { fix: fixFor(node, pair, unit.text, window) });
  },
});

/** The counter that is compared with a multiple of its own past: `x < 0.8 * x offset 1h`, `x / x offset 1d > 2`. */
function scaledPast(node: Binary, unit: ExprUnit): VectorSelector | undefined {
  const [now, past] = [measuredBy(node.lhs), measuredBy(node.rhs)];
  if (!now || !past || !pairOf(now.selector, past.selector)) return undefined;
  const bound = node.op === '/' ? thresholdOf(node, unit.parents(node))?.value : past.factor / now.factor;
  if (bound === undefined || bound === 1 || bound === 0) return undefined;
  const { kind, of } = unit.valueOf(now.selector);
  return kind === 'counter' && of && !of.byName ? now.selector : undefined;
}

interface Pair {
  readonly now: VectorSelector;
  readonly past: VectorSelector;
}

function withItself({ lhs, rhs }: Binary): Pair | undefined {
  const [now, past] = [unwrap(lhs), unwrap(rhs)];
  return now.kind === 'selector' && past.kind === 'selector' ? pairOf(now, past) : undefined;
}

/** `x` and `x offset 1h`, with the same matchers and a plain offset into the past. */
function pairOf(now: VectorSelector, past: VectorSelector): Pair | undefined {
  if (now.offset || now.at || past.at || !past.offset) return undefined;
  const { duration } = past.offset;
  if (duration.kind !== 'number' || duration.value <= 0) return undefined;
  const same = sameExpr(now, { ...past, offset: undefined });
  return same ? { now, past } : undefined;
}

/** Not applied unseen: increase() extrapolates to the whole window. */
function fixFor(node: Binary, { now }: Pair, text: string, window: string): Fix | undefined {
  if (node.matching || node.lhs !== now) return undefined;
  const newText = `increase(${text.slice(now.from, now.to)}[${window}])`;
  return { title: `Write ${newText}`, safe: false, edits: [{ at: node, newText }] };
}
