// What a language server needs of a machine that has no disk: files in memory, by URI. Nothing of Node, as in a browser.
import { hasGlob, matchesGlob } from '../../server/src/go/glob';
import type { FoundFile, Host } from '../../server/src/lsp/host';
import { useOf } from '../../server/src/workspace/fileUse';

/** All but time and turns; whoever holds the files changes them. */
export function memoryHost(files: ReadonlyMap<string, string>): Omit<Host, 'later' | 'after' | 'now'> {
  return {
    today: () => '2026-01-01',
    read: uri => {
      const text = files.get(uri);
      return text === undefined ? {} : { text };
    },
    *walk(folder, isExcluded): Iterable<FoundFile> {
      for (const uri of [...files.keys()].sort()) {
        const use = useOf(uri);
        if (use && isBelow(folder, uri, isExcluded)) yield { uri, use };
      }
    },
    belongs: isBelow,
    isFolder: uri => [...files.keys()].some(file => file.startsWith(`${uri}/`)),
    filesBeside: () => (uri, patterns) =>
      patterns.map(pattern => {
        const file = `${uri.slice(0, uri.lastIndexOf('/'))}/${pattern}`;
        const matched = hasGlob(pattern) ? [...files.keys()].filter(one => matchesGlob(file, one)) : [file];
        return { files: matched.filter(one => files.has(one)), complete: true };
      }),
    useOf,
  };
}

/** Whether a file lies in a folder, in nothing that is left out. */
function isBelow(folder: string, uri: string, isExcluded: (relative: string, directory: boolean) => boolean): boolean {
  if (!uri.startsWith(`${folder}/`)) return false;
  const names = uri.slice(folder.length + 1).split('/');
  return names.every((_, i) => !isExcluded(names.slice(0, i + 1).join('/'), i + 1 < names.length));
}
