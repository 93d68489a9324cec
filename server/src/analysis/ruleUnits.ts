// The expression and the templates of a rule as checks ask for them: what is known of their parts is worked out when somebody
// first asks. Layer: analysis.
import type { RuleUnit } from '../model/ruleFile';
import type { Expr, VectorSelector } from '../promql/ast';
import { type Bound, resultBound } from '../promql/bounds';
import type { ParsedPromql } from '../promql/parser';
import { type LabelFlow, labelFlow, labelFlowInSlices, type MetricLabels, type Shape } from '../promql/shape';
import { valuesInSlices, valuesOf } from '../promql/value/flow';
import { type MetricValues, unknownValue, type Value, type Values } from '../promql/value/value';
import { ancestorsOf, nodesInSlices, nodesOf, selectorsAmong, walk } from '../promql/walk';
import type { TemplateNode } from '../template/ast';
import type { ParsedTemplate } from '../template/parser';
import type { LabelUses } from '../template/reads';
import type { Stated } from '../template/stated';
import type { Statements } from '../template/statements';
import type { Problem } from '../text/span';
import type { YamlScalar } from '../yaml/node';
import type { ExprUnit, TemplateUnit } from './rule';
import type { Source } from './source';
import { scalarSource } from './source';

/** From so many characters on what is known of all parts of an expression is worked out before anybody asks for it. */
export const largeExpression = 5_000;

/** What is read of the text of a template, for all rules that have it. */
export interface ReadTemplate {
  readonly parsed: ParsedTemplate;
  /** What it does at run time that its author cannot mean. */
  readonly faults: readonly Problem[];
  readonly uses: LabelUses;
  /** Read when somebody first asks. */
  readonly statements: () => Statements;
  readonly stated: () => Stated;
}

/** A template of a rule; its place in the rule is worked out when a check first has something to say. */
export class RuleTemplate implements TemplateUnit {
  private knownSource: Source | undefined;

  constructor(
    readonly rule: RuleUnit,
    readonly expr: ExprUnit | undefined,
    readonly where: TemplateUnit['where'],
    readonly name: string,
    private readonly scalar: Pick<YamlScalar, 'value' | 'map'>,
    private readonly outer: Source,
    private readonly known: ReadTemplate,
  ) {}

  get source(): Source {
    return (this.knownSource ??= scalarSource(this.scalar, this.outer));
  }

  get text(): string {
    return this.scalar.value;
  }

  get nodes(): readonly TemplateNode[] {
    return this.known.parsed.nodes;
  }

  get uses(): LabelUses {
    return this.known.uses;
  }

  get statements(): Statements {
    return this.known.statements();
  }

  get stated(): Stated {
    return this.known.stated();
  }

  get sound(): boolean {
    return this.known.parsed.problems.length === 0;
  }
}

/** The expression of a rule; shape and ancestors are worked out when a check first asks. */
export class RuleExpression implements ExprUnit {
  readonly text: string;
  readonly expr: Expr;
  readonly sound: boolean;
  private knownFlow: LabelFlow | undefined;
  private knownValues: Values | undefined;
  private knownNodes: readonly Expr[] | undefined;
  private knownSelectors: readonly VectorSelector[] | undefined;
  private knownBound: Bound | undefined;
  private isBoundKnown = false;
  private parentOf: ReadonlyMap<Expr, Expr> | undefined;
  /** Asked for last: one check after the other asks for the ancestors of one node. */
  private lastAsked: { readonly node: Expr; readonly parents: readonly Expr[] } | undefined;

  constructor(
    readonly rule: RuleUnit,
    readonly source: Source,
    analysis: ParsedPromql,
    private readonly labels: MetricLabels,
    private readonly values: MetricValues,
  ) {
    this.text = source.text;
    this.expr = analysis.expr;
    this.sound = analysis.problems.length === 0;
  }

  /** Works out in slices what is else worked out in one go when somebody first asks. */
  *prepare(): Generator<void, void> {
    this.knownNodes ??= yield* nodesInSlices(this.expr);
    yield;
    this.knownFlow ??= yield* labelFlowInSlices(this.knownNodes, this.labels);
    yield;
    this.knownValues ??= yield* valuesInSlices(this.knownNodes, this.values);
    yield;
  }

  get nodes(): readonly Expr[] {
    return (this.knownNodes ??= nodesOf(this.expr));
  }

  get selectors(): readonly VectorSelector[] {
    return (this.knownSelectors ??= selectorsAmong(this.nodes));
  }

  get bound(): Bound | undefined {
    if (!this.isBoundKnown) this.knownBound = resultBound(this.expr);
    this.isBoundKnown = true;
    return this.knownBound;
  }

  get shape(): Shape {
    return this.flow.of(this.expr);
  }

  get flow(): LabelFlow {
    return (this.knownFlow ??= labelFlow(this.nodes, this.labels));
  }

  valueOf(node: Expr): Value {
    this.knownValues ??= valuesOf(this.nodes, this.values);
    return this.knownValues.get(node) ?? unknownValue;
  }

  shapeOf(node: Expr): Shape {
    return this.flow.of(node);
  }

  parents(node: Expr): readonly Expr[] {
    if (this.lastAsked?.node !== node) this.lastAsked = { node, parents: this.findParents(node) };
    return this.lastAsked.parents;
  }

  private findParents(node: Expr): readonly Expr[] {
    // The way down a long chain of operators passes all that stand behind the node.
    const path = this.text.length < largeExpression ? ancestorsOf(this.expr, node) : undefined;
    if (path) return path;
    this.parentOf ??= parentsIn(this.expr);
    const found: Expr[] = [];
    for (let at = this.parentOf.get(node); at; at = this.parentOf.get(at)) found.push(at);
    return found.reverse();
  }
}

function parentsIn(root: Expr): ReadonlyMap<Expr, Expr> {
  const parents = new Map<Expr, Expr>();
  walk(root, (node, parent) => {
    if (parent) parents.set(node, parent);
  });
  return parents;
}
