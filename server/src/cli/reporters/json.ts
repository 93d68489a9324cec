// `--format json`: the shape that tests and other programs rely on. 0-based lines and characters in UTF-16 units.
// Layer: cli.
import { pageOf } from '../../checks/finding';
import { printableJson } from '../../text/printable';
import { version } from '../version';
import type { FileReport, Place } from './report';
import { rangeOf } from './report';

/** All files and findings as one JSON object with a line break at its end. */
export function jsonReport(files: readonly FileReport[]): string {
  const listed = files.map(file => ({ path: file.path, kinds: file.kinds }));
  const findings = files.flatMap(file =>
    file.findings.map(finding => ({
      file: file.path,
      check: finding.check,
      severity: finding.severity,
      range: rangeOf(file, finding),
      message: finding.message,
      url: pageOf(finding.check),
      related: finding.related.map(related => placeOf(file, related)),
      fixes: finding.fixes.map(fix => ({
        title: fix.title,
        safe: fix.safe,
        edits: fix.edits.map(edit => ({ file: file.path, range: rangeOf(file, edit), newText: edit.newText })),
      })),
    })),
  );
  // One finding a line: readable in a terminal and cheap to print for thousands.
  const lines = (items: readonly unknown[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map(item => `  ${JSON.stringify(item)}`).join(',\n')}\n]`;
  return printableJson(
    `{ "version": ${JSON.stringify(version)},\n"files": ${lines(listed)},\n"findings": ${lines(findings)} }\n`,
  );
}

function placeOf(file: FileReport, related: Place): unknown {
  const in_ = related.file === undefined ? file : file.sibling(related.file);
  const range = in_ ? rangeOf(in_, related) : undefined;
  return { file: in_?.path ?? related.file, ...(range ? { range } : {}), message: related.message };
}
