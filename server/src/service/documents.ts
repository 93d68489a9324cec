// Documents opened and read: what they hold, and where. Layer: service.
import type { Analysis } from '../analysis/analysis';
import type { FactReader } from '../analysis/documentFacts';
import type { Catalog } from '../catalog/schema';
import type { Config } from '../config/config';
import { configurationObject } from '../config/fileSchema';
import { configFileName } from '../config/schema';
import { type OutlineItem, outlineOf } from '../features/outline';
import { type RuleAt, ruleAt, rulesOf } from '../features/rules';
import { type OpenOptions, openDocument, openInSlices, type SourceDocument } from '../model/document';
import type { Edits } from '../model/edits';
import { exprSpans } from '../model/rulePlaces';
import type { Scenario } from '../model/scenario/scenario';
import type { ObjectSchema } from '../model/schema/types';
import type { Change } from '../text/change';
import type { Span } from '../text/span';
import { createWorkspace } from '../workspace/createWorkspace';
import type { Workspace, WorkspaceReaders } from '../workspace/workspace';

export interface DocumentService {
  /** Reads a text; with the version before it only what changed is read anew. Never throws. */
  open(text: string, previous?: SourceDocument, options?: OpenOptions): SourceDocument;
  /** The same in slices; `change` is what was changed of the text of `previous`, for who knows it. */
  opening(
    text: string,
    previous: SourceDocument | undefined,
    options?: OpenOptions,
    change?: Change,
  ): Generator<void, SourceDocument>;
  /** How a file of a workspace is read where that does not hang on its shape: our own configuration, catalogues that it names. */
  openOptions(workspace: Workspace, file: string): OpenOptions;
  /** An empty workspace, to be filled with documents and exporter code; `readers` open further files. */
  workspace(config: Config, readers?: WorkspaceReaders): Workspace;
  /** The rules of a document in order, where they stand. */
  rules(document: SourceDocument): Iterable<RuleAt>;
  /** The rule that holds an offset, or the last one before it in the same group. */
  ruleAt(document: SourceDocument, offset: number): RuleAt | undefined;
  /** What an outline shows of a document. */
  outline(document: SourceDocument): readonly OutlineItem[];
  /** Where characters of its decoded expression stand in the document. */
  locate(rule: RuleAt, from: number, to: number): readonly Span[];
  /** The scenarios of the workspace's own files. */
  scenarios(workspace: Workspace): readonly Scenario[];
}

/** `edits` remembers what the documents differ in. */
export function documentService(
  analysis: Analysis,
  catalog: Catalog,
  facts: FactReader,
  edits: Edits,
): DocumentService {
  let configuration: ObjectSchema | undefined;
  return {
    open: openDocument,
    *opening(text, previous, options = {}, change) {
      const document = yield* openInSlices(text, previous, options, change);
      if (previous && change) edits.add(previous, document, change);
      return document;
    },
    openOptions(workspace, file) {
      const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
      if (name === configFileName) return { as: 'configuration', schema: (configuration ??= configurationObject()) };
      if (workspace.isScenario(file)) return { as: 'scenario' };
      return workspace.isCatalog(file) ? { as: 'catalog' } : {};
    },
    workspace: (config, readers) => createWorkspace(catalog, facts, config, readers, edits),
    rules: document => rulesOf(document, analysis),
    ruleAt: (document, offset) => ruleAt(document, offset, analysis),
    outline: document => outlineOf(document, analysis),
    scenarios: workspace => workspace.scenarios(),
    locate: exprSpans,
  };
}
