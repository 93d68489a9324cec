// What the editor shows about the thing under the mouse: metrics, labels, functions, codes, template words, YAML keys.
// Layer: features. Texts are Markdown without HTML.
import type { MetricHit } from '../catalog/schema';
import type { SourceDocument } from '../model/document';
import { keyInfoOf } from '../model/schema/ofRoot';
import type { Aggregate, Binary, Expr, Ident, NumberLiteral, VectorSelector } from '../promql/ast';
import { aggregation, functionInfo } from '../promql/functions';
import { metricName, unwrap } from '../promql/inspect';
import { parsePromql } from '../promql/parser';
import { canCarry, type Shape } from '../promql/shape';
import { nodeAt, selectorsOf } from '../promql/walk';
import type { TemplateEnv } from '../template/env';
import type { ParsedTemplate } from '../template/parser';
import { queries, type TemplateQuery, nodeAt as templateNodeAt } from '../template/walk';
import { type Span, touches } from '../text/span';
import { languageAt } from './cursor/language';
import { exprAt, exprOfRule, templateAt } from './cursor/parsed';
import type { Written } from './cursor/written';
import { keyMarkdown } from './keyText';
import { keywordAt } from './keywordText';
import type { Knowledge } from './knowledge';
import { liveMarkdown } from './liveText';
import { codeMarkdown, labelMarkdown, metricMarkdown } from './metricText';
import { aggregationMarkdown, functionMarkdown } from './promqlText';
import { recordMarkdown, usedLabelMarkdown } from './ruleText';
import { receiverAt } from './templateMembers';
import { templateFunctionMarkdown, variableMarkdown } from './templateText';

export interface Hover extends Span {
  readonly markdown: string;
}

/** What is known about the thing at `offset` of the file; undefined where there is nothing to say. */
export function hover(document: SourceDocument, offset: number, know: Knowledge): Hover | undefined {
  const at = know.cursorAt(document, offset).written;
  if (!at) return undefined;
  const found = at.role === 'key' ? keyHover(at) : hoverIn(at, know);
  if (!found) return undefined;
  const span = at.spanInFile(found.from, found.to);
  // White space at the start of a line belongs to the scalar, and to nothing in it.
  return touches(span, offset) ? { markdown: found.markdown, ...span } : undefined;
}

function keyHover(at: Written): Hover | undefined {
  const info = keyInfoOf(at.root, at.path);
  return info && { markdown: `**\`${info.name}\`**\n\n${keyMarkdown(info)}`, from: 0, to: at.scalar.value.length };
}

function hoverIn(at: Written, know: Knowledge): Hover | undefined {
  const language = languageAt(at.root, at.path, know);
  switch (language?.kind) {
    case 'promql':
      return promqlHover(exprAt(at, know), at.scalar.value, at.offset, know);
    case 'rule-template': {
      const shape = language.result ? exprOfRule(at.rule, know)?.shape : undefined;
      return templateHover(templateAt(at, language.env, know), at.offset, shape, know);
    }
    case 'notification-template':
      return templateHover(templateAt(at, language.env, know), at.offset, undefined, know);
    default:
      return undefined;
  }
}

/** What is known about the thing at `offset` of an expression. */
function promqlHover(expr: Expr, text: string, offset: number, know: Knowledge): Hover | undefined {
  const path = nodeAt(expr, offset);
  const node = path.at(-1);
  // Between two neighbours the word is meant that the other one does not touch.
  for (const one of [...path].reverse()) {
    const found =
      one.kind === 'number'
        ? codeHover(one, path.at(-2), know)
        : one.kind === 'selector'
          ? selectorHover(one, offset, know)
          : one === node || one.kind === 'aggregate' || one.kind === 'call' || one.kind === 'binary'
            ? wordHover(one, offset, know)
            : undefined;
    if (found) return found;
  }
  // A metric or label may be called like a keyword.
  return path.some(one => namesAt(one).some(name => touches(name, offset)))
    ? undefined
    : keywordAt(text, offset, know.dialect);
}

