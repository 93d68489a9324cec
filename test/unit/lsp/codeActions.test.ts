// Quick fixes over a document: which edits "fix all" brings together, and where a silencing comment goes.
import assert from 'node:assert/strict';
import { CodeActionKind } from 'vscode-languageserver';
import type { Finding } from '../../../server/src/checks/finding';
import { codeActions, fixAllKind } from '../../../server/src/lsp/codeActions';
import { createOpenDocuments, type OpenDocument } from '../../../server/src/lsp/openDocuments';
import { applyEdits } from '../../../server/src/text/edits';
import { testService } from '../../harness/judge';

const service = testService();
const rules = ['groups:', '- name: a', '  rules:', '  - alert: Hot', '    expr: DCGM_FI_DEV_GPU_TEMP > 90', ''].join(
  '\n',
);

function open(text: string): OpenDocument {
  return createOpenDocuments(service).open('file:///rules.yaml', 1, text);
}

function finding(from: number, to: number, newText: string, check = 'promql/raw-counter'): Finding {
  const fixes = [{ title: 'Fix', safe: true, edits: [{ from, to, newText }] }];
  return { check, severity: 'warning', message: 'm', from, to, related: [], fixes };
}

/** The text after the first action of a kind, asked for over the whole document. */
function apply(document: OpenDocument, findings: readonly Finding[], kind: string, title = /./): string | undefined {
  const { text } = document.source;
  const range = { start: { line: 0, character: 0 }, end: document.lines.position(text.length) };
  const params = { textDocument: { uri: document.uri }, range, context: { diagnostics: [], only: [kind] } };
  const action = codeActions(document, params, findings, service).find(one => title.test(one.title));
  return (
    action &&
    applyEdits(
      text,
      action.edit!.changes![document.uri]!.map(({ range: { start, end }, newText }) => ({
        from: document.lines.offset(start),
        to: document.lines.offset(end),
        newText,
      })),
    )
  );
}

describe('code actions', () => {
  const at = rules.indexOf('DCGM');
  it('leave out of two safe fixes that overlap the later one', () => {
    const document = open(rules);
    const both = [finding(at, at + 20, 'rate(x[5m])'), finding(at + 5, at + 20, 'y')];
    assert.equal(apply(document, both, fixAllKind), rules.replace('DCGM_FI_DEV_GPU_TEMP', 'rate(x[5m])'));
  });

  it('leave out one that only touches an earlier one: which text comes first would be a guess', () => {
    const document = open(rules);
    const both = [finding(at, at + 4, 'A'), finding(at + 4, at + 4, 'B')];
    assert.equal(apply(document, both, fixAllKind), rules.replace('DCGM_', 'A_'));
  });

  it('apply fixes that lie apart together', () => {
    const document = open(rules);
    const both = [finding(at + 16, at + 20, 'B'), finding(at, at + 4, 'A')];
    assert.equal(apply(document, both, fixAllKind), rules.replace('DCGM_FI_DEV_GPU_TEMP', 'A_FI_DEV_GPU_B'));
  });

  for (const [name, newline] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ] as const) {
    it(`silence a finding by a comment with the line break of the file: ${name}`, () => {
      const text = rules.replaceAll('\n', newline);
      const offset = text.indexOf('DCGM');
      const silenced = apply(open(text), [finding(offset, offset + 20, 'x')], CodeActionKind.QuickFix, /^Silence/);
      const comment = `# ml-alert-rules disable promql/raw-counter${newline}`;
      assert.equal(silenced, text.replace('  - alert', `  ${comment}  - alert`));
    });
  }
});
