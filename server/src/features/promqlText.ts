// How functions and aggregations of PromQL are told to a person. Layer: features. Markdown without HTML.
import type { AggregationInfo, FunctionInfo, Parameter } from '../promql/functions';
import { typeNames } from '../promql/types';

/** `rate(v range vector) instant vector`. */
export function functionSignature({ name, params, returns, max }: FunctionInfo): string {
  const list = params.map(param => parameterText(param)).join(', ');
  return `${name}(${list}${max === Number.POSITIVE_INFINITY ? ', …' : ''}) ${typeNames[returns]}`;
}

/** `topk(k scalar, v instant vector) instant vector`. */
export function aggregationSignature({ name, param }: AggregationInfo): string {
  return `${name}(${param ? `${parameterText(param)}, ` : ''}v ${typeNames.vector}) ${typeNames.vector}`;
}

/** One parameter with its type. */
export function parameterText({ name, type, optional }: Parameter): string {
  return `${name} ${typeNames[type]}${optional ? '?' : ''}`;
}

export function functionMarkdown(info: FunctionInfo): string {
  return explained(functionSignature(info), info.doc, info.example);
}

export function aggregationMarkdown(info: AggregationInfo): string {
  return explained(aggregationSignature(info), info.doc, info.example);
}

function explained(head: string, doc: string, example: string): string {
  return `\`\`\`promql\n${head}\n\`\`\`\n\n${doc}\n\nExample: \`${example}\``;
}