/** The names that a node itself holds. */
function namesAt(node: Expr): readonly Span[] {
  if (node.kind === 'selector') return [...(node.name ? [node.name] : []), ...node.matchers];
  return node.kind === 'aggregate' || node.kind === 'binary' ? listedLabels(node) : [];
}

/** The labels in the lists of `by`, `on` and the like. */
function listedLabels(node: Aggregate | Binary): readonly Ident[] {
  return node.kind === 'aggregate'
    ? (node.grouping?.labels ?? [])
    : [...(node.matching?.labels ?? []), ...(node.matching?.group?.labels ?? [])];
}

function wordHover(node: Expr, offset: number, know: Knowledge): Hover | undefined {
  if (node.kind === 'call' && touches(node.func, offset)) {
    const info = functionInfo(node.func.name);
    return info && { markdown: functionMarkdown(info), ...spanOf(node.func) };
  }
  if (node.kind === 'aggregate') {
    const info = touches(node.opSpan, offset) ? aggregation(node.op) : undefined;
    return info ? { markdown: aggregationMarkdown(info), ...spanOf(node.opSpan) } : listHover(node, offset, know);
  }
  return node.kind === 'binary' ? listHover(node, offset, know) : undefined;
}

/** A label in the list of `by`, `on` and the like. */
function listHover(node: Aggregate | Binary, offset: number, know: Knowledge): Hover | undefined {
  const label = listedLabels(node).find(one => touches(one, offset));
  return label && labelHover(label, selectorsOf(node), know);
}

function labelHover(label: Ident, selectors: readonly VectorSelector[], know: Knowledge): Hover | undefined {
  for (const selector of selectors) {
    const name = metricName(selector);
    const fact = name === undefined ? undefined : labelOf(know.catalog.find(name), label.name);
    if (fact && name !== undefined) return { markdown: labelMarkdown(fact, name), ...spanOf(label) };
  }
  for (const name of new Set(selectors.map(metricName))) {
    const used = name === undefined ? undefined : usedLabelMarkdown(label.name, name, know);
    if (used !== undefined) return { markdown: used, ...spanOf(label) };
  }
  return undefined;
}

function labelOf(hit: MetricHit | undefined, name: string): MetricHit['metric']['labels'][number] | undefined {
  return hit?.metric.labels.find(label => label.name === name);
}

/** A number compared with a metric whose values are codes: what the code means. */
function codeHover(node: NumberLiteral, parent: Expr | undefined, { catalog }: Knowledge): Hover | undefined {
  if (parent?.kind !== 'binary' || !['==', '!='].includes(parent.op)) return undefined;
  const other = unwrap(parent.lhs === node ? parent.rhs : parent.lhs);
  const metric = other.kind === 'selector' ? metricName(other) : undefined;
  const code = metric === undefined ? undefined : catalog.codes(metric)?.get(node.value);
  return code && metric !== undefined ? { markdown: codeMarkdown(code, metric), ...spanOf(node) } : undefined;
}

function selectorHover(node: VectorSelector, offset: number, know: Knowledge): Hover | undefined {
  const name = metricName(node);
  const matcher = node.matchers.find(one => touches(one, offset));
  if (matcher && matcher.label.name !== '__name__') {
    if (touches(matcher.label, offset)) return labelHover(matcher.label, [node], know);
    return matcher.value && holdsXid(matcher.label.name, name, know)
      ? xidHover(matcher.value, name ?? matcher.label.name, know)
      : undefined;
  }
  const place = node.name ?? matcher?.value;
  if (name === undefined || !place || !touches(place, offset)) return undefined;
  const hit = know.catalog.find(name);
  const described = hit ? metricMarkdown(name, hit) : recordMarkdown(name, know);
  const live = liveMarkdown(name, know);
  if (described === undefined && live === undefined) return undefined;
  const parts = [described ?? `**\`${name}\`**`, ...(live === undefined ? [] : [live])];
  return { markdown: parts.join('\n\n'), ...spanOf(place) };
}

