// What features may know besides the document: the target, the catalogue with the workspace's metrics, the other documents.
// Layer: features.
import type { Analysis } from '../analysis/analysis';
import type { RuleExpression } from '../analysis/documentFacts';
import type { SymbolReader } from '../analysis/symbols';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import type { Catalog } from '../catalog/schema';
import type { Live } from '../live/live';
import type { SourceDocument } from '../model/document';
import type { Dialect } from '../promql/dialect';
import type { MetricLabels } from '../promql/shape';
import type { Version } from '../target/version';
import type { ParsedTemplate } from '../template/parser';
import type { CursorReader } from './cursor/cursor';

/** A document of the workspace, as findings and definitions name it. */
export interface NamedDocument {
  readonly file: string;
  readonly document: SourceDocument;
}

/** A file of notification templates. */
export interface OpenedTemplate {
  readonly file: string;
  readonly parsed: ParsedTemplate;
}

export interface OpenedTemplates {
  readonly files: readonly OpenedTemplate[];
  /** Whether these are certainly all. */
  readonly complete: boolean;
}

export interface Knowledge {
  /** Rules taken apart, as checks read them. */
  readonly analysis: Analysis;
  /** Gives the cursor of a request. */
  readonly cursorAt: CursorReader;
  readonly dialect: Dialect;
  /** Version of Alertmanager that notifications and configurations are judged for. */
  readonly alertmanager: Version;
  /** Shipped metrics overlaid by the workspace's own. */
  readonly catalog: Catalog;
  readonly workspace: WorkspaceFacts;
  /**
   * The workspace's documents as they are now, for what is asked too seldom to be among the facts. Those whose text was let
   * go are read again one by one: who goes through them lets others have their turn.
   */
  readonly members: () => Iterable<NamedDocument>;
  /** The name of a document of the workspace. */
  readonly fileOf: (document: SourceDocument) => string | undefined;
  /** The names in documents, with their places. */
  readonly symbols: SymbolReader;
  /** The template files that a configuration names, parsed; none where they cannot be found. */
  readonly templateFiles: (document: SourceDocument, patterns: readonly string[]) => OpenedTemplates;
  /** Expressions of the workspace's rules, as they are now, that hold all these words. */
  readonly expressions: (words: readonly string[]) => Iterable<RuleExpression>;
  /** Labels by metric, those of targets included. */
  readonly labels: MetricLabels;
  /** What the folder's server knows, where one may be asked. */
  readonly live?: Live;
}
