// A rule as it is understood once for everybody who asks: its expression and its templates, parsed, with their places.
// Made by ruleParts.ts; checks, hover and preview read the same objects. Layer: analysis (above promql, template, model).
import type { RuleUnit } from '../model/ruleFile';
import type { Expr, VectorSelector } from '../promql/ast';
import type { Bound } from '../promql/bounds';
import type { LabelFlow, Shape } from '../promql/shape';
import type { Value } from '../promql/value/value';
import type { TemplateNode } from '../template/ast';
import type { LabelUses } from '../template/reads';
import type { Stated } from '../template/stated';
import type { Statements } from '../template/statements';
import type { Source } from './source';

/** The expression of a rule, parsed once. */
export interface ExprUnit {
  readonly rule: RuleUnit;
  readonly source: Source;
  readonly text: string;
  readonly expr: Expr;
  /** Parsed without problems. */
  readonly sound: boolean;
  /** All nodes of `expr`, parents first. */
  readonly nodes: readonly Expr[];
  readonly selectors: readonly VectorSelector[];
  /** Ancestors of a node, outermost first. */
  parents(node: Expr): readonly Expr[];
  /** The bound that what it gives has passed. */
  readonly bound: Bound | undefined;
  readonly shape: Shape;
  /** The shapes of all parts of it. */
  readonly flow: LabelFlow;
  /** The shape of a part of it. */
  shapeOf(node: Expr): Shape;
  /** What is known of the numbers of a part of it. */
  valueOf(node: Expr): Value;
}

/** A template of a rule's labels or annotations, parsed once. */
export interface TemplateUnit {
  readonly rule: RuleUnit;
  /** The rule's expression, where one is written. */
  readonly expr: ExprUnit | undefined;
  readonly where: 'label' | 'annotation';
  readonly name: string;
  readonly source: Source;
  readonly text: string;
  readonly nodes: readonly TemplateNode[];
  /** Which labels of the series it shows. */
  readonly uses: LabelUses;
  /** Which values it prints in which unit, and which bounds it states. */
  readonly statements: Statements;
  /** Which percentiles and times it names. */
  readonly stated: Stated;
  readonly sound: boolean;
}

/** An alerting rule with everything that is parsed in it. */
export interface AlertUnit {
  readonly rule: RuleUnit;
  readonly source: Source;
  readonly expr: ExprUnit | undefined;
  readonly labels: readonly TemplateUnit[];
  readonly annotations: readonly TemplateUnit[];
}