/** dcgm-exporter writes the number of the XID into `err_code` beside the value; its counters of XIDs have `xid`. */
function holdsXid(label: string, metric: string | undefined, { catalog }: Knowledge): boolean {
  return label === 'xid' || (label === 'err_code' && metric !== undefined && catalog.codes(metric) !== undefined);
}

function xidHover(value: Span & { readonly value: string }, metric: string, { catalog }: Knowledge): Hover | undefined {
  const code = catalog.codes('DCGM_FI_DEV_XID_ERRORS')?.get(Number(value.value));
  return code && { markdown: codeMarkdown(code, metric), ...spanOf(value) };
}

/** What is known about the thing at `offset` of a template; `shape` is the result of the rule around it. */
function templateHover(
  { text, nodes, env }: ParsedTemplate,
  offset: number,
  shape: Shape | undefined,
  know: Knowledge,
): Hover | undefined {
  const query = queries(nodes).find(({ literal }) => literal.from < offset && offset < literal.to);
  if (query) return queryHover(text, query, offset, know);
  const node = templateNodeAt(nodes, offset)?.node;
  if (node?.kind === 'ident') {
    const row = env.functions.get(node.name);
    return row && { markdown: templateFunctionMarkdown(row), ...spanOf(node) };
  }
  if (node?.kind === 'variable' && offset <= node.from + node.name.length) {
    const variable = env.variables.find(({ name }) => name === node.name);
    return variable && { markdown: variableMarkdown(variable), from: node.from, to: node.from + node.name.length };
  }
  if (node?.kind !== 'field' && node?.kind !== 'variable' && node?.kind !== 'chain') return undefined;
  const part = node.path.find(one => touches(one, offset));
  return part && memberHover(text, part, env, shape, know);
}

/** PromQL in quotes; with escapes in it the places of its words are not known. */
function queryHover(text: string, { literal }: TemplateQuery, offset: number, know: Knowledge): Hover | undefined {
  const from = literal.from + 1;
  const written = text.slice(from, literal.to - 1);
  const found = written.includes('\\')
    ? undefined
    : promqlHover(parsePromql(written, know.dialect).expr, written, offset - from, know);
  return found && { markdown: found.markdown, from: found.from + from, to: found.to + from };
}

/** A member after a dot: a label of the result, or a field or method of a type. */
function memberHover(
  text: string,
  part: Span & { readonly name: string },
  env: TemplateEnv,
  shape: Shape | undefined,
  know: Knowledge,
): Hover | undefined {
  const { maps, members } = receiverAt(text, part.from, part.to, env);
  if (maps.includes('labels') && shape) return { markdown: resultLabel(part.name, shape, know), ...spanOf(part) };
  const member = members.find(({ name }) => name === part.name);
  return member && { markdown: `**\`${member.name}\`**\n\n${member.doc}`, ...spanOf(part) };
}

const carried: Readonly<Record<ReturnType<typeof canCarry>, string>> = {
  yes: 'The result of the expression can carry it.',
  no: 'The result of the expression cannot carry it: it renders as nothing.',
  unknown: 'Whether the result carries it depends on a metric that is not known here.',
};

function resultLabel(label: string, shape: Shape, { catalog }: Knowledge): string {
  const answer = carried[canCarry(shape, label)];
  for (const metric of shape.branches.flatMap(({ metrics }) => metrics)) {
    const fact = labelOf(catalog.find(metric), label);
    if (fact) return `${labelMarkdown(fact, metric)}\n\n${answer}`;
  }
  return `**\`${label}\`**\n\n${answer}`;
}

function spanOf({ from, to }: Span): Span {
  return { from, to };
}
