// The parsed text at the cursor: of a rule the very objects that checks read, of other texts read here. Layer: features.
import type { ExprUnit } from '../../analysis/rule';
import type { RuleUnit } from '../../model/ruleFile';
import type { Expr } from '../../promql/ast';
import { parsePromql } from '../../promql/parser';
import type { TemplateEnv } from '../../template/env';
import { type ParsedTemplate, parseTemplate } from '../../template/parser';
import type { Knowledge } from '../knowledge';
import type { Written } from './written';

/** The expression of a rule, as checks read it. */
export function exprOfRule(
  rule: RuleUnit | undefined,
  { analysis, dialect, catalog }: Knowledge,
): ExprUnit | undefined {
  return rule?.expr && analysis.parts(rule, dialect, catalog).expr?.unit;
}

/** The expression that the scalar at the cursor is. */
export function exprAt({ rule, scalar }: Written, know: Knowledge): Expr {
  const unit = rule?.expr === scalar ? exprOfRule(rule, know) : undefined;
  // A value with a tag may be read as another text than stands there.
  return unit?.text === scalar.value ? unit.expr : parsePromql(scalar.value, know.dialect).expr;
}

/** The template that the scalar at the cursor is. */
export function templateAt({ rule, scalar, path }: Written, env: TemplateEnv, know: Knowledge): ParsedTemplate {
  const { analysis, dialect, catalog } = know;
  const name = path.at(-1);
  const parts = rule?.alert && analysis.parts(rule, dialect, catalog).templates;
  const known = parts?.find(({ unit, parsed }) => unit.name === name && parsed.text === scalar.value);
  return known?.parsed ?? parseTemplate(scalar.value, env);
}
