// Quick fixes of findings, "fix all" of the safe ones, and comments that silence a finding. Layer: lsp.
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type TextEdit as WireEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding } from '../checks/finding';
import type { Service } from '../service';
import { SeparateEdits } from '../text/edits';
import { visible } from '../text/printable';
import type { TextEdit } from '../text/textMap';
import { diagnosticOf, editsOf } from './convert';
import type { OpenDocument } from './openDocuments';

/** Kind of the action that applies all safe fixes; editors can run it on save. */
export const fixAllKind = 'source.fixAll.ml-alert-rules';

/** Findings that have actions of their own. */
const mostFindings = 100;

/** The actions for a range of a document. */
export function codeActions(
  document: OpenDocument,
  params: CodeActionParams,
  findings: readonly Finding[],
  service: Service,
): CodeAction[] {
  const { lines, uri } = document;
  const wants = (kind: string): boolean =>
    params.context.only?.some(only => kind === only || kind.startsWith(`${only}.`)) ?? true;
  const actions: CodeAction[] = [];
  const from = lines.offset(params.range.start);
  const to = lines.offset(params.range.end);
  const all = findings.filter(finding => finding.from <= to && from <= finding.to);
  // Of a whole file that is selected nobody reads thousands of actions.
  const here = all.slice(0, mostFindings);
  const context = { uri, lines, linesOf: () => undefined };
  if (wants(CodeActionKind.QuickFix)) {
    for (const finding of here) {
      const diagnostics = [diagnosticOf(finding, context)];
      for (const fix of finding.fixes) {
        const edit = workspaceEdit(document, editsOf(fix.edits, lines));
        const isPreferred = fix.safe && finding.fixes.length === 1;
        actions.push({ title: visible(fix.title), kind: CodeActionKind.QuickFix, diagnostics, edit, isPreferred });
      }
    }
    const checks = new Set(all.map(({ check }) => check));
    const safe = safeEdits(findings.filter(({ check }) => checks.has(check)));
    if (safe.count > 1) {
      actions.push({
        title: `Fix all ${safe.count} of these in the file`,
        kind: CodeActionKind.QuickFix,
        edit: workspaceEdit(document, editsOf(safe.edits, lines)),
      });
    }
    for (const finding of here) {
      const edit =
        service.checks.some(check => check.id === finding.check) && service.silence(document.source, finding);
      if (!edit) continue;
      actions.push({
        title: `Silence ${finding.check} with a comment`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(finding, context)],
        edit: workspaceEdit(document, editsOf([edit], lines)),
      });
    }
  }
  if (wants(fixAllKind)) {
    const { edits, count } = safeEdits(findings);
    if (count > 0) {
      const edit = workspaceEdit(document, editsOf(edits, lines));
      actions.push({ title: 'Apply all safe fixes of ML Alert Rules', kind: fixAllKind, edit });
    }
  }
  return actions;
}

/** The first safe fix of each finding; of fixes that overlap the earlier one counts. */
function safeEdits(findings: readonly Finding[]): {
  readonly edits: readonly TextEdit[];
  readonly count: number;
} {
  const edits = new SeparateEdits();
  let count = 0;
  for (const { fixes } of findings) {
    const fix = fixes.find(one => one.safe);
    if (fix && edits.add(fix.edits)) count++;
  }
  return { edits: edits.inOrder, count };
}

function workspaceEdit({ uri }: OpenDocument, edits: WireEdit[]): WorkspaceEdit {
  return { changes: { [uri]: edits } };
}
