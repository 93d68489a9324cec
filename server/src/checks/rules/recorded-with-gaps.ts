// A group that records less often than a sample lasts: between two evaluations its series are not there. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { RuleFile, RuleGroup } from '../../model/ruleFile';
import type { Expr } from '../../promql/ast';
import type { Dialect } from '../../promql/dialect';
import { secondsOf } from '../../promql/durations';
import { metricName } from '../../promql/inspect';
import { parsePromql } from '../../promql/parser';
import type { YamlScalar } from '../../yaml/node';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';

/** How long a sample is found, unless `--query.lookback-delta` says otherwise (promql/engine.go). */
const lookback = 300;

export const check = defineCheck({
  id: 'rules/recorded-with-gaps',
  summary: 'A group records less often than its samples last.',
  severity: 'info',
  since: '0.1.0',
  on: 'group',
  needs: ['dialect'],
  pint: ['group/interval'],
  messages: {
    found:
      'A sample is found for 5m, and this group records every {interval}: in between its series are gone, and whatever reads them at a moment sees nothing; evaluate at least every 5m, or read them by `last_over_time`.',
    never:
      '`{name}` is recorded every {interval} and found for 5m, so it is gone in between, `for: {wait}` begins anew each time and the alert never fires: record it at least every 5m, or read `last_over_time({name}[{interval}])`.',
  },
  run({ file, group }, ctx) {
    const interval = getScalar(group.map, 'interval');
    const gap = (secondsOf(interval?.value) ?? 0) - lookback;
    if (!interval || gap <= 0) return;
    const names = new Set(group.rules.flatMap(({ rule }) => (rule.record ? [rule.record.value] : [])));
    if (names.size === 0) return;
    const source = outerSource(file.root.region.text);
    ctx.report({ source, span: interval }, 'found', { interval: interval.value });
    for (const { name, wait, base } of waiting(file, gap, names, ctx.dialect)) {
      const span = { from: wait.from + base, to: wait.to + base };
      const data = { name, interval: interval.value, wait: wait.value };
      ctx.report({ source, span }, 'never', data, { severity: 'warning' });
    }
  },
});

interface Waiting {
  readonly name: string;
  readonly wait: YamlScalar;
  readonly base: number;
}

/** The alerts that need one of these series for longer than it is there, and are evaluated while it is gone. */
function waiting(file: RuleFile, gap: number, names: ReadonlySet<string>, dialect: Dialect): readonly Waiting[] {
  return file.groups.flatMap(group =>
    evaluationOf(group) > gap
      ? []
      : group.rules.flatMap(({ rule, base }) => {
          const { alert, expr, for: wait } = rule;
          if (!alert || !expr || !wait || (secondsOf(wait.value) ?? 0) < lookback) return [];
          if (![...names].some(name => expr.value.includes(name))) return [];
          const parsed = parsePromql(expr.value, dialect);
          const name = parsed.problems.length > 0 ? undefined : neededBy(parsed.expr, names);
          return name === undefined ? [] : [{ name, wait, base }];
        }),
  );
}

/** Seconds between two evaluations of a group; Prometheus' default where it does not tell. */
function evaluationOf(group: RuleGroup): number {
  return secondsOf(getScalar(group.map, 'interval')?.value) ?? 60;
}

/** A series of these without which an expression has no result. */
function neededBy(expr: Expr, names: ReadonlySet<string>): string | undefined {
  switch (expr.kind) {
    case 'selector': {
      const name = metricName(expr);
      return name !== undefined && names.has(name) ? name : undefined;
    }
    case 'paren':
    case 'unary':
    case 'aggregate':
      return neededBy(expr.expr, names);
    case 'binary':
      if (expr.op === 'or' || expr.fills.length > 0) return undefined;
      return neededBy(expr.lhs, names) ?? (expr.op === 'unless' ? undefined : neededBy(expr.rhs, names));
    default:
      return undefined;
  }
}
