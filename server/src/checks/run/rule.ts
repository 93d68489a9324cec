// All findings of one rule: what its parsers say and what the checks of rules, expressions and templates say.
// Layer: checks. Depends on nothing but the rule, the target and what the checks are supplied with.
import type { ExprUnit } from '../../analysis/rule';
import type { RuleParts } from '../../analysis/ruleParts';
import type { Source } from '../../analysis/source';
import type { Catalog } from '../../catalog/schema';
import type { RuleUnit } from '../../model/ruleFile';
import type { StructureProblem } from '../../model/structure/problem';
import type { Expr } from '../../promql/ast';
import { finish } from '../../text/slices';
import { type Check, problemOptions, type Units } from '../check';
import { quotingFix } from '../quotingFix';
import { promqlId, templateErrorId, templateWarningId } from '../told/ids';
import type { Collector, Placed } from './collector';
import type { Held } from './held';
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
  held: Held,
): void {
  finish(runRuleChecksInSlices(out, checks, rule, parts, catalog, held));
}

/** The same in slices; nothing else may be collected until it is through. */
export function* runRuleChecksInSlices(
  out: Collector,
  checks: ByUnit,
  rule: RuleUnit,
  parts: RuleParts,
  catalog: Catalog,
  held: Held,
): Generator<void, void> {
  const { expr, templates, alert } = parts;
  const isLarge = rule.text.length >= large;
  const { traits, words, metrics } = held;
  if (isLarge) yield* runEach<'rule'>(out, checks.rule, parts, rule);
  else out.runAll<'rule'>(checks.ofRules.rule.of(traits, words, metrics), parts, rule);
  yield;
  if (alert) {
    if (isLarge) yield* runEach<'alert'>(out, checks.alert, alert, alert);
    else out.runAll<'alert'>(checks.ofRules.alert.of(traits, words, metrics), alert, alert);
  }
  if (expr) {
    yield;
    if (isLarge) yield* runEach<'expr'>(out, checks.expr, expr.unit, expr.unit);
    else out.runAll<'expr'>(checks.ofRules.expr.of(traits, words, metrics), expr.unit, expr.unit);
    if (!checks.ofExpressions.isEmpty) {
      yield;
      const { nodes } = expr.unit;
      for (let i = 0; i < nodes.length; i++) {
        if (i % nodesPerSlice === nodesPerSlice - 1) yield;
        runNodeChecks(out, checks, expr.unit, nodes[i]!, catalog, held);
      }
    }
  }
  for (const { unit } of templates) {
    yield;
    out.runAll<'template'>(checks.ofTemplates.of(unit, held), unit, unit);
  }
}

/** Runs checks of one kind, each in a slice of its own. */
function* runEach<U extends 'rule' | 'alert' | 'expr'>(
  out: Collector,
  checks: readonly Check[],
  place: Placed,
  unit: Units[U],
): Generator<void, void> {
  for (const one of checks) {
    out.runAll<U>([one], place, unit);
    yield;
  }
}

/** From so many characters on a rule takes long: each of its checks gets a slice. */
export const large = 5_000;

/** How many nodes of an expression are asked about between two yields. */
const nodesPerSlice = 8;

function runNodeChecks(out: Collector, checks: ByUnit, unit: ExprUnit, node: Expr, catalog: Catalog, held: Held): void {
  const { call, aggregate, binary, selector } = checks.ofExpressions;
  switch (node.kind) {
    case 'call':
      out.runAll<'call'>(call.of(node.func.name, held), unit, { node, in: unit });
      break;
    case 'aggregate':
      out.runAll<'aggregate'>(aggregate.of(node.op, held), unit, { node, in: unit });
      break;
    case 'binary':
      out.runAll<'binary'>(binary.of(node, held), unit, { node, in: unit });
      break;
    case 'selector':
      out.runAll<'selector'>(selector.of(node, held, catalog), unit, { node, in: unit });
      break;
  }
}
