// The pages of the checks that findings link to, as files of a file system of their own: the package carries them as one.
import * as vscode from 'vscode';
import { packedPagesName, readPackedPages } from '../../server/src/files/packedPages';
import { lazy } from '../../server/src/text/lazy';

const scheme = 'ml-alert-rules';

/** The folder of the pages; a check's id and `.md` follow. */
export const pagesFolder = vscode.Uri.from({ scheme, path: '/docs/checks' });

/** Lets the pages be opened, and the links between them; nothing is read before one is. */
export function registerCheckPages(extension: vscode.Uri): vscode.Disposable {
  const pages = lazy(() => {
    const texts = readPackedPages(vscode.Uri.joinPath(extension, 'dist', packedPagesName).fsPath);
    return new Map([...texts].map(([name, text]) => [`${pagesFolder.path}/${name}`, Buffer.from(text)]));
  });
  const pageAt = (uri: vscode.Uri): Buffer => {
    const page = pages().get(uri.path);
    if (!page) throw vscode.FileSystemError.FileNotFound(uri);
    return page;
  };
  /** Names in a folder with what each is; empty where there is no such folder. */
  const namesIn = (uri: vscode.Uri): ReadonlyMap<string, vscode.FileType> => {
    const folder = uri.path.endsWith('/') ? uri.path : `${uri.path}/`;
    const below = [...pages().keys()].filter(path => path.startsWith(folder)).map(path => path.slice(folder.length));
    return new Map(
      below.map(path => {
        const [name, ...rest] = path.split('/');
        return [name!, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File];
      }),
    );
  };
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: () => new vscode.Disposable(() => {}),
    watch: () => new vscode.Disposable(() => {}),
    stat(uri) {
      const times = { ctime: 0, mtime: 0 };
      if (namesIn(uri).size > 0) return { type: vscode.FileType.Directory, ...times, size: 0 };
      return { type: vscode.FileType.File, ...times, size: pageAt(uri).length };
    },
    readDirectory: uri => [...namesIn(uri)],
    readFile: pageAt,
    writeFile: refuse,
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
  return vscode.workspace.registerFileSystemProvider(scheme, provider, { isReadonly: true, isCaseSensitive: true });
}
