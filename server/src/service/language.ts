// What an editor asks about a place in a document. Layer: service.
import { complete } from '../features/completion/complete';
import type { Completion } from '../features/completion/item';
import { definitions } from '../features/definition';
import { type Highlight, highlights } from '../features/highlights';
import { type Hover, hover } from '../features/hover';
import { type StandardAlerts, standardAlerts } from '../features/insert/standardAlerts';
import type { Knowledge } from '../features/knowledge';
import { references } from '../features/references';
import { type Refusal, type RenameTarget, type Renaming, rename, renameTarget } from '../features/rename';
import { type SignatureHelp, signatureHelp } from '../features/signature';
import type { Place } from '../features/symbols';
import type { Live } from '../live/live';
import type { OpenOptions, SourceDocument } from '../model/document';
import type { Workspace } from '../workspace/workspace';

export interface LanguageService {
  /** What may be written at an offset of a document; `live` adds what a server knows. */
  complete(workspace: Workspace, document: SourceDocument, offset: number, live?: Live): Completion | undefined;
  /** The standard alerts that may be inserted near an offset; undefined where nothing of ours may stand in the document. */
  standardAlerts(workspace: Workspace, document: SourceDocument, offset: number): StandardAlerts | undefined;
  /** What is known about the thing at an offset. */
  hover(workspace: Workspace, document: SourceDocument, offset: number, live?: Live): Hover | undefined;
  /** The call that an offset is in, with the parameter that is being written. */
  signature(workspace: Workspace, document: SourceDocument, offset: number): SignatureHelp | undefined;
  /** Where the name at an offset is defined. */
  definitions(workspace: Workspace, document: SourceDocument, offset: number): readonly Place[];
  /** Where the name at an offset is used and, where they are asked for, given; in slices. */
  references(
    workspace: Workspace,
    document: SourceDocument,
    offset: number,
    declarations: boolean,
  ): Generator<void, readonly Place[]>;
  /** The places of the name at an offset in the document itself; in slices. */
  highlights(workspace: Workspace, document: SourceDocument, offset: number): Generator<void, readonly Highlight[]>;
  /** The name at an offset that `rename` can change, or why it cannot. */
  renameTarget(
    workspace: Workspace,
    document: SourceDocument,
    offset: number,
  ): Generator<void, RenameTarget | Refusal | undefined>;
  /** The edits that give the thing at an offset another name everywhere, or why there are none. */
  rename(
    workspace: Workspace,
    document: SourceDocument,
    offset: number,
    name: string,
  ): Generator<void, Renaming | Refusal | undefined>;
}

export function languageService(knowledgeOf: (workspace: Workspace) => Knowledge): LanguageService {
  const withLive = (workspace: Workspace, live: Live | undefined): Knowledge => ({
    ...knowledgeOf(workspace),
    ...(live ? { live } : {}),
  });
  /** With the places of the present versions of all documents. */
  const placedKnowledge = (workspace: Workspace): Knowledge => ({
    ...knowledgeOf(workspace),
    workspace: workspace.placedFacts(),
  });
  return {
    complete: (workspace, document, offset, live) =>
      complete(document, offset, withLive(workspace, live), ownOptions(document)),
    standardAlerts: (workspace, document, offset) => standardAlerts(document, offset, workspace.catalog()),
    hover: (workspace, document, offset, live) => hover(document, offset, withLive(workspace, live)),
    signature: (workspace, document, offset) => signatureHelp(document, offset, knowledgeOf(workspace)),
    definitions: (workspace, document, offset) => definitions(document, offset, placedKnowledge(workspace)),
    *references(workspace, document, offset, declarations) {
      yield* workspace.gather();
      return yield* references(document, offset, placedKnowledge(workspace), declarations);
    },
    highlights: (workspace, document, offset) => highlights(document, offset, knowledgeOf(workspace)),
    *renameTarget(workspace, document, offset) {
      yield* workspace.gather();
      return yield* renameTarget(document, offset, placedKnowledge(workspace));
    },
    *rename(workspace, document, offset, name) {
      yield* workspace.gather();
      return yield* rename(document, offset, name, placedKnowledge(workspace));
    },
  };
}

/** What is typed in a file of our own is read as that again. */
function ownOptions({ as, roots }: SourceDocument): OpenOptions {
  if (as !== 'configuration' && as !== 'catalog' && as !== 'scenario') return {};
  const schema = roots[0]?.schema;
  return { as, ...(schema ? { schema } : {}) };
}
