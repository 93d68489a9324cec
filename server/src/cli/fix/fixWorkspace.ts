// Applies safe fixes to the files of a workspace until nothing is left to fix, and never makes a file worse: a fix that brings
// an error, or another finding above a hint, is left out. Layer: cli.
//
// Fixes of one file are tried together and, where that is worse, in ever smaller parts. All files are fixed by themselves
// first; only if others are worse off by it, everything is done again with a look at all of them after every step.
import type { Finding, FindingFix } from '../../checks/finding';
import { applyEdits, SeparateEdits } from '../../text/edits';
import type { TextEdit } from '../../text/textMap';
import type { JudgedWorkspace } from '../judge';
import { isBetter, isNoWorse } from './noWorse';

/** What was done to a file. */
export interface FixedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** All that was found before. */
  readonly found: readonly Finding[];
  /** The findings that were fixed. */
  readonly fixed: readonly Finding[];
}

/** A finding whose fix was left out, with its place in the text as it is now. */
export interface LeftOut {
  readonly path: string;
  readonly finding: Finding;
}

export interface Fixes {
  readonly files: readonly FixedFile[];
  readonly leftOut: readonly LeftOut[];
}

/** Fixes the files of a workspace; its texts are the fixed ones then. Writes nothing. */
export function fixWorkspace(workspace: JudgedWorkspace): Fixes {
  const fixed = new Map<string, FixedFile>();
  const seen: Seen = new Map();
  for (let pass = 0; ; pass++) {
    const { files, leftOut } = fixOnce(workspace, seen);
    for (const file of files) fixed.set(file.path, joined(fixed.get(file.path), file));
    // What was fixed in one file may let another be fixed.
    if (files.length === 0 || pass === mostPasses) return { files: [...fixed.values()], leftOut };
  }
}

/** The texts that files have had: fixes that undo each other come to an end by them. */
type Seen = Map<string, Set<string>>;

function seenOf(all: Seen, path: string): Set<string> {
  const known = all.get(path) ?? new Set<string>();
  all.set(path, known);
  return known;
}

/** Each lets fixes through that those of the one before let through: hardly ever more than one. */
const mostPasses = 5;

function joined(first: FixedFile | undefined, next: FixedFile): FixedFile {
  return first ? { ...next, before: first.before, found: first.found, fixed: [...first.fixed, ...next.fixed] } : next;
}

function fixOnce(workspace: JudgedWorkspace, seen: Seen): Fixes {
  const before = findingsOf(workspace);
  const fixable = workspace.paths.filter(path => before.get(path)!.some(safeFix));
  if (fixable.length === 0) return { files: [], leftOut: [] };
  const texts = new Map(fixable.map(path => [path, workspace.text(path)]));
  const seenBefore = [...seen].map(([path, all]) => [path, new Set(all)] as const);
  const alone = fixAll(workspace, fixable, seen, () => true);
  if (alone.files.length === 0) return alone;
  const isFine = workspace.paths.every(path => {
    const fixed = alone.files.find(file => file.path === path)?.fixed ?? [];
    return isNoWorse(before.get(path)!, workspace.findings(path), fixed);
  });
  if (isFine) return alone;
  for (const [path, text] of texts) if (text !== undefined) workspace.change(path, text);
  // What was taken back may be right step by step.
  seen.clear();
  for (const [path, all] of seenBefore) seen.set(path, all);
  return fixAll(workspace, fixable, seen, othersAreNoWorse(workspace));
}

function findingsOf(workspace: JudgedWorkspace): ReadonlyMap<string, readonly Finding[]> {
  return new Map(workspace.paths.map(path => [path, workspace.findings(path)]));
}

/** Fixes file after file; `accepts` is asked after each step, and the step taken back where it says no. */
function fixAll(
  workspace: JudgedWorkspace,
  paths: readonly string[],
  seen: Seen,
  accepts: (path: string) => boolean,
): Fixes {
  const files: FixedFile[] = [];
  const leftOut: LeftOut[] = [];
  for (const path of paths) {
    const before = workspace.text(path);
    if (before === undefined) continue;
    const file = new FileFixer(workspace, path, before, seenOf(seen, path), accepts);
    file.run();
    const { text: after, found, fixed } = file;
    if (fixed.length > 0) files.push({ path, before, after, found, fixed });
    leftOut.push(...file.leftOut.map(finding => ({ path, finding })));
  }
  return { files, leftOut };
}

