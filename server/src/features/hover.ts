// What the editor shows about the thing under the mouse: metrics, functions, codes, template functions, YAML keys.
// Layer: features. Texts are Markdown.
import type { SourceDocument } from '../model/document';
import type { ScalarSchema } from '../model/schema/types';
import type { Expr } from '../promql/ast';
import { aggregation, functionInfo } from '../promql/functions';
import { metricName, numberOf, unwrap } from '../promql/inspect';
import { parsePromql } from '../promql/parser';
import { nodeAt } from '../promql/walk';
import { alertmanagerTemplates, prometheusTemplates, type TemplateEnv } from '../template/env';
import { signature } from '../template/functions';
import { parseTemplate } from '../template/parser';
import { nodeAt as templateNodeAt } from '../template/walk';
import { type Span, touches } from '../text/span';
import { type At, scalarAt } from './at';
import { keyHover } from './completion/yaml';
import type { Knowledge } from './knowledge';
import { codeMarkdown, metricMarkdown } from './metricText';
import { schemaOf } from './place';

export interface Hover extends Span {
  readonly markdown: string;
}

/** What is known about the thing at `offset` of the file; undefined where there is nothing to say. */
export function hover(document: SourceDocument, offset: number, know: Knowledge): Hover | undefined {
  const at = scalarAt(document, offset);
  if (!at) return undefined;
  if (at.role === 'key') {
    const markdown = keyHover(at.root, at.path);
    return markdown === undefined ? undefined : { markdown, ...at.spanInFile(0, at.scalar.value.length) };
  }
  const found = hoverIn(at, know);
  return found && { markdown: found.markdown, ...at.spanInFile(found.from, found.to) };
}

function hoverIn(at: At, know: Knowledge): Hover | undefined {
  const type = schemaOf(at.root, at.path);
  const alternatives = type?.kind === 'either' ? type.of : type ? [type] : [];
  const scalar = alternatives.find((one): one is ScalarSchema => 'format' in one);
  switch (scalar?.format) {
    case 'promql':
      return promqlHover(at.scalar.value, at.offset, know);
    case 'rule-template':
      return templateHover(at.scalar.value, at.offset, prometheusTemplates(know.dialect.version));
    case 'notification-template':
    case 'template-url':
      return templateHover(at.scalar.value, at.offset, alertmanagerTemplates(know.alertmanager));
    default:
      return undefined;
  }
}

function promqlHover(text: string, offset: number, know: Knowledge): Hover | undefined {
  const path = nodeAt(parsePromql(text, know.dialect).expr, offset);
  const node = path.at(-1);
  const parent = path.at(-2);
  if (node?.kind === 'number') return codeHover(node, parent, know);
  if (node?.kind === 'selector') return selectorHover(node, offset, know);
  if (node?.kind === 'call' && touches(node.func, offset)) {
    const info = functionInfo(node.func.name);
    if (!info) return undefined;
    const params = info.params.map(({ name, type, optional }) => `${name} ${type}${optional ? '?' : ''}`).join(', ');
    return { markdown: explained(`${info.name}(${params}) ${info.returns}`, info.doc, info.example), ...node.func };
  }
  if (node?.kind === 'aggregate' && touches(node.opSpan, offset)) {
    const info = aggregation(node.op);
    if (!info) return undefined;
    const head = `${info.name}(${info.param ? `${info.param.name} ${info.param.type}, ` : ''}v vector) vector`;
    return { markdown: explained(head, info.doc, info.example), ...node.opSpan };
  }
  return undefined;
}

function explained(head: string, doc: string, example: string): string {
  return `\`\`\`promql\n${head}\n\`\`\`\n\n${doc}\n\nExample: \`${example}\``;
}

/** A number compared with a metric whose values are codes: what the code means. */
function codeHover(
  node: Expr & { readonly kind: 'number' },
  parent: Expr | undefined,
  { catalog }: Knowledge,
): Hover | undefined {
  if (parent?.kind !== 'binary' || !['==', '!='].includes(parent.op)) return undefined;
  const other = unwrap(parent.lhs === node ? parent.rhs : parent.lhs);
  const metric = other.kind === 'selector' ? metricName(other) : undefined;
  const code = metric === undefined ? undefined : catalog.codes(metric)?.get(numberOf(node) ?? Number.NaN);
  return code && metric !== undefined
    ? { markdown: codeMarkdown(code, metric), from: node.from, to: node.to }
    : undefined;
}

function selectorHover(
  node: Expr & { readonly kind: 'selector' },
  offset: number,
  { catalog, workspace }: Knowledge,
): Hover | undefined {
  const name = metricName(node);
  const hit = name === undefined ? undefined : catalog.find(name);
  const matcher = node.matchers.find(one => touches(one, offset));
  if (matcher && touches(matcher.label, offset) && matcher.label.name !== '__name__') {
    const label = hit?.metric.labels.find(one => one.name === matcher.label.name);
    if (!label) return undefined;
    const values = label.values?.length ? `\n\nValues: ${label.values.map(value => `\`${value}\``).join(', ')}.` : '';
    const { from, to } = matcher.label;
    return { markdown: `**\`${label.name}\`** — label of \`${name}\`\n\n${label.help ?? ''}${values}`, from, to };
  }
  if (name === undefined || !node.name || !touches(node.name, offset)) return undefined;
  const { from, to } = node.name;
  if (hit) return { markdown: metricMarkdown(name, hit), from, to };
  const recorded = workspace.documents.flatMap(({ file, records }) =>
    records.filter(one => one.name === name).map(() => file),
  );
  if (recorded.length === 0) return undefined;
  const files = [...new Set(recorded)].map(file => `\`${file.slice(file.lastIndexOf('/') + 1)}\``).join(', ');
  return { markdown: `**\`${name}\`** — recorded by a rule in ${files}`, from, to };
}

function templateHover(text: string, offset: number, env: TemplateEnv): Hover | undefined {
  const node = templateNodeAt(parseTemplate(text, env).nodes, offset)?.node;
  if (node?.kind === 'ident') {
    const row = env.functions.get(node.name);
    if (!row) return undefined;
    const markdown = `\`\`\`go\n${signature(row)}\n\`\`\`\n\n${row.doc}\n\nExample: \`${row.example}\``;
    return { markdown, from: node.from, to: node.to };
  }
  if (node?.kind === 'variable') {
    const variable = env.variables.find(({ name }) => name === node.name);
    return (
      variable && {
        markdown: `**\`${variable.name}\`** — ${variable.doc}`,
        from: node.from,
        to: node.from + node.name.length,
      }
    );
  }
  return undefined;
}
