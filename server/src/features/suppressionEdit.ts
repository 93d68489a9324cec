// Where a comment goes that silences a finding: above its rule, else above its line. Layer: features.

import type { Finding } from '../checks/finding';
import type { SourceDocument } from '../model/document';
import { editFile, fromFile } from '../model/region';
import { inFile } from '../model/rulePlaces';
import { lineEnd } from '../text/lines';
import type { TextEdit } from '../text/textMap';
import { rulesOf } from './rules';

/** The edit that adds the comment; undefined for errors, which stay, and where no comment can stand with certainty. */
export function suppressionEdit(document: SourceDocument, finding: Finding): TextEdit | undefined {
  if (finding.severity === 'error' || finding.check.startsWith('comments/')) return undefined;
  for (const found of rulesOf(document)) {
    if (finding.from < found.span.from || found.span.to < finding.from) continue;
    const first = inFile(found, { from: found.rule.node.from, to: found.rule.node.from });
    return commentAbove(document, found.root.region, first.from, `# ml-alert-rules disable ${finding.check}`);
  }
  const root = document.roots.find(one => fromFile(one.region, finding.from) !== undefined);
  if (!root) return undefined;
  return commentAbove(document, root.region, finding.from, `# ml-alert-rules disable-next-line ${finding.check}`);
}

function commentAbove(
  document: SourceDocument,
  region: SourceDocument['region'],
  offset: number,
  comment: string,
): TextEdit | undefined {
  const at = fromFile(region, offset);
  if (at === undefined) return undefined;
  const { text } = region;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const indent = /^ */.exec(text.slice(lineStart))![0];
  // A key or an item must begin the line: in the middle of a longer text a comment would become part of it.
  if (!/^ *(?:- +)*(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')\s*(?::|$)/m.test(text.slice(lineStart, lineEnd(text, lineStart)))) {
    return undefined;
  }
  const insertAt = lineStart + indent.length;
  const newline = document.text.includes('\r\n') && !region.map ? '\r\n' : '\n';
  return editFile(region, { from: insertAt, to: insertAt, newText: `${comment}${newline}${indent}` });
}
