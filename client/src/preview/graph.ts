// The graph of the preview's state, made from the answers to its range queries, or why there is nothing to draw.
// Pure; no vscode here.
import type { AskedBacktest } from '../../../server/src/backtest/backtestRule';
import type { Answer, Labels } from '../../../server/src/datasource/datasource';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { type Columns, columnsOfValues, graphLines, lineNames, maxLines, oddityName } from './lines';
import type { GraphData, GraphLimit, PreviewState } from './messages';
import { sortedLabels } from './results';
import { namedLabels } from './views';
import { lengthInWords } from './window';

/** What the range queries of a preview gave: the drawn part, and the right side of its comparison where that is no number. */
export interface Ranges {
  readonly left: Answer<Columns>;
  readonly right: Columns | undefined;
  /** The right side is this number with the values of `right`. */
  readonly scale?: NonNullable<GraphLimit['scale']>;
  readonly notes: readonly string[];
}

/** Whether the left side of the comparison at the top has nothing in the whole window. */
export function hasNoData(rule: RulePreview, { left }: Ranges): boolean {
  return rule.comparison !== undefined && left.ok && left.data.total === 0;
}

export const nothingToCompare = 'Nothing matches now: the left side of the comparison has no data.';

/** The graph of condition number `part`, or of the whole result where the rule has no conditions; `id` tells it from others. */
export function graphOf(
  rule: RulePreview,
  part: number,
  { left, right, scale }: Ranges,
  matching: readonly Labels[],
  id: number,
): GraphData {
  const condition = rule.conditions[part];
  const data: Columns = left.ok ? left.data : { grid: { startMs: 0, stepMs: 1, count: 0 }, columns: [], total: 0 };
  const side = condition ? 'The left side of the comparison' : 'The result';
  const undrawable = data.columns.filter(one => !one.drawable).length;
  const hollow = undrawable === 0 ? '' : `; ${undrawable} of ${data.total} series without a number to draw`;
  const message = left.ok
    ? whyEmpty(data, side, condition !== undefined)
    : `The graph cannot be drawn: ${left.error.message}`;
  const texts = rule.conditions.map(({ left: drawn }) => drawn);
  const unit = condition ? condition.unit : rule.unit;
  return {
    id,
    title: `${side}, one point every ${lengthInWords(data.grid.stepMs)}${hollow}`,
    ...data.grid,
    ...graphLines(data, matching, namedLabels(rule)),
    limits: limitsOf(rule, part, right, scale),
    total: data.total,
    tookMs: left.ok ? left.tookMs : 0,
    ...(unit === undefined ? {} : { unit }),
    ...(new Set(texts).size > 1 ? { parts: { texts, drawn: part } } : {}),
    ...(message === undefined ? {} : { message }),
  };
}

/** Series of one side that a backtest surely has all of. */
const mostOfSide = 400;

/** The drawn part at the times of the evaluations, where the backtest asked for it. */
export function* finerGraph(
  asked: AskedBacktest,
  rule: RulePreview,
  part: number,
  { graph: shown, series }: PreviewState,
  id: number,
): Generator<void, GraphData | undefined> {
  const condition = rule.conditions[part];
  if (!shown || asked.slots.count === 0) return undefined;
  const known = asked.apart.comparisons.find(({ from }) => from === condition?.at.from);
  const sides = condition && sidesOf(asked.apart, condition);
  const leaf = condition ? (sides?.left ?? known?.leaf) : asked.apart.condition.kind === 'leaf' ? 0 : undefined;
  if (leaf === undefined || (condition && condition.threshold === undefined && !sides)) return undefined;
  const { slots, warmUp } = asked;
  const columns = asked.leaves[leaf];
  if (!columns || columns.length === 0) return undefined;
  const data = yield* columnsOfValues(columns, slots, warmUp);
  const right = sides && (yield* columnsOfValues(asked.leaves[sides.right] ?? [], slots, warmUp));
  const matching = (series?.sources ?? []) as readonly Labels[];
  // The same graph, at the times of the evaluations: a series that is at none of them is not counted either. Of very many the
  // server may have left some out.
  const isAll = columns.length < mostOfSide;
  const ranges: Ranges = {
    left: {
      ok: true,
      data: { ...data, total: isAll ? data.total : Math.max(data.total, shown.total) },
      warnings: [],
      infos: [],
      tookMs: shown.tookMs,
    },
    right,
    ...(sides ? { scale: sides.scale } : {}),
    notes: [],
  };
  return graphOf(rule, part, ranges, matching, id);
}

