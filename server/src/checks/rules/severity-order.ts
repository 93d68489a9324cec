// Two alerts on the same expression of which the worse one has the looser bound, or the same. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { PlacedRule } from '../../model/ruleFile';
import type { Dialect } from '../../promql/dialect';
import { secondsOf } from '../../promql/durations';
import { lex } from '../../promql/lexer';
import { severityRank } from '../../routing/severity';
import { follow } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/severity-order',
  summary: 'The bounds of two severities are in the wrong order, or the same.',
  severity: 'warning',
  since: '0.1.0',
  on: 'group',
  needs: ['dialect'],
  pint: ['rule/duplicate'],
  messages: {
    inverted:
      'This is `{worse}` from {bound} on, and `{milder}` only from {other}: the milder one fires later than the worse one, if at all; exchange the bounds.',
    same: 'This is `{worse}` under the very condition under which `{milder}` fires as well, so every case is told twice; give one of the two another bound or `for`.',
  },
  run({ file, group }, ctx) {
    const source = outerSource(file.root.region.text);
    const place = ({ rule, base }: PlacedRule) => ({
      source,
      span: { from: rule.alert!.from + base, to: rule.alert!.to + base },
    });
    for (const family of familiesOf(group.rules)) {
      const tiers = family.flatMap(placed => tierOf(placed, ctx.dialect) ?? []);
      for (const worse of tiers) {
        const milder = tiers.find(one => one.rank < worse.rank && one.of === worse.of);
        if (!milder || worse.seconds > milder.seconds) continue;
        const order = (worse.bound - milder.bound) * (worse.op.startsWith('>') ? 1 : -1);
        const related = [{ at: place(milder.placed), message: `The one of severity ${milder.severity}.` }];
        const names = { worse: worse.severity, milder: milder.severity };
        if (order < 0) {
          const data = { ...names, bound: worse.bound, other: milder.bound };
          ctx.report(place(worse.placed), 'inverted', data, { related });
        } else if (order === 0 && worse.seconds === milder.seconds) {
          ctx.report(place(worse.placed), 'same', names, { related, severity: 'info' });
        }
      }
    }
  },
});

interface Tier {
  readonly placed: PlacedRule;
  readonly severity: string;
  readonly rank: number;
  /** The expression without its last bound, and the operator. */
  readonly of: string;
  readonly op: string;
  readonly bound: number;
  /** Of `for`. */
  readonly seconds: number;
}

/** Alerts whose names say the same but for a severity, where there are several. */
function familiesOf(rules: readonly PlacedRule[]): readonly (readonly PlacedRule[])[] {
  const families = new Map<string, PlacedRule[]>();
  for (const placed of rules) {
    const { alert, expr } = placed.rule;
    if (!alert || !expr) continue;
    const key = alert.value
      .toLowerCase()
      .replace(/warning|critical|warn|crit|info|page|high|low|major|minor|[_\W]/g, '');
    const family = families.get(key);
    if (family) family.push(placed);
    else families.set(key, [placed]);
  }
  return [...families.values()].filter(({ length }) => length > 1 && length <= mostInFamily);
}

/** More alerts of one name are told apart by other things than a severity. */
const mostInFamily = 50;

function tierOf(placed: PlacedRule, dialect: Dialect): Tier | undefined {
  const { rule } = placed;
  const label = follow(rule.labels.find(({ key }) => key.value === 'severity')?.value);
  const severity = label?.kind === 'scalar' ? label.value : '';
  const rank = severityRank(severity);
  const bound = rank === undefined ? undefined : lastBound(rule.expr!.value, dialect);
  const seconds = rule.for ? secondsOf(rule.for.value) : 0;
  return rank === undefined || !bound || seconds === undefined
    ? undefined
    : { placed, severity, rank, seconds, ...bound };
}

/** The comparison with a number that an expression ends with, and what stands before it. */
function lastBound(expr: string, dialect: Dialect): Pick<Tier, 'of' | 'op' | 'bound'> | undefined {
  const { kinds, from, to, error } = lex(expr, dialect);
  const word = (at: number): string => expr.slice(from[at], to[at]);
  // The last one is the end.
  const last = kinds.length - 2;
  if (error || kinds[last] !== 'number') return undefined;
  const isNegative = kinds[last - 1] === '-' && /^[<>]=?$/.test(kinds[last - 2] ?? '');
  const at = isNegative ? last - 2 : last - 1;
  const op = kinds[at] ?? '';
  // What is left out by a bound grows where the bound falls.
  if (!/^[<>]=?$/.test(op) || kinds.includes('unless')) return undefined;
  const number = Number(word(last));
  if (!Number.isFinite(number)) return undefined;
  const before = Array.from({ length: at + 1 }, (_, i) => word(i));
  return { of: before.join(' '), op, bound: isNegative ? -number : number };
}
