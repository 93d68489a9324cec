// A rule taken apart once for checks and features: its expression and templates, parsed for a dialect.
// Layer: analysis (above promql, template and model).
import type { Catalog } from '../catalog/schema';
import type { RuleEntry, RuleUnit } from '../model/ruleFile';
import { takesTextAsWritten } from '../model/structure/rulesTarget';
import { decodedScalar } from '../model/structure/scalars';
import type { Dialect } from '../promql/dialect';
import { analyzePromql, analyzePromqlInSlices, type ParsedPromql } from '../promql/parser';
import { labelFlow, type MetricLabels } from '../promql/shape';
import { valuesOf } from '../promql/value/flow';
import type { MetricValues } from '../promql/value/value';
import { nodesOf } from '../promql/walk';
import { checkTemplate } from '../template/check';
import { prometheusTemplates } from '../template/env';
import { type ParsedTemplate, parseTemplate } from '../template/parser';
import { labelUses } from '../template/reads';
import { statedIn } from '../template/stated';
import { statementsOf } from '../template/statements';
import { lazy } from '../text/lazy';
import { createRecall, ownCopy } from '../text/ownCopy';
import { finish } from '../text/slices';
import type { Problem } from '../text/span';
import { follow } from '../yaml/path';
import type { Recorded, RecordedSeries } from './facts';
import { metricLabels } from './metricLabels';
import { metricValues } from './metricValues';
import type { AlertUnit, ExprUnit, TemplateUnit } from './rule';
import { largeExpression, type ReadTemplate, RuleExpression, RuleTemplate } from './ruleUnits';
import { outerSource, type Source, scalarSource } from './source';

/** A rule's template with what the parser says about it. */
export interface TemplatePart {
  readonly unit: TemplateUnit;
  readonly parsed: ParsedTemplate;
  /** What it does at run time that its author cannot mean. */
  readonly faults: readonly Problem[];
}

/** Everything of one rule that checks are asked about. */
export interface RuleParts {
  readonly source: Source;
  readonly expr: { readonly unit: ExprUnit; readonly analysis: ParsedPromql } | undefined;
  readonly templates: readonly TemplatePart[];
  /** Set for alerts. */
  readonly alert: AlertUnit | undefined;
}

