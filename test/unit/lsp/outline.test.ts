// The outline of Alertmanager files: the tree of routes, receivers and intervals at their places.
import assert from 'node:assert/strict';
import type { DocumentSymbol } from 'vscode-languageserver';
import { createOpenDocuments } from '../../../server/src/lsp/openDocuments';
import { codeLenses, documentSymbols } from '../../../server/src/lsp/outline';
import { testService } from '../../harness/judge';

/** A symbol as a line: its name, its detail and the text it is selected by. */
function outlineOf(text: string): readonly string[] {
  const document = createOpenDocuments(testService()).open('file:///am.yaml', 1, text);
  const lines: string[] = [];
  const add = (symbol: DocumentSymbol, depth: number): void => {
    const { start, end } = symbol.selectionRange;
    const selected = text.slice(document.lines.offset(start), document.lines.offset(end));
    lines.push(`${'  '.repeat(depth)}${symbol.name} | ${symbol.detail} | ${selected}`);
    for (const child of symbol.children ?? []) add(child, depth + 1);
  };
  for (const symbol of documentSymbols(document, testService())) add(symbol, 0);
  return lines;
}

const config = `route:
  receiver: team
  routes:
  - matchers: [severity="critical", team=~"gpu|ml"]
    receiver: pager
    routes:
    - match: {service: vllm}
  - receiver: archive
    continue: true
receivers:
- name: team
- name: pager
- name: archive
time_intervals:
- name: nights
  time_intervals: []
`;

const expected = [
  'all alerts | route to team | team',
  '  severity="critical", team=~"gpu|ml" | route to pager | severity="critical"',
  '    service="vllm" | route to pager | vllm',
  '  all alerts | route to archive | archive',
  'team | receiver | team',
  'pager | receiver | pager',
  'archive | receiver | archive',
  'nights | interval | nights',
];

describe('outline of a configuration', () => {
  it('shows the tree of routes with the receiver that each inherits', () => {
    assert.deepEqual(outlineOf(config), expected);
  });

  it('shows it inside a Secret', () => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  alertmanager.yaml: |\n${config.replace(/^(?=.)/gm, '    ')}`;
    assert.deepEqual(outlineOf(secret), expected);
  });
});

describe('lenses', () => {
  it('stand over rules that are named or have an expression', () => {
    const text = `groups:
  - name: g
    rules:
      - alert: A
      - record:
        expr: up
      - for: 5m
      - temper
      -
`;
    const document = createOpenDocuments(testService()).open('file:///rules.yaml', 1, text);
    assert.deepEqual(
      codeLenses(document, testService()).map(({ range }) => range.start.line),
      [3, 4],
    );
  });
});
