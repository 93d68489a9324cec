// A rule prepared for the live preview: what to ask, what to draw, and the final labels and messages of series.
// Layer: features. The shapes are those of the custom messages; this file knows no connection.
import type { Catalog } from '../catalog/schema';
import type { RuleParts } from '../checks/ruleParts';
import type { RuleEntry } from '../model/ruleFile';
import type { Expr } from '../promql/ast';
import type { Version } from '../promql/dialect';
import { isComparison, metricName, numberOf, unwrap } from '../promql/inspect';
import { type QueryAnswer, type QuerySample, renderTemplate } from '../template/render';
import { follow } from '../yaml/path';
import type { RuleAt } from './rules';

export interface PreviewedRule {
  readonly kind: 'alert' | 'record';
  readonly name: string;
  readonly severity?: string;
  readonly group: string;
  readonly expr: string;
  readonly problems: readonly { readonly from: number; readonly to: number; readonly message: string }[];
  readonly comparison?: {
    readonly op: string;
    readonly left: string;
    readonly right: string;
    readonly threshold?: number;
  };
  readonly unit?: string;
  readonly labels: readonly NamedTemplate[];
  readonly annotations: readonly NamedTemplate[];
}

export interface NamedTemplate {
  readonly name: string;
  readonly template: string;
}

export interface PreviewSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | 'NaN' | '+Inf' | '-Inf';
}

export interface RenderInput {
  readonly samples: readonly PreviewSample[];
  readonly time: number;
  readonly queries?: Readonly<Record<string, readonly PreviewSample[]>>;
}

export interface RenderOutput {
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: readonly { readonly name: string; readonly text: string; readonly error?: string }[];
  }[];
  /** Expressions that templates want answered. */
  readonly wanted: readonly string[];
}

/** What the preview shows of a rule before any server was asked. */
export function previewOf({ rule, group }: RuleAt, { expr }: RuleParts, catalog: Catalog): PreviewedRule {
  const labels = templatesOf(rule.labels);
  const severity = labels.find(label => label.name === 'severity')?.template;
  const text = expr?.unit.text ?? '';
  const comparison = expr?.unit.sound ? comparisonOf(expr.unit.expr, text) : undefined;
  const measured = expr?.unit.sound ? (comparison?.leftExpr ?? expr.unit.expr) : undefined;
  const unit = measured && unitOf(measured, catalog);
  return {
    kind: rule.record && !rule.alert ? 'record' : 'alert',
    name: (rule.alert ?? rule.record)?.value ?? '',
    ...(severity !== undefined ? { severity } : {}),
    group: group.name?.value ?? '',
    expr: text,
    problems: (expr?.analysis.problems ?? []).map(({ from, to, message }) => ({ from, to, message })),
    ...(comparison ? { comparison: comparison.shown } : {}),
    ...(unit !== undefined ? { unit } : {}),
    labels,
    annotations: templatesOf(rule.annotations),
  };
}

/** The final labels and rendered annotations of series, as Prometheus would send them. */
export function renderRule({ rule }: RuleAt, parts: RuleParts, input: RenderInput, version: Version): RenderOutput {
  const wanted = new Set<string>();
  const name = (rule.alert ?? rule.record)?.value ?? '';
  const series = input.samples.map(sample => {
    const render = (
      template: Parameters<typeof renderTemplate>[0],
    ): { readonly text: string; readonly error?: string } => {
      const rendered = renderTemplate(template, {
        labels: sample.labels,
        value: numberFrom(sample.value),
        now: input.time,
        version,
        alert: name,
        query: expr => answerTo(expr, input.queries),
      });
      for (const query of rendered.wantedQueries) wanted.add(query);
      return { text: rendered.text, ...(rendered.error ? { error: rendered.error.message } : {}) };
    };
    if (!rule.alert) {
      const own = Object.fromEntries(templatesOf(rule.labels).map(label => [label.name, label.template]));
      return { labels: withoutEmpty({ ...sample.labels, __name__: name, ...own }), annotations: [] };
    }
    const { __name__, ...carried } = sample.labels;
    const labels: Record<string, string> = { ...carried };
    const annotations: { name: string; text: string; error?: string }[] = [];
    for (const { unit, parsed } of parts.templates) {
      const rendered = render(parsed);
      if (unit.where === 'label') labels[unit.name] = rendered.text;
      else annotations.push({ name: unit.name, ...rendered });
    }
    return { labels: withoutEmpty({ ...labels, alertname: name }), annotations };
  });
  return { series, wanted: [...wanted] };
}

function templatesOf(entries: readonly RuleEntry[]): readonly NamedTemplate[] {
  return entries.flatMap(({ key, value }) => {
    const node = follow(value);
    return node?.kind === 'scalar' ? [{ name: key.value, template: node.value }] : [];
  });
}

/** A comparison at the top of the expression; its sides as written. */
function comparisonOf(expr: Expr, text: string) {
  const top = unwrap(expr);
  if (top.kind !== 'binary' || !isComparison(top.op) || top.bool) return undefined;
  const threshold = numberOf(top.rhs);
  const written = (side: Expr): string => text.slice(side.from, side.to);
  return {
    leftExpr: top.lhs,
    shown: {
      op: top.op,
      left: written(top.lhs),
      right: written(top.rhs),
      ...(threshold !== undefined ? { threshold } : {}),
    },
  };
}

/** The unit of a result's values, where only functions that keep it stand between the metric and the result. */
function unitOf(expr: Expr, catalog: Catalog): string | undefined {
  const inner = unwrap(expr);
  switch (inner.kind) {
    case 'selector': {
      const name = metricName(inner);
      const hit = name === undefined ? undefined : catalog.find(name);
      return hit?.series === 'value' || hit?.series === 'sum' ? hit.metric.unit : undefined;
    }
    case 'matrix':
      return unitOf(inner.selector, catalog);
    case 'aggregate':
      return ['sum', 'avg', 'min', 'max', 'topk', 'bottomk', 'quantile'].includes(inner.op)
        ? unitOf(inner.expr, catalog)
        : undefined;
    case 'call': {
      const [first] = inner.args;
      return first &&
        /^(?:avg|max|min|sum|last)_over_time$|^(?:abs|increase|delta|idelta|round|ceil|floor)$/.test(inner.func.name)
        ? unitOf(first, catalog)
        : undefined;
    }
    default:
      return undefined;
  }
}

function answerTo(expr: string, queries: RenderInput['queries']): QueryAnswer | undefined {
  if (!queries || !Object.hasOwn(queries, expr)) return undefined;
  const samples = queries[expr]!.map(
    (sample): QuerySample => ({ labels: sample.labels, value: numberFrom(sample.value) }),
  );
  return { samples };
}

function numberFrom(value: PreviewSample['value']): number {
  if (typeof value === 'number') return value;
  return value === 'NaN' ? Number.NaN : value === '+Inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

function withoutEmpty(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
