// How functions and variables of templates are told to a person. Layer: features. Markdown without HTML.
import type { TemplateVariable } from '../template/env';
import { type FunctionRow, signature } from '../template/functions';

export function templateFunctionMarkdown(row: FunctionRow): string {
  return `\`\`\`go\n${signature(row)}\n\`\`\`\n\n${row.doc}\n\nExample: \`${row.example}\``;
}

export function variableMarkdown({ name, doc }: TemplateVariable): string {
  return `**\`${name}\`** — ${doc}`;
}
