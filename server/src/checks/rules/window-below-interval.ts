// A group that is evaluated less often than its rules look back: what happens in between is never looked at. Layer: checks.
import { outerSource } from '../../analysis/source';
import { secondsOf } from '../../promql/durations';
import { lex } from '../../promql/lexer';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/window-below-interval',
  summary: 'A rule looks back less far than its group waits between evaluations.',
  severity: 'info',
  since: '0.1.0',
  on: 'group',
  needs: ['dialect'],
  messages: {
    found:
      'The group is evaluated every {interval} and the expression looks back {window}, so most of what happens in between is never seen: evaluate more often, or look back at least {interval}.',
  },
  run({ file, group }, ctx) {
    const interval = getScalar(group.map, 'interval');
    const seconds = secondsOf(interval?.value);
    if (!interval || !seconds) return;
    const source = outerSource(file.root.region.text);
    for (const { rule, base } of group.rules) {
      if (!rule.expr?.value.includes('[')) continue;
      const longest = longestWindow(rule.expr.value, ctx);
      if (!longest || longest.seconds >= seconds) continue;
      const at = { source, span: { from: rule.expr.from + base, to: rule.expr.to + base } };
      ctx.report(at, 'found', { interval: interval.value, window: longest.text });
    }
  },
});

interface Window {
  readonly text: string;
  readonly seconds: number;
}

/** The longest range of an expression; undefined where it has none, or one that is no plain duration. */
function longestWindow(expr: string, { dialect }: { readonly dialect: Parameters<typeof lex>[1] }): Window | undefined {
  const { kinds, from, to, error } = lex(expr, dialect);
  if (error) return undefined;
  let longest: Window | undefined;
  for (const [i, kind] of kinds.entries()) {
    if (kind !== '[') continue;
    const text = expr.slice(from[i + 1], to[i + 1]);
    const seconds = secondsOf(text);
    if (seconds === undefined) return undefined;
    if (!longest || seconds > longest.seconds) longest = { text, seconds };
  }
  return longest;
}
