// A counter minus its own past value: a restart sets it back to 0, and the difference is negative. Layer: checks.
import type { Binary, VectorSelector } from '../../promql/ast';
import { sameExpr } from '../../promql/equal';
import { metricName, unwrap } from '../../promql/inspect';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/counter-difference',
  summary: 'A counter is compared with its own past by subtraction, which a restart makes negative.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['-'],
  between: 'series',
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` is a counter: after a restart this difference is negative; `increase({metric}[{window}])` allows for resets.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== '-') return;
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

interface Pair {
  readonly now: VectorSelector;
  readonly past: VectorSelector;
}

/** `x - x offset 1h`, with the same matchers and a plain offset into the past. */
function withItself({ lhs, rhs }: Binary): Pair | undefined {
  const [now, past] = [unwrap(lhs), unwrap(rhs)];
  if (now.kind !== 'selector' || past.kind !== 'selector' || now.offset || now.at || past.at || !past.offset)
    return undefined;
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
