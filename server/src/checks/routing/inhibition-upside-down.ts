// An inhibition rule whose source is the milder severity: while a warning fires nobody hears of what is critical. Layer: checks.

import type { MatcherNode } from '../../model/alertmanager';
import { conditionsOf, equalLabels } from '../../model/conditions';
import { listedValues } from '../../routing/allowed';
import { matcherText } from '../../routing/conditions';
import { severityRank } from '../../routing/severity';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/inhibition-upside-down',
  summary: 'An inhibition rule silences the worse alerts while milder ones fire.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found:
      'While an alert with `{source}` fires, those with `{target}` are silenced, which are worse: exchange source and target.',
    any: 'Every alert is a source here, so one that is milder silences those with `{target}`: name the alert or the severity of the source.',
  },
  run({ map, of, mode }, ctx) {
    if (of !== 'inhibition') return;
    const [source, target] = [conditionsOf(map, 'source_', mode), conditionsOf(map, 'target_', mode)];
    const grade = gradeIn(target);
    if (source.length > 0 && source.every(takesAny)) {
      // What passes both sides is silenced by nothing that passes both, so what is left of the sources is milder.
      if (grade && grade.lowest > severityRank('info')! && equalLabels(map).length > 0)
        ctx.report(source[0]!.node, 'any', { target: matcherText(grade.matcher) });
      return;
    }
    // Who names the alert of the source knows what it stands for, but where the same is asked of both sides.
    if (source.some(one => one.label !== 'severity' && one.label !== 'priority' && !isAmong(one, target))) return;
    const [milder, worse] = [gradeIn(source), grade];
    if (!milder || !worse || milder.matcher.label !== worse.matcher.label || milder.highest >= worse.lowest) return;
    ctx.report(milder.matcher.node, 'found', {
      source: matcherText(milder.matcher),
      target: matcherText(worse.matcher),
    });
  },
});

function takesAny({ op, value }: MatcherNode): boolean {
  return op === '=~' && (value === '.*' || value === '.+');
}

function isAmong({ label, op, value }: MatcherNode, side: readonly MatcherNode[]): boolean {
  return side.some(one => one.label === label && one.op === op && one.value === value);
}

interface Grade {
  readonly matcher: MatcherNode;
  readonly lowest: number;
  readonly highest: number;
}

/** The severities that one side takes, where all are known. */
function gradeIn(side: readonly MatcherNode[]): Grade | undefined {
  const matcher = side.find(({ label, op }) => label === 'severity' && (op === '=' || op === '=~'));
  const ranks = matcher && listedValues(matcher)?.map(severityRank);
  if (!matcher || !ranks || ranks.length === 0) return undefined;
  const known = ranks.filter(rank => rank !== undefined);
  return known.length < ranks.length ? undefined : { matcher, lowest: Math.min(...known), highest: Math.max(...known) };
}
