// The lines of any file that findings or definitions name, open or not. Layer: lsp.
import { type LineIndex, lineIndex } from '../text/lineIndex';
import type { Folders } from './folders';
import type { Host } from './host';
import type { OpenDocuments } from './openDocuments';

/** Gives the lines of a file by its URI; undefined where it cannot be read. */
export type FileLines = (file: string) => LineIndex | undefined;

export function fileLines(folders: Folders, documents: OpenDocuments, host: Host): FileLines {
  return file => {
    const open = documents.get(file);
    if (open) return open.lines;
    const folder = folders.of(file);
    const text = folder.workspace.document(file)?.text ?? host.read(file, folder.uri).text;
    return text === undefined ? undefined : lineIndex(text);
  };
}
