// Unit tests of rules for an editor's list of tests: which there are, and how they end. Layer: lsp.
import { breaksOneTest } from '../checks/run/unitTestFiles';
import type { SourceDocument } from '../model/document';
import type { Root } from '../model/root';
import type { TestFile, TestGroup } from '../model/testFile';
import type { Service } from '../service';
import { type LineIndex, lineIndex } from '../text/lineIndex';
import { visible } from '../text/printable';
import type { TestedRule } from '../unittest/coverage/rules';
import type { CaseFailure, GroupResult } from '../unittest/results';
import type { RuleDocument } from '../unittest/runFile';
import type { YamlNode } from '../yaml/node';
import { rangeOf } from './convert';
import type { Folder, Folders } from './folders';
import type {
  RunUnitTestsParams,
  RunUnitTestsResult,
  WireRange,
  WireRuleCoverage,
  WireTest,
  WireTestFile,
  WireTestMessage,
  WireTestResult,
} from './protocol';
import { pathBelow } from './uri';

/** A document with unit tests. */
export interface OpenedTests {
  readonly uri: string;
  readonly document: SourceDocument;
  readonly root: Root;
  readonly lines: LineIndex;
}

/** The tests of all folders. Files that were let go are only looked into where their path speaks of tests. */
export function* unitTestsOf(service: Service, folders: Folders): Generator<void, readonly WireTestFile[]> {
  const found: WireTestFile[] = [];
  for (const folder of folders.all()) {
    for (const uri of folder.workspace.files()) {
      if (!mayHoldTests(folder, uri)) continue;
      const wasLetGo = folder.workspace.document(uri) === undefined;
      const opened = openTests(folders, folder, uri);
      yield;
      if (opened) found.push({ uri, tests: testsOf(service.testFile(opened.root), opened.lines) });
      if (wasLetGo) yield* folders.spare(folder, uri);
    }
  }
  return found;
}

/** Whether a file has to be looked into for unit tests: one that was let go is read for it. */
export function mayHoldTests({ uri: within, workspace }: Folder, uri: string): boolean {
  return workspace.document(uri) !== undefined || /test/i.test(pathBelow(within, uri));
}

/** Runs the tests of one file. */
export function* runUnitTests(
  service: Service,
  folders: Folders,
  { uri, tests: chosen, coverage = false }: RunUnitTestsParams,
  now: () => number,
): Generator<void, RunUnitTestsResult> {
  const began = now();
  const folder = folders.of(uri);
  const { workspace } = folder;
  const opened = openTests(folders, folder, uri);
  const nothing = { errors: [], tests: [], rules: [], took: 0 };
  if (!opened) return { ...nothing, errors: [whole(uri, 'This file has no unit tests.')] };
  const file = service.testFile(opened.root);
  const { rules, errors } = ruleFiles(folders, folder, uri, file);
  for (const one of [uri, ...rules.map(rule => rule.file)]) {
    const lines = linesOf(folder, one);
    for (const finding of yield* service.analyse(workspace, one)) {
      if (finding.severity !== 'error' || (one === uri && breaksOneTest(finding.check))) continue;
      errors.push({ uri: one, range: rangeOf(finding, lines), message: visible(finding.message) });
    }
  }
  if (errors.length > 0) return { ...nothing, errors, took: now() - began };
  const wants = chosen && { wants: (_: string, index: number): boolean => chosen.includes(index) };
  const results = yield* service.unitTests(workspace, opened.document, rules, { ...wants, coverage });
  const at = (node: YamlNode): WireRange => rangeOf(node, opened.lines);
  return {
    errors: [],
    tests: results.flatMap(one => one.tests.map(test => resultOf(test, one.file, uri, at))),
    rules: results.flatMap(one => one.rules.map(rule => coverageOf(rule, linesOf(folder, rule.file)))),
    took: now() - began,
  };
}

/** The document of a file, read again where it was let go, with its root of unit tests. */
export function openTests(folders: Folders, folder: Folder, uri: string): OpenedTests | undefined {
  if (!folder.workspace.document(uri)) folders.reread(folder, uri);
  const document = folder.workspace.document(uri);
  const root = document?.roots.find(({ kind }) => kind === 'unit-test');
  return document && root ? { uri, document, root, lines: lineIndex(document.text) } : undefined;
}

/** The rule files that a file of tests names, as they are now; errors for those that cannot be read. */
export function ruleFiles(
  folders: Folders,
  folder: Folder,
  uri: string,
  file: TestFile,
): { readonly rules: readonly RuleDocument[]; readonly errors: WireTestMessage[] } {
  const errors: WireTestMessage[] = [];
  const matched = folder.workspace.filesBeside?.(uri, file.ruleFiles) ?? [];
  for (const [i, { files, complete }] of matched.entries()) {
    const pattern = visible(file.ruleFiles[i] ?? '');
    if (files.length === 0 && !complete)
      errors.push(whole(uri, `${pattern} lies outside of this folder and is not read.`));
  }
  const rules: RuleDocument[] = [];
  for (const rule of matched.flatMap(({ files }) => files)) {
    if (!folder.workspace.document(rule)) folders.reread(folder, rule);
    const document = folder.workspace.document(rule);
    if (document) rules.push({ file: rule, document });
    else errors.push(whole(uri, `${visible(rule)} cannot be read.`));
  }
  return { rules, errors };
}

function linesOf({ workspace }: Folder, uri: string): LineIndex {
  return lineIndex(workspace.document(uri)?.text ?? '');
}

function whole(uri: string, message: string): WireTestMessage {
  return { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, message };
}

function testsOf({ tests }: TestFile, lines: LineIndex): readonly WireTest[] {
  return tests.map(test => ({
    title: visible(test.title),
    range: rangeOf(test.node, lines),
    cases: [...test.alertTests, ...test.exprTests].map(one => ({
      title: visible(
        'alertname' in one ? `alert ${one.alertname} at ${one.at}` : `${shortened(one.expr)} at ${one.at}`,
      ),
      range: rangeOf(one.node, lines),
    })),
  }));
}

/** How much of an expression names a case. */
const longestName = 80;

function shortened(expr: string): string {
  const line = expr.trim().replace(/\s+/g, ' ');
  return line.length > longestName ? `${line.slice(0, longestName)}…` : line;
}

function resultOf(
  { test, faults, cases }: GroupResult,
  { tests }: TestFile,
  uri: string,
  at: (node: YamlNode) => WireRange,
): WireTestResult {
  const all: readonly unknown[] = casesOf(test);
  return {
    test: tests.findIndex(one => one.node === test.node),
    faults: faults.map(({ message, node }) => ({ uri, range: at(node), message: visible(message) })),
    cases: cases.map(one => ({
      case: all.indexOf(one.test),
      ...(one.failure ? { failure: failureOf(one.failure) } : {}),
    })),
  };
}

function coverageOf({ file, span, fired, branches }: TestedRule, lines: LineIndex): WireRuleCoverage {
  return {
    uri: file,
    range: rangeOf(span, lines),
    fired,
    branches: branches.flatMap(one =>
      one.spans.map(part => ({ range: rangeOf(part, lines), text: visible(one.text), fired: one.fired })),
    ),
  };
}

function casesOf(test: TestGroup) {
  return [...test.alertTests, ...test.exprTests];
}

function failureOf(failure: CaseFailure) {
  if (failure.kind === 'error') return { message: visible(failure.message) };
  return {
    message: 'What came out differs from what is expected.',
    expected: failure.expected.map(line => visible(line)).join('\n'),
    actual: failure.got.map(line => visible(line)).join('\n'),
  };
}
