// A rule as the language server prepares it for the preview, out of a document that holds it alone.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

export const service = createService({
  catalog: shippedCatalog,
  onFailure: (id, error) => {
    throw new Error(`${id}: ${error}`);
  },
});
export const workspace = service.workspace(resolveConfig([]));

export function document(
  expr: string,
  keys: Readonly<Record<string, string>>,
  kind: 'alert' | 'record' = 'alert',
): string {
  const lines = Object.entries(keys).map(([key, value]) => `    ${key}: ${value}\n`);
  return `groups:\n- name: g\n  interval: 1m\n  rules:\n  - ${kind}: Hot\n    expr: '${expr}'\n${lines.join('')}`;
}

export function ruleIn(text: string) {
  const found = service.ruleAt(service.open(text), text.indexOf('expr:'));
  assert.ok(found);
  return found;
}

export function preparedRule(
  expr: string,
  keys: Readonly<Record<string, string>> = {},
  kind: 'alert' | 'record' = 'alert',
): RulePreview {
  const found = ruleIn(document(expr, keys, kind));
  const backtest = service.backtestRule(workspace, found, 'file:///rules.yaml');
  return {
    uri: 'file:///rules.yaml',
    version: 1,
    id: found.span.from,
    range: { start: { line: 4, character: 2 }, end: { line: 9, character: 0 } },
    ...service.preview(workspace, found),
    ...(backtest ? { backtest } : {}),
  };
}
