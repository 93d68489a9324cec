// One side has several series for one of the other, and the operator does not say so: the evaluation fails, and the rule is
// unhealthy without anybody being told. Layer: checks.

import type { Catalog } from '../../catalog/schema';
import type { Binary, Expr, Matcher, Matching, VectorSelector } from '../../promql/ast';
import { comparisonOperators, metricName, numberOf, unwrap } from '../../promql/inspect';
import type { Shape } from '../../promql/shape';
import { varyingLabels } from '../../promql/shape/varying';
import { selectorsOf } from '../../promql/walk';
import { firstOf, inCode } from '../../text/words';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/missing-group-left',
  summary: 'One side of an operator has several series for one of the other, without `group_left` or `group_right`.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['+', '-', '*', '/', '%', '^', 'atan2', ...comparisonOperators],
  given: ['sound', 'matching'],
  needs: ['catalog'],
  between: 'series',
  follows: 'recordings',
  pint: ['promql/vector_matching'],
  messages: {
    many: 'Series of the {side} side that differ by {labels} meet one of the other: the evaluation fails as soon as there are two of them; write `{group} ()` after `{matching}`.',
    both: 'Series of both sides differ by labels that are not matched ({labels}): the evaluation fails as soon as there are two of them; match these labels, too, or aggregate one side to those of `{matching}`.',
    part: '`{label}` is chosen on the {chosen} side and varies on the other, so the evaluation fails as soon as there are two of its values: add the other side up, `sum without ({label}) (…)`.',
    one: '`{group}` says that the {side} side has one series for many, but its series differ by {labels}: the evaluation fails as soon as two of them meet; match these labels, too, or aggregate them away.',
  },
  run({ node, in: unit }, ctx) {
    const { matching } = node;
    if (!unit.sound || !matching || node.fills.length > 0) return;
    const part = partIn(node);
    if (part) {
      ctx.report(matching, 'part', part);
      return;
    }
    const varyingOf = (side: Expr): readonly string[] => {
      const labels = varyingIn(unit.shapeOf(side), matching);
      if (labels.length === 0) return labels;
      const held = heldStates(unit.nodes, side, ctx.catalog);
      return labels.filter(label => !held.includes(label));
    };
    const left = varyingOf(node.lhs);
    const right = varyingOf(node.rhs);
    if (left.length + right.length === 0) return;
    const written = `${matching.on ? 'on' : 'ignoring'} (${matching.labels.map(({ name }) => name).join(', ')})`;
    const restsOn = [{ source: unit.source, span: node }];
    const { group } = matching;
    if (group) {
      // What is taken from the one side tells of it, by the author's word, as the version of a cluster does.
      const taken = new Set(group.labels.map(({ name }) => name));
      const one = (group.side === 'left' ? right : left).filter(label => !taken.has(label));
      if (one.length === 0 || isJoinedWithOne(matching, group.side === 'left' ? node.rhs : node.lhs)) return;
      const data = {
        group: `group_${group.side}`,
        side: group.side === 'left' ? 'right' : 'left',
        labels: listed(one),
      };
      ctx.report(group, 'one', data, { restsOn });
    } else if (left.length > 0 && right.length > 0) {
      const labels = [...new Set([...left, ...right])];
      ctx.report(matching, 'both', { labels: listed(labels), matching: written }, { restsOn });
    } else {
      const side = left.length > 0 ? 'left' : 'right';
      const data = { side, labels: listed(left.length > 0 ? left : right), group: `group_${side}`, matching: written };
      ctx.report(matching, 'many', data, { restsOn, fix: fixFor(matching, side) });
    }
  },
});

/** `x{status="500"} / ignoring (status) x`: of the label that one side chooses a value of the other has them all. */
function partIn({ lhs, rhs, matching }: Binary): { readonly label: string; readonly chosen: string } | undefined {
  if (!matching || matching.on || matching.group) return undefined;
  const [left, right] = [seriesOf(lhs), seriesOf(rhs)];
  if (!left || !right || metricName(left) === undefined || metricName(left) !== metricName(right)) return undefined;
  for (const { name } of matching.labels) {
    const [onLeft, onRight] = [left, right].map(({ matchers }) => matchers.filter(({ label }) => label.name === name));
    if (onLeft!.some(isChoice) && onRight!.length === 0) return { label: name, chosen: 'left' };
    if (onRight!.some(isChoice) && onLeft!.length === 0) return { label: name, chosen: 'right' };
  }
  return undefined;
}

function isChoice({ op, value }: Matcher): boolean {
  return op === '=' && value !== undefined && value.value !== '';
}

/** The selector of a side that nothing aggregates: `x`, `rate(x[5m])`. */
function seriesOf(side: Expr): VectorSelector | undefined {
  const inner = unwrap(side);
  if (inner.kind === 'selector') return inner;
  const [only, ...others] = inner.kind === 'call' ? inner.args : [];
  return only?.kind === 'matrix' && others.length === 0 ? only.selector : undefined;
}

/** What varies in every branch; nothing where that is not known of one. */
function varyingIn({ branches }: Shape, matching: Matching): readonly string[] {
  const lists = branches.map(branch => varyingLabels(branch, matching));
  return lists.every(list => list.length > 0) ? (lists[0] ?? []) : [];
}

/** Whether everything is joined with what a rule recorded, of which the author says by `on ()` that it is one series. */
function isJoinedWithOne({ labels, on }: Matching, side: Expr): boolean {
  if (!on || labels.length > 0) return false;
  const names = selectorsOf(side).map(metricName);
  return names.length > 0 && names.every(name => name?.includes(':'));
}

/** Labels with a series for every state, of which a comparison within a side leaves the one that holds. */
function heldStates(nodes: readonly Expr[], { from, to }: Expr, catalog: Catalog): readonly string[] {
  return nodes.flatMap(node => {
    if (node.from < from || node.to > to || node.kind !== 'binary' || node.bool) return [];
    const bound = numberOf(node.rhs);
    const { op } = node;
    const leavesOne =
      bound !== undefined &&
      ((op === '==' && bound !== 0) ||
        (op === '!=' && bound === 0) ||
        (op === '>' && bound >= 0) ||
        (op === '>=' && bound > 0));
    const selector = unwrap(node.lhs);
    if (!leavesOne || selector.kind !== 'selector') return [];
    return catalog.find(metricName(selector) ?? '')?.metric.stateIn ?? [];
  });
}

function listed(labels: readonly string[]): string {
  return firstOf(inCode(labels), 3);
}

function fixFor(matching: Matching, side: 'left' | 'right'): Fix {
  const at = { from: matching.to, to: matching.to };
  return { title: `Write group_${side} ()`, safe: false, edits: [{ at, newText: ` group_${side} ()` }] };
}
