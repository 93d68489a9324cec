// The outcome of a file's tests in the Test Explorer: each case passes, or fails at its place with what was expected.
import * as vscode from 'vscode';
import type { RunUnitTestsResult, WireTestMessage } from '../../../server/src/lsp/protocol';
import { rangeOf } from './items';

/** Reports on the `chosen` cases of a file. */
export function report(
  run: vscode.TestRun,
  file: vscode.TestItem,
  chosen: ReadonlySet<vscode.TestItem>,
  { errors, tests, took }: RunUnitTestsResult,
): void {
  const broken = errors.map(messageAt);
  if (broken.length > 0) {
    for (const item of casesOf(file)) if (chosen.has(item)) run.errored(item, broken);
    run.appendOutput(`${file.label}: nothing was run, as a file has errors.\r\n`);
    return;
  }
  run.appendOutput(`${file.label}: ${summaryOf(tests)}\r\n`);
  const share = took / Math.max(1, tests.length);
  for (const { test, faults, cases } of tests) {
    const found = new Map(cases.map(one => [String(one.case), one]));
    for (const [, item] of file.children.get(String(test))?.children ?? []) {
      if (!chosen.has(item)) continue;
      const one = found.get(item.id);
      if (!one) run.errored(item, faults.map(messageAt));
      else if (!one.failure) run.passed(item, share);
      else {
        const { message, expected, actual } = one.failure;
        const shown =
          expected === undefined || actual === undefined
            ? new vscode.TestMessage(message)
            : vscode.TestMessage.diff(message, expected, actual);
        if (item.uri && item.range) shown.location = new vscode.Location(item.uri, item.range);
        run.failed(item, shown, share);
      }
    }
  }
}

/** How many cases hold, as a terminal shows it. */
function summaryOf(tests: RunUnitTestsResult['tests']): string {
  const cases = tests.flatMap(test => test.cases);
  const failed = cases.filter(({ failure }) => failure).length;
  const broken = tests.filter(({ faults }) => faults.length > 0).length;
  const held = `${cases.length - failed} of ${cases.length} cases hold`;
  return broken > 0 ? `${held}; ${broken} ${broken === 1 ? 'test' : 'tests'} could not be read.` : `${held}.`;
}

function messageAt({ uri, range, message }: WireTestMessage): vscode.TestMessage {
  const shown = new vscode.TestMessage(message);
  shown.location = new vscode.Location(vscode.Uri.parse(uri), rangeOf(range));
  return shown;
}

function casesOf(item: vscode.TestItem): readonly vscode.TestItem[] {
  const children = [...item.children].map(([, child]) => child);
  return children.length === 0 ? [item] : children.flatMap(casesOf);
}
