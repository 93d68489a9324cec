// A message tells `$value` as a number of something, and the expression gives a constant: 1 of `absent()`, or the flag that was
// asked for. Layer: checks.

import type { ExprUnit, TemplateUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import { unwrap } from '../../promql/inspect';
import type { PrintedValue } from '../../template/statements';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/constant-value',
  summary: 'A message tells a constant as a number of something.',
  severity: 'info',
  since: '0.1.0',
  on: 'template',
  where: 'annotation',
  actions: true,
  needs: ['catalog'],
  messages: {
    absent: '`{func}()` is always 1, which is no number of anything: leave the value out of the message.',
    left: '`{op}` keeps the value of its left side, which is always {value} here: put what the message tells to the left.',
    flag: '`{metric}` is always {value} here, which is no number of anything: leave the value out of the message.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || unit.statements.values.length === 0) return;
    const func = absenceIn(expr);
    const told = unit.statements.values.find(
      printed => isNumber(printed, unit) || (func !== undefined && hasUnit(printed)),
    );
    if (!told) return;
    const at = { from: told.from, to: told.to };
    const options = { restsOn: [wholeOf(expr.source)] };
    if (func !== undefined) {
      ctx.report(at, 'absent', { func }, options);
      return;
    }
    const { min, max, of } = expr.valueOf(expr.expr);
    // What was compared with a number of things is that number.
    if (min !== max || !of || of.min !== 0 || of.max !== 1 || of.unit) return;
    const outer = unwrap(expr.expr);
    if (outer.kind === 'binary' && outer.op === 'and') ctx.report(at, 'left', { op: outer.op, value: min }, options);
    else ctx.report(at, 'flag', { metric: of.metric, value: min }, options);
  },
});

/** The function of absence whose result the expression passes on. */
function absenceIn({ expr }: ExprUnit): string | undefined {
  let inner = unwrap(expr);
  while (inner.kind === 'binary' && (inner.op === 'and' || inner.op === 'unless' || inner.op === '==')) {
    inner = unwrap(inner.lhs);
  }
  return inner.kind === 'call' && inner.func.name.startsWith('absent') ? inner.func.name : undefined;
}

/** What there are several of. */
const things =
  /^ (?:[a-z0-9-]{1,20} ){0,2}(?:replicas|pods|nodes|targets|instances|gpus|hosts|servers|workers|engines|brokers|jobs|errors|failures|requests|tokens|messages|events|restarts|alerts|times|seconds|minutes|hours|days)\b/i;

/** Whether a value is told as a number of something, and not just shown. */
function isNumber({ from, to, per }: PrintedValue, { text }: TemplateUnit): boolean {
  return per !== undefined || /\b(?:only|just)\s*$/i.test(text.slice(0, from)) || things.test(text.slice(to, to + 80));
}

/** Of flags with a unit `template/wrong-scale` says more. */
function hasUnit({ functions, unit }: PrintedValue): boolean {
  return unit !== undefined || functions.some(name => /^humanize./.test(name));
}
