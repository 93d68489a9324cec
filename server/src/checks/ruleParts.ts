// A rule taken apart for checks: its expression and templates, each parsed once for a rule and a dialect.
// Layer: checks (above promql, template and model).
import type { Catalog } from '../catalog/schema';
import type { RuleEntry, RuleUnit } from '../model/ruleFile';
import type { Expr } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import { analyzePromql, type ParsedPromql } from '../promql/parser';
import { type MetricLabels, type Shape, shapeOf } from '../promql/shape';
import { childrenOf } from '../promql/walk';
import { prometheusTemplates, type TemplateEnv } from '../template/env';
import { type ParsedTemplate, parseTemplate } from '../template/parser';
import type { YamlScalar } from '../yaml/node';
import { follow } from '../yaml/path';
import type { AlertUnit, ExprUnit, Source, TemplateUnit } from './check';
import { metricLabels } from './metricLabels';
import { outerSource, scalarSource } from './source';

/** A rule's template with what the parser says about it. */
export interface TemplatePart {
  readonly unit: TemplateUnit;
  readonly parsed: ParsedTemplate;
}

/** Everything of one rule that checks are asked about. */
export interface RuleParts {
  readonly source: Source;
  readonly expr?: { readonly unit: ExprUnit; readonly analysis: ParsedPromql };
  readonly templates: readonly TemplatePart[];
  /** Set for alerts. */
  readonly alert?: AlertUnit;
}

/** Keeps the parts of rules as long as the rules live. */
export interface RulePartsCache {
  of(rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
}

interface Parsed {
  readonly dialect: Dialect;
  readonly expr?: { readonly node: YamlScalar; readonly analysis: ParsedPromql };
  readonly templates: readonly {
    readonly where: 'label' | 'annotation';
    readonly name: string;
    readonly node: YamlScalar;
    readonly parsed: ParsedTemplate;
  }[];
}

/** A cache of its own for each engine: nothing of it lives in the module. */
export function createRulePartsCache(): RulePartsCache {
  const parsedRules = new WeakMap<RuleUnit, Parsed>();
  const parts = new WeakMap<
    RuleUnit,
    { readonly dialect: Dialect; readonly catalog: Catalog; readonly parts: RuleParts }
  >();
  const environments = new WeakMap<Dialect, TemplateEnv>();
  const labels = new WeakMap<Catalog, MetricLabels>();
  const labelsOf = (catalog: Catalog): MetricLabels => {
    let known = labels.get(catalog);
    if (!known) labels.set(catalog, (known = metricLabels(catalog)));
    return known;
  };
  const environmentOf = (dialect: Dialect): TemplateEnv => {
    let environment = environments.get(dialect);
    if (!environment) environments.set(dialect, (environment = prometheusTemplates(dialect.version)));
    return environment;
  };
  return {
    of(rule, dialect, catalog) {
      const known = parts.get(rule);
      if (known && known.dialect === dialect && known.catalog === catalog) return known.parts;
      let parsed = parsedRules.get(rule);
      if (parsed?.dialect !== dialect) {
        parsed = parseRule(rule, dialect, environmentOf(dialect));
        parsedRules.set(rule, parsed);
      }
      const made = partsOf(rule, parsed, labelsOf(catalog));
      parts.set(rule, { dialect, catalog, parts: made });
      return made;
    },
  };
}

function parseRule(rule: RuleUnit, dialect: Dialect, environment: TemplateEnv): Parsed {
  const { expr } = rule;
  // Prometheus expands templates in alerts only; a recording rule's labels are plain text.
  const templates = rule.alert
    ? [...templatesOf(rule.labels, 'label', environment), ...templatesOf(rule.annotations, 'annotation', environment)]
    : [];
  return {
    dialect,
    ...(expr ? { expr: { node: expr, analysis: analyzePromql(expr.value, dialect) } } : {}),
    templates,
  };
}

function templatesOf(
  entries: readonly RuleEntry[],
  where: 'label' | 'annotation',
  environment: TemplateEnv,
): Parsed['templates'] {
  return entries.flatMap(({ key, value }) => {
    const node = follow(value);
    if (node?.kind !== 'scalar') return [];
    return [{ where, name: key.value, node, parsed: parseTemplate(node.value, environment) }];
  });
}

function partsOf(rule: RuleUnit, parsed: Parsed, labels: MetricLabels): RuleParts {
  const source = outerSource(rule.text);
  const expr = parsed.expr && {
    unit: new RuleExpression(
      rule,
      scalarSource(parsed.expr.node.value, parsed.expr.node.map, source),
      parsed.expr.analysis,
      labels,
    ),
    analysis: parsed.expr.analysis,
  };
  const templates = parsed.templates.map(({ where, name, node, parsed: template }): TemplatePart => {
    const unit: TemplateUnit = {
      rule,
      ...(expr ? { expr: expr.unit } : {}),
      where,
      name,
      source: scalarSource(node.value, node.map, source),
      text: node.value,
      nodes: template.nodes,
      sound: template.problems.length === 0,
    };
    return { unit, parsed: template };
  });
  const unitsIn = (where: TemplateUnit['where']): readonly TemplateUnit[] =>
    templates.filter(({ unit }) => unit.where === where).map(({ unit }) => unit);
  const alert: AlertUnit | undefined = rule.alert && {
    rule,
    source,
    ...(expr ? { expr: expr.unit } : {}),
    labels: unitsIn('label'),
    annotations: unitsIn('annotation'),
  };
  return { source, ...(expr ? { expr } : {}), templates, ...(alert ? { alert } : {}) };
}

/** The expression of a rule; shape and ancestors are worked out when a check first asks. */
class RuleExpression implements ExprUnit {
  readonly text: string;
  readonly expr: Expr;
  readonly sound: boolean;
  private knownShape: Shape | undefined;
  private parentOf: ReadonlyMap<Expr, Expr> | undefined;

  constructor(
    readonly rule: RuleUnit,
    readonly source: Source,
    analysis: ParsedPromql,
    private readonly labels: MetricLabels,
  ) {
    this.text = source.text;
    this.expr = analysis.expr;
    this.sound = analysis.problems.length === 0;
  }

  get shape(): Shape {
    return (this.knownShape ??= shapeOf(this.expr, this.labels));
  }

  parents(node: Expr): readonly Expr[] {
    this.parentOf ??= parentsIn(this.expr);
    const found: Expr[] = [];
    for (let at = this.parentOf.get(node); at; at = this.parentOf.get(at)) found.unshift(at);
    return found;
  }
}

function parentsIn(root: Expr): ReadonlyMap<Expr, Expr> {
  const parents = new Map<Expr, Expr>();
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      rest.push(child);
    }
  }
  return parents;
}