/** Whether what is found in all other files is no worse than when this was last asked and true. */
function othersAreNoWorse(workspace: JudgedWorkspace): (path: string) => boolean {
  let known = findingsOf(workspace);
  return changed => {
    const now = findingsOf(workspace);
    const isFine = workspace.paths.every(path => path === changed || isNoWorse(known.get(path)!, now.get(path)!, []));
    if (isFine) known = now;
    return isFine;
  };
}

interface Candidate {
  readonly finding: Finding;
  readonly fix: FindingFix;
}

/** The steps by which one file is fixed. */
class FileFixer {
  readonly fixed: Finding[] = [];
  /** Findings whose fix is not tried again, at their present places. */
  leftOut: readonly Finding[] = [];
  /** What was found before the first step. */
  found: readonly Finding[] = [];
  constructor(
    private readonly workspace: JudgedWorkspace,
    private readonly path: string,
    public text: string,
    private readonly seen: Set<string>,
    private readonly accepts: (path: string) => boolean,
  ) {
    seen.add(text);
  }

  run(): void {
    let most = Number.POSITIVE_INFINITY;
    let findings = this.workspace.findings(this.path);
    this.found = findings;
    for (;;) {
      const step = this.candidates(findings).slice(0, most);
      if (step.length === 0) return;
      const after = this.apply(findings, step);
      if (after) {
        findings = after;
        most = Number.POSITIVE_INFINITY;
      } else if (step.length > 1) most = step.length >> 1;
      else {
        this.leftOut = [...this.leftOut, step[0]!.finding];
        most = Number.POSITIVE_INFINITY;
      }
    }
  }

  /** Safe fixes that do not touch each other: those of errors before all others, as these may only follow from them. */
  private candidates(findings: readonly Finding[]): readonly Candidate[] {
    const all = findings.flatMap(finding => {
      const fix = safeFix(finding);
      return fix && !this.leftOut.some(other => isSame(other, finding)) ? [{ finding, fix }] : [];
    });
    const errors = all.filter(({ finding }) => finding.severity === 'error');
    const edits = new SeparateEdits();
    return (errors.length > 0 ? errors : all).filter(({ fix }) => edits.add(fix.edits));
  }

  /** The findings after a step; undefined where it was taken back. */
  private apply(findings: readonly Finding[], step: readonly Candidate[]): readonly Finding[] | undefined {
    const before = this.text;
    const edits = step.flatMap(({ fix }) => fix.edits.map(edit => withBreaksOf(before, edit)));
    const text = applyEdits(before, edits);
    if (this.seen.has(text)) return undefined;
    this.workspace.change(this.path, text);
    const after = this.workspace.findings(this.path);
    const fixed = step.map(({ finding }) => finding);
    if (!isBetter(findings, after, fixed) || !this.accepts(this.path)) {
      this.workspace.change(this.path, before);
      return undefined;
    }
    this.text = text;
    this.seen.add(text);
    for (const finding of fixed) this.fixed.push(finding);
    this.leftOut = this.leftOut.map(finding => moved(finding, edits));
    return after;
  }
}

function safeFix({ fixes }: Finding): FindingFix | undefined {
  return fixes.find(fix => fix.safe);
}

function isSame(a: Finding, b: Finding): boolean {
  return a.from === b.from && a.check === b.check && a.message === b.message;
}

/** An edit with the line breaks that the file has. */
function withBreaksOf(text: string, edit: TextEdit): TextEdit {
  if (!edit.newText.includes('\n') || !text.includes('\r\n')) return edit;
  return { ...edit, newText: edit.newText.replace(/\r?\n/g, '\r\n') };
}

/** A finding at its place behind some edits, none of which it lies in. */
function moved(finding: Finding, edits: readonly TextEdit[]): Finding {
  const place = (offset: number): number =>
    edits.reduce((at, edit) => (edit.to <= offset ? at + edit.newText.length - (edit.to - edit.from) : at), offset);
  return { ...finding, from: place(finding.from), to: place(finding.to) };
}
