// `absent()` of a sum by labels: it is silent as long as any group is left. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import type { Aggregate } from '../../promql/ast';
import { unwrap } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { inCode } from '../../text/words';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/absent-of-groups',
  summary: '`absent()` is asked of groups, and is silent while any of them is left.',
  severity: 'info',
  since: '0.1.0',
  on: 'call',
  only: ['absent'],
  messages: {
    found:
      '`absent()` is true only when no {labels} is left at all, so one that is gone among others is not noticed: name each in an `absent()` of its own, or compare with what was there before, as in `… offset 1h unless …`.',
    some: '`absent()` is true only when there is no series at all, and the message speaks of some of them: compare with what was there before, as in `… offset 1h unless …`, or with how many there should be.',
  },
  run({ node, in: unit }, ctx) {
    const inner = node.args[0] && unwrap(node.args[0]);
    if (!unit.sound || !unit.rule.alert) return;
    if (inner?.kind === 'selector') {
      const isOne = inner.matchers.some(
        ({ label, op }) => op === '=' && /^(?:instance|node|pod|gpu|UUID)$/.test(label.name),
      );
      if (!isOne && some.test(ruleText(unit.rule))) ctx.report(node, 'some', {}, { severity: 'warning' });
      return;
    }
    if (inner?.kind !== 'aggregate') return;
    const { grouping } = inner;
    const labels = grouping && !grouping.without ? grouping.labels.map(({ name }) => name) : [];
    const open = labels.filter(label => !isChosen(label, inner));
    if (grouping && open.length > 0) ctx.report(grouping, 'found', { labels: inCode(open).join(', ') });
  },
});

/** Words that speak of some among others; who speaks of all of them as well is not meant. */
const some =
  /\b(?:some|several|one of the|one or more(?: of the)?|at least one(?: of the)?) (?:gpu |worker |inference |kubernetes |model )?(?:nodes?|gpus?|pods?|instances?|replicas?|workers?|hosts?|targets?|exporters?|servers?)\b(?!.{0,20}\bor all\b)/i;

/** Whether only one value of the label is asked for. */
function isChosen(label: string, { expr }: Aggregate): boolean {
  return selectorsOf(expr).every(({ matchers }) => matchers.some(one => one.label.name === label && one.op === '='));
}
