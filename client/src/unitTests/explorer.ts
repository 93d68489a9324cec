// Unit tests of rules in the Test Explorer: file, test, alert or expression. The language server reads and runs them.
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import {
  type RunUnitTestsParams,
  type RunUnitTestsResult,
  runUnitTestsRequest,
  unitTestsRequest,
  type WireRuleCoverage,
  type WireTestFile,
} from '../../../server/src/lsp/protocol';
import { coverageOf } from './coverage';
import { fill } from './items';
import { report } from './report';

/** How long files may go on changing before the list is made anew, in milliseconds. */
const quiet = 300;

/** Shows the tests from now on; the list follows the files. */
export function createTestExplorer(client: LanguageClient, output: vscode.LogOutputChannel): vscode.Disposable {
  const tests = vscode.tests.createTestController('mlAlertRules', 'Alert rules');
  const coverage = new WeakMap<vscode.FileCoverage, readonly vscode.StatementCoverage[]>();

  const refresh = async (): Promise<void> => {
    if (!client.isRunning()) return;
    try {
      fill(tests, await client.sendRequest<readonly WireTestFile[]>(unitTestsRequest));
    } catch (error) {
      output.warn(`The unit tests cannot be listed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  let waiting: NodeJS.Timeout | undefined;
  const refreshSoon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void refresh(), quiet);
  };

  /** Runs what a request names; a file at a time. */
  const run = async (request: vscode.TestRunRequest): Promise<void> => {
    const started = tests.createTestRun(request);
    const { token } = started;
    const chosen = chosenOf(tests, request);
    for (const item of chosen.cases) started.enqueued(item);
    const covers = request.profile?.kind === vscode.TestRunProfileKind.Coverage;
    const reached: WireRuleCoverage[] = [];
    for (const [file, numbers] of chosen.files) {
      if (token.isCancellationRequested) break;
      for (const item of chosen.cases) if (fileOf(item) === file) started.started(item);
      try {
        const params: RunUnitTestsParams = { uri: file.id, tests: [...numbers], coverage: covers };
        const result = await client.sendRequest<RunUnitTestsResult>(runUnitTestsRequest, params, token);
        report(started, file, chosen.cases, result);
        reached.push(...result.rules);
      } catch (error) {
        if (token.isCancellationRequested) break;
        const message = new vscode.TestMessage(error instanceof Error ? error.message : String(error));
        for (const item of chosen.cases) if (fileOf(item) === file) started.errored(item, message);
      }
    }
    for (const one of coverageOf(reached)) {
      coverage.set(one.file, one.rules);
      started.addCoverage(one.file);
    }
    started.end();
  };

  /** Runs at once, and again whenever a file is saved that tests or rules may stand in. */
  const start = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
    if (!request.continuous) return run(request);
    const saved = vscode.workspace.onDidSaveTextDocument(({ languageId }) => {
      if (languageId === 'yaml') void refresh().then(() => run(request));
    });
    token.onCancellationRequested(() => saved.dispose());
  };
  tests.createRunProfile('Run', vscode.TestRunProfileKind.Run, start, true, undefined, true);
  const covering = tests.createRunProfile(
    'Coverage',
    vscode.TestRunProfileKind.Coverage,
    start,
    false,
    undefined,
    true,
  );
  covering.loadDetailedCoverage = async (_, file) => [...(coverage.get(file) ?? [])];

  tests.refreshHandler = refresh;
  tests.resolveHandler = async item => (item ? undefined : refresh());
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{yml,yaml}');
  const parts = [
    tests,
    watcher,
    watcher.onDidChange(refreshSoon),
    watcher.onDidCreate(refreshSoon),
    watcher.onDidDelete(refreshSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (tests.items.get(document.uri.toString())) refreshSoon();
    }),
    { dispose: () => clearTimeout(waiting) },
    // When it starts, and when it was started again after a crash or a failure.
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) void refresh();
    }),
  ];
  return vscode.Disposable.from(...parts);
}

/** The files of a request with the numbers of their tests, and the cases in them. */
function chosenOf(tests: vscode.TestController, { include, exclude }: vscode.TestRunRequest) {
  const files = new Map<vscode.TestItem, Set<number>>();
  const cases = new Set<vscode.TestItem>();
  const excluded = new Set(exclude);
  const roots = [...tests.items].map(([, item]) => item);
  const add = (item: vscode.TestItem): void => {
    if (excluded.has(item)) return;
    if (item.children.size > 0) {
      for (const [, child] of item.children) add(child);
      return;
    }
    if (!item.parent?.parent) return;
    cases.add(item);
    const file = fileOf(item);
    files.set(file, (files.get(file) ?? new Set<number>()).add(Number(item.parent.id)));
  };
  for (const item of include ?? roots) add(item);
  return { files, cases };
}

function fileOf(item: vscode.TestItem): vscode.TestItem {
  return item.parent ? fileOf(item.parent) : item;
}