/** Takes rules apart; those looked at last are still there. */
export interface RulePartsCache {
  of(rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
  /** The same in slices, with what checks ask of a large expression. */
  ofInSlices(rule: RuleUnit, dialect: Dialect, catalog: Catalog): Generator<void, RuleParts>;
  /** The same with what is recorded under the names that the rule reads; not kept. */
  with(recorded: Recorded, rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
  /** What an expression gives among what is recorded. */
  resultOf(expr: string, recorded: Recorded, dialect: Dialect, catalog: Catalog): RecordedSeries;
}

/**
 * How many rules are kept taken apart. The trees of a rule take more room than all that is said about it and are quickly
 * made again: those of ten thousand rules would be half of the server's memory.
 */
const rulesKept = 8;

interface KeptParts {
  readonly rule: RuleUnit;
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  readonly parts: RuleParts;
}

/** A cache of its own for each engine: nothing of it lives in the module. */
export function createRulePartsCache(): RulePartsCache {
  // A ring and no Map: a Map that is filled and emptied leaves its old tables behind, each with all it held, until the next
  // full collection.
  const recent: (KeptParts | undefined)[] = Array.from({ length: rulesKept });
  let next = 0;
  const templates = new WeakMap<Dialect, TemplateReader>();
  const metrics = new WeakMap<Catalog, KnownMetrics>();
  const metricsOf = (catalog: Catalog): KnownMetrics => {
    let known = metrics.get(catalog);
    if (!known) metrics.set(catalog, (known = { labels: metricLabels(catalog), values: metricValues(catalog) }));
    return known;
  };
  const templatesFor = (dialect: Dialect): TemplateReader => {
    let known = templates.get(dialect);
    if (!known) templates.set(dialect, (known = createTemplateReader(dialect)));
    return known;
  };
  const find = (rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts | undefined => {
    for (const known of recent) {
      if (known?.rule === rule && known.dialect === dialect && known.catalog === catalog) return known.parts;
    }
    return undefined;
  };
  function* ofInSlices(rule: RuleUnit, dialect: Dialect, catalog: Catalog): Generator<void, RuleParts> {
    const known = find(rule, dialect, catalog);
    if (known) return known;
    const made = yield* takeApart(rule, dialect, metricsOf(catalog), templatesFor(dialect));
    // Somebody may have asked for it in between.
    const parts = find(rule, dialect, catalog) ?? made;
    if (parts !== made) return parts;
    recent[next] = { rule, dialect, catalog, parts };
    next = (next + 1) % rulesKept;
    return parts;
  }
  return {
    of: (rule, dialect, catalog) => find(rule, dialect, catalog) ?? finish(ofInSlices(rule, dialect, catalog)),
    ofInSlices,
    with(recorded, rule, dialect, catalog) {
      return finish(takeApart(rule, dialect, among(recorded, metricsOf(catalog)), templatesFor(dialect)));
    },
    resultOf(text, recorded, dialect, catalog) {
      // A large one would take long, and is taken for unknown.
      const { expr, problems } = text.length < largeExpression ? analyzePromql(text, dialect) : unread;
      if (!expr || problems.length > 0) return { branches: undefined, value: undefined };
      const { labels, values } = among(recorded, metricsOf(catalog));
      const nodes = nodesOf(expr);
      return {
        branches: labelFlow(nodes, labels).of(expr).branches,
        value: valuesOf(nodes, values).get(expr)?.unplaced(),
      };
    },
  };
}

/** What is known of metrics: their labels and their numbers. */
interface KnownMetrics {
  readonly labels: MetricLabels;
  readonly values: MetricValues;
}

const unread = { expr: undefined, problems: [] };

function among({ labels: byLabel, values: byValue }: Recorded, { labels, values }: KnownMetrics): KnownMetrics {
  return { labels: { ...labels, recorded: byLabel }, values: { ...values, recorded: byValue } };
}

type TemplateReader = (text: string) => ReadTemplate;

/** How many texts of templates are remembered. */
const templatesKept = 1000;

/** Reads templates; labels such as `severity: warning` and the links of annotations are the same in many rules. */
function createTemplateReader({ version }: Dialect): TemplateReader {
  const environment = prometheusTemplates(version);
  const known = createRecall<ReadTemplate>(templatesKept, templatesKept * 100);
  return text => {
    let read = known.get(text);
    if (!read) {
      const parsed = parseTemplate(ownCopy(text), environment);
      const sound = parsed.problems.length === 0;
      read = {
        parsed,
        faults: sound ? checkTemplate(parsed) : [],
        uses: labelUses(parsed.nodes),
        statements: lazy(() => statementsOf(parsed.nodes)),
        stated: lazy(() => statedIn(parsed.text, parsed.nodes)),
      };
      known.set(text, read);
    }
    return read;
  };
}

function* takeApart(
  rule: RuleUnit,
  dialect: Dialect,
  metrics: KnownMetrics,
  read: TemplateReader,
): Generator<void, RuleParts> {
  const source = outerSource(rule.text);
  let expr: RuleParts['expr'];
  if (rule.expr) {
    const scalar = takesTextAsWritten(dialect.version) ? rule.expr : decodedScalar(rule.expr);
    const analysis = yield* analyzePromqlInSlices(scalar.value, dialect);
    const unit = new RuleExpression(rule, scalarSource(scalar, source), analysis, metrics.labels, metrics.values);
    if (scalar.value.length >= largeExpression) yield* unit.prepare();
    expr = { unit, analysis };
    yield;
  }
  // Prometheus expands templates in alerts only; a recording rule's labels are plain text.
  if (!rule.alert) return { source, expr, templates: [], alert: undefined };
  const templates: TemplatePart[] = [];
  const unitsOf = (entries: readonly RuleEntry[], where: TemplateUnit['where']): readonly TemplateUnit[] => {
    const units: TemplateUnit[] = [];
    for (const { key, value } of entries) {
      const node = follow(value);
      if (node?.kind !== 'scalar') continue;
      const scalar = decodedScalar(node);
      const known = read(scalar.value);
      const unit = new RuleTemplate(rule, expr?.unit, where, key.value, scalar, source, known);
      units.push(unit);
      templates.push({ unit, parsed: known.parsed, faults: known.faults });
    }
    return units;
  };
  const labels = unitsOf(rule.labels, 'label');
  yield;
  const annotations = unitsOf(rule.annotations, 'annotation');
  const alert: AlertUnit = { rule, source, expr: expr?.unit, labels, annotations };
  return { source, expr, templates, alert };
}
