// What VS Code's own Git extension tells of a file: its text in the last commit, and that there is another one.
import * as vscode from 'vscode';

/** The part of the extension's interface that is used here. */
interface Git {
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: vscode.Event<Repository>;
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  readonly state: { readonly HEAD: { readonly commit?: string } | undefined; readonly onDidChange: vscode.Event<void> };
  show(ref: string, path: string): Promise<string>;
}

/** Undefined where the extension is off. It starts with every window, so that it is only waited for. */
async function gitOf(): Promise<Git | undefined> {
  try {
    const found = vscode.extensions.getExtension<{ getAPI(version: 1): Git }>('vscode.git');
    return (await found?.activate())?.getAPI(1);
  } catch {
    // It is there and its setting `git.enabled` is off.
    return undefined;
  }
}

/** A file as the last commit has it; undefined where it has none, or as long as its repository is not known. */
export async function textInCommit(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return await (await gitOf())?.getRepository(uri)?.show('HEAD', uri.fsPath);
  } catch {
    // A file that was never committed.
    return undefined;
  }
}

/** Tells when a repository becomes known, as after a start of the window, and when one has another last commit. */
export function onCommit(tell: () => void): vscode.Disposable {
  const listeners: vscode.Disposable[] = [];
  let isOver = false;
  const watch = ({ state }: Repository): void => {
    let last = state.HEAD?.commit;
    listeners.push(
      state.onDidChange(() => {
        if (state.HEAD?.commit === last) return;
        last = state.HEAD?.commit;
        tell();
      }),
    );
  };
  void gitOf().then(git => {
    if (!git || isOver) return;
    git.repositories.forEach(watch);
    listeners.push(
      git.onDidOpenRepository(repository => {
        watch(repository);
        tell();
      }),
    );
  });
  return new vscode.Disposable(() => {
    isOver = true;
    for (const listener of listeners) listener.dispose();
  });
}
