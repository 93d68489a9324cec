// A message tells `$value` as a number of something, and the expression gives a constant: 1 of `absent()`, or the flag that was
// asked for. Layer: checks.

import type { ExprUnit, TemplateUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import type { Binary, Expr } from '../../promql/ast';
import { metricName, unwrap } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import type { PrintedValue } from '../../template/statements';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/constant-value',
  summary: 'A message tells a constant as a number of something.',
  severity: 'info',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'value printed'],
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
    if (min !== max) return;
    const outer = unwrap(expr.expr);
    if (max === 0 && outer.kind === 'binary' && outer.op === 'and' && isOfRight(told, outer, unit)) {
      ctx.report(at, 'left', { op: outer.op, value: min }, { ...options, severity: 'warning' });
      return;
    }
    const flag = flagIn(outer);
    if (max === 1 && flag !== undefined && !of?.unit) {
      ctx.report(at, 'flag', { metric: flag, value: min }, { ...options, severity: 'warning' });
      return;
    }
    // What was compared with a number of things is that number.
    if (of?.min !== 0 || of.max !== 1 || of.unit) return;
    if (outer.kind === 'binary' && outer.op === 'and') ctx.report(at, 'left', { op: outer.op, value: min }, options);
    else ctx.report(at, 'flag', { metric: of.metric, value: min }, options);
  },
});

/** `…_detected == 1`: a flag by its name, of whatever exporter. */
function flagIn(outer: Expr): string | undefined {
  if (outer.kind !== 'binary' || outer.op !== '==') return undefined;
  const selector = innermostOf(outer.lhs);
  const name = selector.kind === 'selector' ? metricName(selector) : undefined;
  return name !== undefined && flag.test(name) ? name : undefined;
}

const flag = /_(?:detected|exceeded|triggered|breached|healthy|flag|alive|reachable)$/;

/**
 * Whether the things that the message tells a number of are those of the right side: "All 0 nodes", and "0 jobs are queued" of
 * `active_jobs == 0 and queued_jobs > 10`.
 */
function isOfRight({ from, to }: PrintedValue, { lhs, rhs }: Binary, { text }: TemplateUnit): boolean {
  if (/\ball\s*$/i.test(text.slice(0, from))) return true;
  const [left, right] = [lhs, rhs].map(side => new Set(selectorsOf(side).flatMap(one => wordsOf(metricName(one)))));
  const behind = /^[^,;.(\n{]{0,60}/.exec(text.slice(to, to + 60))?.[0].split(/\b(?:but|while|and|though)\b/)[0];
  const said = wordsOf(behind);
  return (
    said.some(word => right!.has(word) && !left!.has(word)) && !said.some(word => left!.has(word) && !right!.has(word))
  );
}

/** Words of a name or text, without the ends that a plural or participle has. */
function wordsOf(text: string | undefined): readonly string[] {
  const words = text?.toLowerCase().match(/[a-z]{3,}/g) ?? [];
  return words.map(word => word.replace(/(?:ing|ed|s)$/, ''));
}

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
  /^ (?:[a-z0-9-]{1,20} ){0,2}(?:replicas|pods|nodes|targets|instances|gpus|hosts|servers|workers|engines|brokers|jobs|errors|failures|requests|tokens|messages|events|restarts|alerts|features|models|sandboxes|vectors|records|users|times|seconds|minutes|hours|days)\b/i;

/** Whether a value is told as a number of something, and not just shown. */
function isNumber({ from, to, per }: PrintedValue, { text }: TemplateUnit): boolean {
  return per !== undefined || /\b(?:only|just)\s*$/i.test(text.slice(0, from)) || things.test(text.slice(to, to + 80));
}

/** Of flags with a unit `template/wrong-scale` says more. */
function hasUnit({ functions, unit }: PrintedValue): boolean {
  return unit !== undefined || functions.some(name => /^humanize./.test(name));
}
