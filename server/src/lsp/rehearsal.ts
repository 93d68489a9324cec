// The first edit of a large file, done before somebody makes it: what an edit runs through is then machine code already, and
// the first keys after opening are answered as quickly as later ones. Nothing of it is kept or shown. Layer: lsp.
import type { Finding } from '../checks/finding';
import type { OpenOptions } from '../model/document';
import type { Service } from '../service';
import type { Workspace } from '../workspace/workspace';
import type { OpenDocument } from './openDocuments';
import { compare } from './standing';

/** After so many the engine has compiled what takes long. */
const rounds = 4;

/** Goes the way of a keystroke in the middle of a document that was judged; in slices. */
export function* rehearseEdit(
  service: Service,
  workspace: Workspace,
  document: OpenDocument,
  options: OpenOptions,
): Generator<void, void> {
  const { uri, version, text, source } = document;
  const isPresent = (): boolean => document.version === version;
  const at = text.indexOf('\n', text.length >> 1);
  if (at < 0) return;
  const change = { from: at, toBefore: at, to: at + 1 };
  for (let round = 0; round < rounds && isPresent(); round++) {
    yield* service.opening(`${text.slice(0, at)} ${text.slice(at)}`, source, options, change);
    if (!isPresent()) return;
    const found: readonly Finding[] = yield* service.analyse(workspace, uri, 'moved');
    compare(found, [change], found);
  }
}
