// Edits of a large rule file, done before somebody makes them: what an edit runs through is then machine code already, and
// the first keys after opening are answered as quickly as later ones. It is done with a part of the file in a workspace of its
// own, and nothing of it is kept or shown. Layer: lsp.
import type { SourceDocument } from '../model/document';
import type { Service } from '../service';
import { EditedText } from '../text/lineIndex';
import { ownCopy } from '../text/ownCopy';
import type { Workspace } from '../workspace/workspace';
import type { OpenDocument } from './openDocuments';
import { compare } from './standing';

/** After so many pairs of edits the engine has compiled what takes long. */
const usualRounds = 48;

/**
 * How much of the file is taken, in characters: so many groups that loops over them count, and so few rules that most rounds are
 * over within a third of a second.
 */
const enough = 200_000;

/** Edits that were made and are left to be made. */
export interface Rehearsal {
  /** Makes edits, in slices. Whoever types stops it; the next call makes those that are left. */
  run(): Generator<void, void>;
}

/** A rehearsal for a document that was judged; undefined where it is no rule file. */
export function createRehearsal(
  service: Service,
  { config }: Workspace,
  document: OpenDocument,
): Rehearsal | undefined {
  const { uri, source } = document;
  const part = partOf(service, source);
  if (!part) return undefined;
  const { text, at } = part;
  const workspace = service.workspace(config);
  let rounds = 0;
  return {
    *run() {
      // The editor's document goes this way, too: the beginnings of its lines are moved at every key.
      const buffer = new EditedText(text);
      const from = buffer.position(at);
      const to = { line: from.line, character: from.character + typed.length };
      let last: SourceDocument = yield* service.opening(text, workspace.document(uri));
      workspace.put(uri, last);
      yield* service.analyse(workspace, uri);
      for (; rounds < usualRounds; rounds++) {
        for (const isTyped of [true, false]) {
          const range = { start: from, end: isTyped ? from : to };
          const change = buffer.edit([{ range, text: isTyped ? typed : '' }]);
          last = yield* service.opening(buffer.text, last, {}, change);
          workspace.put(uri, last);
          const found = yield* service.analyse(workspace, uri, 'moved');
          compare(found, change ? [change] : [], found);
          yield* workspace.gather();
          yield* service.analyse(workspace, uri);
        }
      }
    },
  };
}

/** What is typed and taken away: a mistake, so that texts of both kinds are read. */
const typed = ' )';

/** The beginning of a rule file up to the end of a rule, and the end of an expression in its middle. */
function partOf(
  service: Service,
  document: SourceDocument,
): { readonly text: string; readonly at: number } | undefined {
  let [to, at] = [0, 0];
  for (const { root, rule, base, span } of service.rules(document)) {
    if (root.region.map || root.templated || span.to > enough) break;
    to = span.to;
    if (!rule.expr || to > enough / 2) continue;
    const from = base + rule.expr.from;
    at = from + document.text.slice(from, base + rule.expr.to).trimEnd().length;
  }
  return at > 0 ? { text: ownCopy(document.text.slice(0, to)), at } : undefined;
}
