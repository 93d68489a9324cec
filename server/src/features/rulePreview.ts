// A rule prepared for the live preview: what to ask and what to draw. Layer: features.
import type { RuleParts } from '../analysis/ruleParts';
import { millisecondsOf } from '../model/structure/scalars';
import type { Expr } from '../promql/ast';
import { isComparison, unwrap } from '../promql/inspect';
import { getScalar } from '../yaml/path';
import { conditionsOf } from './conditions';
import { explainNodes } from './explainNodes';
import { writtenName, writtenText } from './filledIn';
import { innerNumbers } from './innerNumbers';
import type { PreviewedRule, RuleTiming } from './previewShapes';
import { unitOfValue } from './resultUnit';
import { templatesOf } from './ruleMessages';
import type { RuleAt } from './rules';

/** What the preview shows of a rule before any server was asked. */
export function previewOf(found: RuleAt, { expr }: RuleParts): PreviewedRule {
  const { rule, group } = found;
  const { labels, annotations } = templatesOf(found);
  const severity = labels.find(label => label.name === 'severity')?.template;
  const hidden = expr && rule.expr && writtenText(found, found.base, rule.expr, expr.unit.text);
  const text = hidden?.text ?? expr?.unit.text ?? '';
  const sound = expr?.unit.sound ? expr.unit : undefined;
  const unitOf = (part: Expr): string | undefined => sound && unitOfValue(sound.valueOf(part));
  const conditions = sound
    ? conditionsOf(sound.expr, text).map(({ drawn, shown }) => {
        const unit = unitOf(drawn);
        return { ...shown, ...(unit === undefined ? {} : { unit }) };
      })
    : [];
  const thresholds = new Set(conditions.flatMap(({ threshold, at }) => (threshold === undefined ? [] : [at.from])));
  const top = sound && unwrap(sound.expr);
  const comparison = top?.kind === 'binary' && isComparison(top.op) ? conditions[0] : undefined;
  const unit = comparison ? comparison.unit : sound && unitOf(sound.expr);
  return {
    kind: rule.record && !rule.alert ? 'record' : 'alert',
    name: writtenName(found, found.base, rule.alert ?? rule.record),
    ...(severity !== undefined ? { severity } : {}),
    group: writtenName(found, 0, group.name),
    expr: text,
    problems: hidden
      ? [{ ...hidden.holes[0]!, message: hole }]
      : (expr?.analysis.problems ?? []).map(({ from, to, message }) => ({ from, to, message })),
    ...(comparison ? { comparison } : {}),
    conditions,
    numbers: sound ? innerNumbers(sound.expr, text, thresholds) : [],
    timing: timingOf(found),
    nodes: sound ? explainNodes(sound.expr, text) : [],
    ...(unit !== undefined ? { unit } : {}),
    labels,
    annotations,
  };
}

function timingOf({ rule, group }: RuleAt): RuleTiming {
  const interval = millisecondsOf(getScalar(group.map, 'interval'));
  return {
    for: millisecondsOf(rule.for) ?? 0,
    keepFiringFor: millisecondsOf(rule.keepFiringFor) ?? 0,
    ...(interval ? { interval } : {}),
  };
}

/** What a duration says; undefined where none is written or it is none. */
const hole =
  'A template engine such as Helm fills this in before Prometheus reads it, so the preview cannot ask for the expression.';
