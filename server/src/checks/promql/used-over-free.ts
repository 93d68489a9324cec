// Used divided by free is taken for the share in use, which is used divided by used plus free.
// Partners are found by the catalogue's roles; labels, ranges, scales and aggregations around them do not matter. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import type { Binary, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { innermostOf, type Measured, measuredBy, type Threshold, thresholdOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/used-over-free',
  summary: 'Used divided by free is read as the share in use.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['/', '>', '>=', '<', '<='],
  between: 'series',
  needs: ['catalog'],
  messages: {
    compared:
      '`{used}` divided by `{free}` is not the share in use: {threshold} is reached with {percent} % in use; divide by used plus free.',
    misses:
      '`{used}` divided by `{free}` is no rate of hits: {threshold} is reached with {percent} % hits; divide by hits plus misses.',
    predicted:
      '`predict_linear()` of `{used}` is all that will be used, not what comes on top: half of the memory in use passes `{free}`; compare with used plus free.',
    plain:
      '`{used}` divided by `{free}` is not the share in use: it reaches {whole} when half is used; divide by used plus free.',
  },
  run({ node, in: unit }, ctx) {
    if (node.op !== '/') {
      const predicted = predictedOverFree(node, ctx.catalog);
      if (predicted) ctx.report(node, 'predicted', predicted);
      return;
    }
    const hits = hitsOverMisses(node);
    const bound = hits && thresholdOf(node, unit.parents(node));
    const meant = bound && shareAt(bound, 1);
    if (hits && bound && meant) {
      const data = { ...hits, threshold: bound.written, percent: Math.round(100 * meant.real) };
      ctx.report(node, 'misses', data, { severity: 'info' });
    }
    if (hits) return;
    const used = measuredBy(node.lhs);
    const free = measuredBy(node.rhs);
    const usedPart = used && partOf(used.selector, ['used'], ctx.catalog);
    const freePart = free && partOf(free.selector, ['free', 'available'], ctx.catalog);
    if (!usedPart || !freePart || usedPart.family !== freePart.family) return;
    const names = { used: usedPart.name, free: freePart.name };
    const scale = Number((used.factor / free.factor).toPrecision(6));
    // Another scale than that of a fraction or percentage has a purpose of its own.
    if (scale !== 1 && scale !== 100) return;
    const options = { fix: fixFor(node, used, free, unit.text) };
    const threshold = thresholdOf(node, unit.parents(node));
    if (threshold) {
      const share = shareAt(threshold, scale);
      if (!share) return;
      const data = { ...names, threshold: threshold.written, percent: Math.round(100 * share.real) };
      // Of small shares the two quotients are nearly the same.
      const near = share.meant - share.real < 0.02;
      ctx.report(node, 'compared', data, near ? { ...options, severity: 'info' } : options);
      return;
    }
    // What becomes of the value is not known here, unless it is called a percentage.
    ctx.report(node, 'plain', { ...names, whole: scale }, scale === 100 ? options : { ...options, severity: 'info' });
  },
});

/** `predict_linear(used[30m], 3600) > free`, from either side. */
function predictedOverFree(
  { op, lhs, rhs }: Binary,
  catalog: Catalog,
): { readonly used: string; readonly free: string } | undefined {
  const [more, less] = op.startsWith('>') ? [lhs, rhs] : [rhs, lhs];
  const future = innermostOf(more);
  const range = future.kind === 'call' && future.func.name === 'predict_linear' ? future.args[0] : undefined;
  const free = measuredBy(less);
  if (range?.kind !== 'matrix' || free?.factor !== 1) return undefined;
  const usedPart = partOf(range.selector, ['used'], catalog);
  const freePart = partOf(free.selector, ['free', 'available'], catalog);
  return usedPart && usedPart.family === freePart?.family ? { used: usedPart.name, free: freePart.name } : undefined;
}

/** `rate(x_hits_total[5m]) / rate(x_misses_total[5m])`: names that differ by that word alone. */
function hitsOverMisses({ lhs, rhs }: Binary): { readonly used: string; readonly free: string } | undefined {
  const [left, right] = [selectorsOf(lhs), selectorsOf(rhs)];
  const [used, free] = [left[0] && metricName(left[0]), right[0] && metricName(right[0])];
  if (left.length !== 1 || right.length !== 1 || used === undefined || free === undefined) return undefined;
  if (!/(?:^|_)hits?(?:_|$)/.test(used) || !/(?:^|_)miss(?:es)?(?:_|$)/.test(free)) return undefined;
  const plain = (name: string): string => name.replace(/(?:^|_)(?:hits?|miss(?:es)?)(?=_|$)/, '');
  return plain(used) === plain(free) ? { used, free } : undefined;
}

/** The share that a bound seems to mean and the one it stands for; undefined where the bound may be meant as it stands. */
function shareAt(
  { op, value }: Threshold,
  scale: number,
): { readonly meant: number; readonly real: number } | undefined {
  const meant = value / scale;
  // From 1 on the question is how much more is used than free, which is one that can be asked.
  if (op === '==' || op === '!=' || !(meant > 0 && meant < 1)) return undefined;
  return { meant, real: meant / (1 + meant) };
}

function partOf(
  selector: VectorSelector,
  parts: readonly string[],
  catalog: Catalog,
): { name: string; family: string } | undefined {
  const name = metricName(selector);
  const role = name === undefined ? undefined : catalog.find(name)?.metric.role;
  return name !== undefined && role && parts.includes(role.part) ? { name, family: role.family } : undefined;
}

/**
 * Offered where both operands are the same but for the metric, so that their sum matches as their quotient did. Not safe
 * to apply unseen: the bound was perhaps tuned to the wrong ratio.
 */
function fixFor(node: Binary, used: Measured, free: Measured, text: string) {
  if (node.matching?.group || node.fills.length > 0 || used.factor !== 1 || free.factor !== 1) return undefined;
  const [usedName, freeName] = [used.selector.name, free.selector.name];
  if (!usedName || !freeName) return undefined;
  const left = text.slice(node.lhs.from, node.lhs.to);
  const right = text.slice(node.rhs.from, node.rhs.to);
  const usedAt = usedName.from - node.lhs.from;
  const likeRight =
    left.slice(0, usedAt) + text.slice(freeName.from, freeName.to) + left.slice(usedAt + usedName.to - usedName.from);
  if (likeRight.replace(/\s+/g, '') !== right.replace(/\s+/g, '') || /[\n#]/.test(left + right)) return undefined;
  const matching = node.matching ? ` ${text.slice(node.matching.from, node.matching.to)}` : '';
  return {
    title: 'Divide by used plus free',
    safe: false,
    edits: [{ at: node.rhs, newText: `(${left} +${matching} ${right})` }],
  };
}
