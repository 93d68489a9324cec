// The tree of the Test Explorer out of what the language server lists.
import * as vscode from 'vscode';
import type { WireRange, WireTestFile } from '../../../server/src/lsp/protocol';

/** Brings the tree up to date; items that stay keep their results. */
export function fill(tests: vscode.TestController, files: readonly WireTestFile[]): void {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  bring(
    tests.items,
    files.map(({ uri, tests: inFile }) => {
      const at = vscode.Uri.parse(uri);
      const file = tests.items.get(uri) ?? tests.createTestItem(uri, vscode.workspace.asRelativePath(at, several), at);
      bring(
        file.children,
        inFile.map(({ title, range, cases }, i) => {
          const test = itemAt(tests, file.children, String(i), title, at, range);
          bring(
            test.children,
            cases.map((one, j) => itemAt(tests, test.children, String(j), one.title, at, one.range)),
          );
          return test;
        }),
      );
      return file;
    }),
  );
}

/** The item with an id, under its present name and at its present place; results stay with one of the same name. */
function itemAt(
  tests: vscode.TestController,
  among: vscode.TestItemCollection,
  id: string,
  title: string,
  uri: vscode.Uri,
  range: WireRange,
): vscode.TestItem {
  const known = among.get(id);
  const item = known?.label === title ? known : tests.createTestItem(id, title, uri);
  item.range = rangeOf(range);
  return item;
}

/** Replaces a list only where it differs: a list that is set anew folds up. */
function bring(list: vscode.TestItemCollection, items: readonly vscode.TestItem[]): void {
  if (list.size === items.length && items.every(item => list.get(item.id) === item)) return;
  list.replace(items);
}

export function rangeOf({ start, end }: WireRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