/** The parts that a condition compares, where its bound is one of them with a number. */
function sidesOf(
  { condition, comparisons, leaves }: AskedBacktest['apart'],
  shown: Pick<RulePreview['conditions'][number], 'leftAt' | 'at'>,
): { readonly left: number; readonly right: number; readonly scale: NonNullable<GraphLimit['scale']> } | undefined {
  switch (condition.kind) {
    case 'sides': {
      const { left, right, comparison } = condition;
      const { scale, from, threshold } = comparisons[comparison]!;
      const isShown = leaves[left]!.from === shown.leftAt && shown.at.from <= from && from < shown.at.to;
      if (!isShown || scale?.side !== 'right') return undefined;
      return { left, right, scale: { op: scale.op, first: scale.first, at: from, number: threshold } };
    }
    case 'set':
      return (
        sidesOf({ condition: condition.left, comparisons, leaves }, shown) ??
        sidesOf({ condition: condition.right, comparisons, leaves }, shown)
      );
    case 'compare':
      return sidesOf({ condition: condition.of, comparisons, leaves }, shown);
    case 'leaf':
      return undefined;
  }
}

/** The bounds of every comparison of the drawn side: `x > 1 and x < 5` has two. */
function limitsOf(
  { conditions }: RulePreview,
  part: number,
  right: Columns | undefined,
  scale: Ranges['scale'],
): readonly GraphLimit[] {
  const drawn = conditions[part];
  if (!drawn) return [];
  return conditions.flatMap((condition, i): readonly GraphLimit[] => {
    if (condition.left !== drawn.left) return [];
    const { op, threshold } = condition;
    if (threshold !== undefined) return [{ label: '', op, value: threshold, at: condition.at.from }];
    if (i !== part || !right) return [];
    const columns = right.columns.slice(0, maxLines);
    const { names } = lineNames(
      columns.map(({ labels }) => sortedLabels(labels)),
      [],
    );
    return columns.map(({ values }, k) => ({ label: names[k]!, op, values, ...(scale ? { scale } : {}) }));
  });
}

/** Why nothing can be drawn, in words; undefined where something can. */
function whyEmpty({ columns, total }: Columns, side: string, compared: boolean): string | undefined {
  if (columns.some(({ drawable }) => drawable)) return undefined;
  if (total === 0)
    return compared
      ? 'The left side of the comparison has no data in this window: the metric may not exist, its labels may not match, or the data is older than the server keeps.'
      : 'The expression had no result in this window.';
  const these = `${total === 1 ? 'one series' : `${total} series`} in this window`;
  const kinds = new Set(columns.flatMap(({ oddities }) => oddities));
  if (kinds.size === 0) return `${side} has ${these}, but no values.`;
  if (kinds.has('histogram'))
    return `${side} has ${these}, all native histograms, which cannot be drawn as lines. Draw a number of them, e.g. with histogram_quantile() or histogram_count().`;
  const names = ['NaN', 'Infinity', '-Infinity'].filter(kind => kinds.has(kind));
  const shown = names.map(oddityName).join(' and ');
  const why = kinds.has('NaN')
    ? 'A division of zero by zero, or a quantile of a histogram without observations, gives NaN.'
    : 'A division by zero gives Inf.';
  return `${side} has ${these}, but all its values are ${shown}, which have no place in a graph. ${why}`;
}
