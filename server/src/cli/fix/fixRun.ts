// What `--fix` and `--fix-dry-run` add to a run: files are fixed as they are judged, then written or shown. Layer: cli.

import { decodeBytes, encodeLike } from '../../files/decode';
import { lineIndex } from '../../text/lineIndex';
import { printableUnits } from '../../text/printable';
import type { JudgedWorkspace } from '../judge';
import { complain } from '../output';
import { type FileReport, positionOf } from '../reporters/report';
import { type FixedFile, fixWorkspace } from './fixWorkspace';
import { replaceFile } from './replaceFile';
import { unifiedDiff } from './unifiedDiff';

/** Fixes the workspaces of a run one after the other. */
export class FixRun {
  private readonly files: FixedFile[] = [];

  /** Fixes the texts of a workspace before it is reported, and tells which fixes are left out. */
  prepare(workspace: JudgedWorkspace): void {
    const { files, leftOut } = fixWorkspace(workspace);
    this.files.push(...files);
    for (const { path, finding } of leftOut) {
      const { line, character } = positionOf(workspace.report(path), finding.from);
      complain(
        `${path}:${line + 1}:${character + 1}: the fix for ${finding.check} is left out: something else would be wrong with it`,
      );
    }
  }

  /**
   * Writes the fixed files, but for standard input; gives the reports with those that could not be written as they were, and
   * whether there were any.
   */
  write(
    reports: readonly FileReport[],
    stdin: string | undefined,
    limit: number,
  ): { readonly reports: readonly FileReport[]; readonly failed: boolean } {
    const unwritten = new Map<string, FixedFile>();
    for (const file of this.files) {
      const { path, before, after, fixed } = file;
      if (path === stdin) continue;
      const reason = replaceFile(path, before, after, limit);
      if (reason !== undefined) {
        complain(`${path}: ${reason}, its fixes are not written`);
        unwritten.set(path, file);
      } else complain(`${path}: fixed ${listed(fixed)}`);
    }
    const asItIs = (report: FileReport): FileReport => {
      const file = unwritten.get(report.path);
      return file ? unchanged(report, file) : report;
    };
    return { reports: reports.map(asItIs), failed: unwritten.size > 0 };
  }

  /** Standard input as it is after the fixes, in its encoding. */
  fixedInput(path: string, bytes: Uint8Array): Uint8Array {
    const file = this.files.find(one => one.path === path);
    return file && decodeBytes(bytes).text === file.before ? encodeLike(bytes, file.after) : bytes;
  }

  /** All that would be written as one diff; a terminal is shown no characters that it obeys. */
  diff(isTerminal: boolean): string {
    const ordered = [...this.files].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const { path, fixed } of ordered) complain(`${path}: would fix ${listed(fixed)}`);
    const diff = ordered.map(({ path, before, after }) => unifiedDiff(path, before, after)).join('');
    if (!isTerminal) return diff;
    return diff
      .split('\n')
      .map(line => printableUnits(line.endsWith('\r') ? line.slice(0, -1) : line, true).join(''))
      .join('\n');
  }
}

/** The report of a file whose fixes were not written. */
function unchanged({ path, kinds, sibling }: FileReport, { before, found }: FixedFile): FileReport {
  return { path, text: before, lines: lineIndex(before), kinds, findings: found, sibling };
}

/** `promql/a, promql/b (3 times)`. */
function listed(fixed: FixedFile['fixed']): string {
  const counts = new Map<string, number>();
  for (const { check } of fixed) counts.set(check, (counts.get(check) ?? 0) + 1);
  return [...counts].map(([check, count]) => (count === 1 ? check : `${check} (${count} times)`)).join(', ');
}
