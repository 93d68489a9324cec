// All findings of one rule: what its parsers say and what the checks of rules, expressions and templates say.
// Layer: checks. Depends on nothing but the rule, the target and what the checks are supplied with.
import type { ExprUnit } from '../../analysis/rule';
import type { RuleParts } from '../../analysis/ruleParts';
import type { Source } from '../../analysis/source';
import type { Catalog } from '../../catalog/schema';
import type { RuleUnit } from '../../model/ruleFile';
import type { StructureProblem } from '../../model/structure/problem';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { type Check, problemOptions, type Units } from '../check';
import { quotingFix } from '../quotingFix';
import { promqlId, templateErrorId, templateWarningId } from '../told/ids';
import type { Collector } from './collector';
import type { ByUnit } from './registry';

/** Adds what the parsers of expression and templates say. */
export function addParserProblems(out: Collector, { expr, templates }: RuleParts): void {
  if (expr) {
    for (const problem of expr.analysis.problems) {
      const at = { source: expr.unit.source, span: problem };
      out.add(promqlId(problem.code), 'error', at, problem.message, problemOptions(problem));
    }
  }
  for (const { unit, parsed, faults } of templates) {
    for (const problem of parsed.problems) {
      const at = { source: unit.source, span: problem };
      out.add(templateErrorId(problem.code), 'error', at, problem.message, problemOptions(problem));
    }
    for (const { code, message, from, to } of faults) {
      out.add(templateWarningId(code), 'warning', { source: unit.source, span: { from, to } }, message);
    }
  }
}

/** Adds what the structure of a unit or root says; `idOf` gives the check for a code. */
export function addStructureProblems(
  out: Collector,
  source: Source,
  problems: readonly StructureProblem[],
  idOf: (code: string) => string,
): void {
  for (const { code, severity, message, from, to, fix, related } of problems) {
    const own = fix && { title: fix.title, safe: fix.safe, edits: [{ at: fix.span, newText: fix.newText }] };
    out.add(idOf(code), severity, { source, span: { from, to } }, message, {
      ...(own ? { fix: own } : code === 'wrong-type' ? quotingFix(source, from) : {}),
      ...(related ? { related: [{ at: { source, span: related.span }, message: related.message }] } : {}),
    });
  }
}

/** Runs the checks on the rule and on everything in it; the expression's tree is walked once for all of them. */
export function runRuleChecks(
  out: Collector,
  checks: ByUnit,
  rule: RuleUnit,
  parts: RuleParts,
  catalog: Catalog,
): void {
  const { expr, templates, alert } = parts;
  for (const check of checks.rule) out.run<'rule'>(check, parts, rule);
  if (alert) for (const check of checks.alert) out.run<'alert'>(check, alert, alert);
  if (expr) runExpressionChecks(out, checks, expr.unit, catalog);
  for (const check of checks.template) {
    for (const { unit } of templates) out.run<'template'>(check, unit, unit);
  }
}

function runAll<U extends 'call' | 'aggregate' | 'binary'>(
  out: Collector,
  checks: readonly Check[],
  unit: ExprUnit,
  node: Units[U]['node'],
  name: string,
): void {
  for (const check of checks) {
    if (!check.only || check.only.includes(name)) out.run<U>(check, unit, { node, in: unit } as Units[U]);
  }
}

function runOnSelector(
  out: Collector,
  checks: readonly Check[],
  unit: ExprUnit,
  node: VectorSelector,
  catalog: Catalog,
): void {
  const name = metricName(node);
  const fact = name === undefined ? undefined : catalog.find(name)?.metric;
  for (const check of checks) {
    if (check.about && !(fact && check.about.some(key => fact[key] !== undefined))) continue;
    out.run<'selector'>(check, unit, { node, in: unit });
  }
}

function runExpressionChecks(out: Collector, checks: ByUnit, unit: ExprUnit, catalog: Catalog): void {
  for (const check of checks.expr) out.run<'expr'>(check, unit, unit);
  const { call, aggregate, binary, selector } = checks;
  if (call.length + aggregate.length + binary.length + selector.length === 0) return;
  for (const node of unit.nodes) {
    switch (node.kind) {
      case 'call':
        runAll<'call'>(out, call, unit, node, node.func.name);
        break;
      case 'aggregate':
        runAll<'aggregate'>(out, aggregate, unit, node, node.op);
        break;
      case 'binary':
        runAll<'binary'>(out, binary, unit, node, node.op);
        break;
      case 'selector':
        runOnSelector(out, selector, unit, node, catalog);
        break;
    }
  }
}
