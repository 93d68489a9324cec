// The documents and exporter code of one folder: what each says, put together for the checks that look across files.
// Pure: texts come in from whoever reads files. Layer: workspace (types alone).
import type { RuleExpression } from '../analysis/documentFacts';
import type { DocumentFacts } from '../analysis/facts';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import type { Catalog } from '../catalog/schema';
import type { Config } from '../config/config';
import type { SourceDocument } from '../model/document';
import type { MatcherStrategy } from '../model/matcherStrategy';
import type { Scenario } from '../model/scenario/scenario';
import type { FileFinder, TemplateReader } from '../model/templateFiles';
import type { Senders } from '../relabel/senders';

/** One document of a workspace, in one version. */
export interface Member {
  readonly file: string;
  readonly document: SourceDocument;
}

/** What a workspace opens of the outside; what is left out it does without. */
export interface WorkspaceReaders {
  /** Opens the files beside a configuration. */
  readonly templates?: TemplateReader;
  /** Looks for the files beside one. */
  readonly files?: FileFinder;
  /** The way to a file from where paths of the configuration begin, with `/`; without it no catalogue is named. */
  readonly pathOf?: (file: string) => string | undefined;
  /** Opens a file again whose document was let go. */
  readonly reopen?: (file: string) => SourceDocument | undefined;
}

export interface Workspace {
  readonly config: Config;
  readonly templates?: TemplateReader;
  readonly filesBeside?: FileFinder;
  configure(config: Config): void;
  /** Whether the configuration names a file as a catalogue of metrics. */
  isCatalog(file: string): boolean;
  /** Whether the configuration names a file as a scenario of simulated data. */
  isScenario(file: string): boolean;
  /** The way to a file from where paths of the configuration begin, with `/`; undefined where that is not known. */
  pathOf(file: string): string | undefined;
  /** The scenarios that it names. */
  scenarios(): readonly Scenario[];
  /** Adds a document or its next version; only what the target reads counts, so unrecognised files cost nothing. */
  put(file: string, document: SourceDocument): void;
  /** Adds exporter code (`.py`) or a counters file (`.csv`). */
  define(file: string, text: string): void;
  remove(file: string): void;
  /** The document of a file; undefined also where it was let go. */
  document(file: string): SourceDocument | undefined;
  /** Keeps of a document only what it says to others. The next `put` of the same text changes nothing. */
  letGo(file: string): void;
  /** Whether what is kept of a document that was let go was read for another target or catalogue. */
  isOutdated(file: string): boolean;
  /** A number that changes with the text of a file; undefined for one that is not there. */
  version(file: string): number | undefined;
  /** The files that say something and are not judged: they define metrics, or run images. */
  others(): readonly string[];
  /** The files of all documents, also of those that were let go. */
  files(): readonly string[];
  /** All documents one by one; those that were let go are opened for it. */
  members(): Generator<Member, void>;
  /** What Alertmanager objects say about the namespaces of AlertmanagerConfig objects. */
  matcherStrategies(): readonly MatcherStrategy[];
  /** Who sends the alerts of a file, or of any, and what they do to them; undefined where no configuration of Prometheus is there. */
  senders(file?: string): Senders | undefined;
  /** The document of a file that was let go, opened again for who asks. */
  reopen(file: string): SourceDocument | undefined;
  /** The file of a document that was not let go. */
  fileOf(document: SourceDocument): string | undefined;
  /** How many documents it has. */
  readonly size: number;
  /** Length of the texts of all documents that were not let go. */
  readonly characters: number;
  /** The shipped catalogue with this workspace's metrics on top; the same object while these stay the same. */
  catalog(): Catalog;
  /** A document's own facts, with the places of its present version. */
  factsOf(file: string): DocumentFacts;
  /** Reads in slices what a document says now, so that `factsOf` finds it read. */
  gatherFrom(file: string): Generator<void, void>;
  /** Reads in slices what long manifests say besides rules, which is read at once when it is asked for before. */
  settle(): Generator<void, void>;
  /** Reads in slices what all documents say now, so that `facts` finds it read and compared. */
  gather(): Generator<void, void>;
  /** What all documents say; the same object while nobody's facts change by value. */
  facts(): WorkspaceFacts;
  /** What `facts()` gave last, without looking at what changed since; its places may be those of an earlier version. */
  knownFacts(): WorkspaceFacts;
  /** What all documents say now, with the places of their present versions. */
  placedFacts(): WorkspaceFacts;
  /** Expressions of all rules that hold all these words. */
  expressions(words: readonly string[]): Generator<RuleExpression, void>;
}
