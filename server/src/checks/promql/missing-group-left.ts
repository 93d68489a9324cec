// One side has several series for one of the other, and the operator does not say so: the evaluation fails, and the rule is
// unhealthy without anybody being told.
import type { Matching } from '../../promql/ast';
import type { Shape } from '../../promql/shape';
import { varyingLabels } from '../../promql/shape/varying';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/missing-group-left',
  summary: 'One side of an operator has several series for one of the other, without `group_left` or `group_right`.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['+', '-', '*', '/', '%', '^', 'atan2', '==', '!=', '>', '<', '>=', '<='],
  between: 'series',
  follows: 'recordings',
  pint: ['promql/vector_matching'],
  messages: {
    many: 'Many series of the {side} side, which differ by {labels}, meet one of the other: the evaluation fails; write `{group} ()` after `{matching}`.',
    both: 'Series of both sides differ by labels that are not matched ({labels}): the evaluation fails; match these labels, too, or aggregate one side to those of `{matching}`.',
    one: '`{group}` says that the {side} side has one series for many, but its series differ by {labels}: the evaluation fails; match these labels, too, or aggregate them away.',
  },
  run({ node, in: unit }, ctx) {
    const { matching } = node;
    if (!unit.sound || !matching || node.fills.length > 0) return;
    const left = varyingIn(unit.shapeOf(node.lhs), matching);
    const right = varyingIn(unit.shapeOf(node.rhs), matching);
    if (left.length + right.length === 0) return;
    const written = `${matching.on ? 'on' : 'ignoring'} (${matching.labels.map(({ name }) => name).join(', ')})`;
    const restsOn = [{ source: unit.source, span: node }];
    const { group } = matching;
    if (group) {
      const one = group.side === 'left' ? right : left;
      if (one.length === 0) return;
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

/** What varies in every branch; nothing where that is not known of one. */
function varyingIn({ branches }: Shape, matching: Matching): readonly string[] {
  const lists = branches.map(branch => varyingLabels(branch, matching));
  return lists.every(list => list.length > 0) ? (lists[0] ?? []) : [];
}

function listed(labels: readonly string[]): string {
  const names = labels.slice(0, 3).map(label => `\`${label}\``);
  return labels.length > 3 ? `${names.join(', ')}, …` : names.join(', ');
}

function fixFor(matching: Matching, side: 'left' | 'right'): Fix {
  const at = { from: matching.to, to: matching.to };
  return { title: `Write group_${side} ()`, safe: false, edits: [{ at, newText: ` group_${side} ()` }] };
}
