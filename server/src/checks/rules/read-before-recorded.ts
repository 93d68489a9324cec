// A rule reads a series that a later rule of its group records: it sees the value of the evaluation before. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { Dialect } from '../../promql/dialect';
import { lex } from '../../promql/lexer';
import { defineCheck } from '../check';

/** Larger groups are made by programs. */
const mostRules = 500;

export const check = defineCheck({
  id: 'rules/read-before-recorded',
  summary: 'A rule reads a series that a later rule of its group records.',
  severity: 'info',
  since: '0.1.0',
  on: 'group',
  needs: ['dialect'],
  messages: {
    found:
      'The rules of a group are evaluated in order, and `{name}` is recorded further down: this reads the value of the evaluation before; move this rule behind that one.',
  },
  run({ file, group }, ctx) {
    const { rules } = group;
    if (rules.length > mostRules || !rules.some(({ rule }) => rule.record)) return;
    const firstAt = new Map<string, number>();
    rules.forEach(({ rule }, i) => {
      const name = rule.record?.value;
      if (!name) return;
      if (!firstAt.has(name)) firstAt.set(name, i);
    });
    // Most recorded names have a colon, and most expressions none: those need not be looked through for words.
    const haveColons = [...firstAt.keys()].every(name => name.includes(':'));
    const source = outerSource(file.root.region.text);
    rules.forEach(({ rule, base }, i) => {
      const own = rule.alert ?? rule.record;
      const expr = rule.expr?.value ?? '';
      const isLater = (one: string): boolean => (firstAt.get(one) ?? -1) > i;
      if (!own || (haveColons && !expr.includes(':')) || !wordsOf(expr).some(isLater)) return;
      const name = namesRead(expr, ctx.dialect).find(isLater);
      if (name === undefined) return;
      const later = rules[firstAt.get(name)!]!;
      const at = {
        source,
        span: { from: later.rule.record!.from + later.base, to: later.rule.record!.to + later.base },
      };
      const related = [{ at, message: 'Recorded here.' }];
      ctx.report({ source, span: { from: own.from + base, to: own.to + base } }, 'found', { name }, { related });
    });
  },
});

/** Everything in an expression that may be a name: most rules read nothing of their group, which this tells without more. */
function wordsOf(expr: string): readonly string[] {
  return expr.match(/[a-zA-Z_:][\w:]*/g) ?? [];
}

/** Names that an expression reads at this moment; what it reads over a range or at another time is from before anyway. */
function namesRead(expr: string, dialect: Dialect): readonly string[] {
  const { kinds, from, to } = lex(expr, dialect);
  const found: string[] = [];
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] === '{') i = behindBraces(kinds, i) - 1;
    if (kinds[i] !== 'identifier' && kinds[i] !== 'metric') continue;
    const next = kinds[behindBraces(kinds, i + 1)];
    if (next !== '[' && next !== 'offset' && next !== '@' && next !== '(') found.push(expr.slice(from[i], to[i]));
  }
  return found;
}

/** The token behind a pair of braces that begins at `at`; `at` where none does. */
function behindBraces(kinds: readonly string[], at: number): number {
  if (kinds[at] !== '{') return at;
  const end = kinds.indexOf('}', at);
  return end < 0 ? kinds.length : end + 1;
}
