// `=` compares the text itself: a value with `|` or `*` in it looks like a pattern, for which `=~` is needed. Layer: checks.
import type { MatcherNode } from '../../model/alertmanager';
import { type ConditionSide, conditionsOf } from '../../model/conditions';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/pattern-as-text',
  summary: 'A matcher compares with the text of a pattern.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found:
      '`{op}` compares with the text itself, and hardly any alert has `{label}` `{value}`: a pattern needs `{right}`.',
    comma: 'In a pattern a comma is a comma, and hardly any value reads `{value}`: write `{right}` for one of several.',
    list: '`{op}` compares with the text itself, and `{value}` looks like a list: write `{label}{right}"{pattern}"`.',
  },
  run({ map, of, mode }, ctx) {
    const sides: readonly ConditionSide[] = of === 'route' ? [''] : ['source_', 'target_'];
    for (const side of sides) {
      for (const matcher of conditionsOf(map, side, mode)) {
        const { label, op, value, node } = matcher;
        const right = op === '=' ? '=~' : '!~';
        if (isListInPattern(matcher)) {
          ctx.report(node, 'comma', { value, right: value.split(/, ?/).join('|') }, { severity: ofList(label) });
        } else if (isPattern(matcher)) ctx.report(node, 'found', { op, label, value, right });
        else if (isList(matcher)) {
          ctx.report(
            node,
            'list',
            { op, label, value, right, pattern: value.split(/, ?/).join('|') },
            { severity: ofList(label) },
          );
        }
      }
    }
  },
});

/** A label of which no value has a comma; teams may be called as they like. */
function ofList(label: string): 'warning' | 'info' {
  return /^(?:severity|alertname|priority|namespace|pod|node|job)$/.test(label) ? 'warning' : 'info';
}

/** `a,b` where a pattern is read. */
function isListInPattern({ op, value }: MatcherNode): boolean {
  return (op === '=~' || op === '!~') && /^[\w.-]+(?:, ?[\w.-]+)+$/.test(value);
}

/** `a|b`, `.*`, `prod-.*`, `*`: what names, severities and teams never hold. */
function isPattern({ op, value }: MatcherNode): boolean {
  // `= ~a` is told as a mistaken operator.
  if ((op !== '=' && op !== '!=') || /^[=~!']/.test(value)) return false;
  return (
    value === '*' ||
    /^[\w.-]+(?:\|[\w.-]+)+$/.test(value) ||
    /\.[*+]/.test(value) ||
    /^[\w-]+\*$|^\*[\w-]+$/.test(value)
  );
}

/** `critical,warning` of a label that holds one word. */
function isList({ op, label, value }: MatcherNode): boolean {
  if (op !== '=' && op !== '!=') return false;
  return /^(?:severity|alertname|team|priority)$/.test(label) && /^\w+(?:, ?\w+)+$/.test(value);
}
