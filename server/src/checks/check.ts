// The interface of a check: what it is asked about, what it may know and how it reports. A check points into the text of its
// unit and knows nothing of files, the protocol, the clock or the network. Layer: checks (above analysis).
import type { DocumentFacts } from '../analysis/facts';
import type { AlertUnit, ExprUnit, TemplateUnit } from '../analysis/rule';
import type { Located, Source } from '../analysis/source';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import type { Catalog, MetricFact } from '../catalog/schema';
import type { Live } from '../live/live';
import type { AlertmanagerFile, Receiver } from '../model/alertmanager';
import type { SourceDocument } from '../model/document';
import type { MatcherMode } from '../model/matchers';
import type { Region } from '../model/region';
import type { Root } from '../model/root';
import type { PlacedRule, RuleFile, RuleGroup, RuleUnit } from '../model/ruleFile';
import type { Aggregate, Binary, Call, VectorSelector } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import type { Problem, Span } from '../text/span';
import type { YamlMap } from '../yaml/node';
import type { CheckOptions, OptionTable } from './options';
import type { Trait } from './traits';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** A document as a member of its workspace: `facts` are its own, with current places. */
export interface WorkspaceUnit {
  /** For fixes alone: undefined while its text is not there, which must not change what is found. */
  readonly document?: SourceDocument;
  readonly facts: DocumentFacts;
}

/** A receiver of a configuration or of an object. */
export interface ReceiverUnit {
  readonly root: Root;
  readonly receiver: Receiver;
  readonly source: Source;
  readonly templates: KnownTemplates;
}

/** The named templates of a configuration besides those in its receivers. */
export interface KnownTemplates {
  /** Names of all that a receiver may call; undefined where that is not known. */
  readonly names: ReadonlySet<string> | undefined;
  /** Names of those that read what they are handed. */
  readonly reading: ReadonlySet<string>;
}

/** A problem that a lower layer found; its code is the id of the check that reports it. */
export interface ProblemUnit {
  readonly code: string;
  readonly message: string;
}

/** What a check can be asked about, by the value of its `on`. */
export interface Units {
  document: SourceDocument;
  ruleFile: RuleFile;
  group: { readonly file: RuleFile; readonly group: RuleGroup };
  rule: RuleUnit;
  alert: AlertUnit;
  expr: ExprUnit;
  call: { readonly node: Call; readonly in: ExprUnit };
  aggregate: { readonly node: Aggregate; readonly in: ExprUnit };
  binary: { readonly node: Binary; readonly in: ExprUnit };
  selector: { readonly node: VectorSelector; readonly in: ExprUnit };
  template: TemplateUnit;
  /** The map of a route or of an inhibition rule: which alerts it is about. */
  conditions: {
    readonly map: YamlMap;
    readonly of: 'route' | 'inhibition';
    /** How the target reads matchers. */
    readonly mode: MatcherMode;
    readonly source: Source;
  };
  receiver: ReceiverUnit;
  /** A configuration or AlertmanagerConfig object as a whole; plain spans are in its region's text. */
  configuration: AlertmanagerFile;
  /** A problem that a parser or a model reader found: its check is the row of `told/` with its code as id, never run. */
  problem: ProblemUnit;
  /**
   * Once per document; plain spans are offsets in the file. What others say comes by `needs: ['workspace']`. What stands inside
   * receivers of an Alertmanager file counts only as far as the facts tell it.
   */
  workspace: WorkspaceUnit;
}

/** What a check may ask for by `needs`; the engine re-runs a cached unit when one of these changed by value. */
export interface Supplies {
  /** How often the targets are scraped, in seconds; undefined where nobody said so. */
  scrapeInterval: number | undefined;
  /** All labels that Prometheus adds to what it sends; undefined where nobody said so. */
  externalLabels: Readonly<Record<string, string>> | undefined;
  /** What the configuration says to checks that have options; read by `optionsOf`. */
  options: CheckOptions;
  catalog: Catalog;
  /**
   * Of the workspace a check of rules may be told what its rule's metrics are recorded by (`recorded`) and what code defines
   * (`metrics`): it is run again when that changes for a metric that the rule reads, and for nothing else.
   */
  workspace: WorkspaceFacts;
  dialect: Dialect;
  /** What the folder's server knows: such a check is run in an editor only, and says nothing before answers are there. */
  live: Live;
}

/**
 * Where something that is missing may still be typed, or be brought by a hole of a template engine: in the same value, among the
 * keys of the same mapping, in the same list item (a rule, a receiver, a route), or anywhere in the file.
 */
export type Awaits = 'value' | 'map' | 'item' | 'file';

export interface Fix {
  readonly title: string;
  /** Certain to be right: applied by "fix all" and `--fix`. */
  readonly safe: boolean;
  /** Replacements in texts the check points into; the engine maps them to the file and drops the fix where that is not certain. */
  readonly edits: readonly { readonly at: Located | Span; readonly newText: string }[];
}

export interface ReportOptions {
  readonly fix?: Fix;
  readonly related?: readonly { readonly at: Located; readonly file?: string; readonly message: string }[];
  /** Other texts that the finding follows from: a template hole (Helm, Jinja) in one of them makes it doubtful. */
  readonly restsOn?: readonly Located[];
  /** Overrides the check's severity for this finding; never raises it to error. */
  readonly severity?: Severity;
  /** Takes the place of the check's own. */
  readonly awaits?: Awaits;
}

/** How a parser's problem is reported beside its place and message. */
export function problemOptions({ unfinished }: Problem): Pick<ReportOptions, 'awaits'> {
  return unfinished ? { awaits: 'value' } : {};
}

type MessageData<T extends string> = T extends `${string}{${infer K}}${infer R}`
  ? { readonly [P in K]: string | number } & MessageData<R>
  : unknown;

export type Context<M extends Readonly<Record<string, string>>, N extends keyof Supplies> = {
  readonly [K in N]: Supplies[K];
} & {
  /** Reports at a span of the unit's own source, or at a located span elsewhere in the same document. */
  report<K extends keyof M & string>(
    at: Located | Span,
    message: K,
    data: MessageData<M[K]>,
    options?: ReportOptions,
  ): void;
  /**
   * What `make` gives, made once for all documents as long as the workspace says the same: for conclusions from the whole
   * workspace, which would cost its square if every document drew them. One a check.
   */
  shared<T>(make: () => T): T;
  /**
   * What `make` gives for the facts of one document, made once as long as it says the same: for what is concluded from each
   * document by itself on the way to a conclusion from all, which an edit of one would have to draw anew. One a check.
   */
  ofDocument<T>(facts: DocumentFacts, make: (facts: DocumentFacts) => T): T;
  /**
   * The same for a part of a document that stays one object as long as it says the same, such as the facts of a group or the list
   * of its rules: of a file of thousands of rules an edit changes one of them.
   */
  ofPart<T>(part: object, make: () => T): T;
};

export interface Check<
  U extends keyof Units = keyof Units,
  M extends Readonly<Record<string, string>> = Readonly<Record<string, string>>,
  N extends keyof Supplies = keyof Supplies,
> {
  /** = path of the file below `checks/` = path of its page = suppression token; names the bad pattern. */
  readonly id: `${string}/${string}`;
  /** One sentence for lists and documentation. */
  readonly summary: string;
  readonly severity: Severity;
  /** Silent until the configuration gives it, or its family, a severity: an opinion that would be told of nearly every file. */
  readonly unasked?: true;
  /** Version of the extension that brought it. */
  readonly since: string;
  readonly on: U;
  readonly needs?: readonly N[];
  /**
   * Set where it reports what is missing and not what is wrong: an editor waits with it while somebody types there, as the
   * rest may follow.
   */
  readonly awaits?: Awaits;
  /** Of checks on calls, aggregations and binary operators: the functions or operators it is about; all where absent. */
  readonly only?: readonly string[];
  /** Of checks on binary operators: not asked where one side is a number, as in most comparisons. */
  readonly between?: 'series';
  /** Of checks on templates: asked about those of labels or of annotations alone. */
  readonly where?: TemplateUnit['where'];
  /** Of checks on templates: not asked about texts without `{{`, which most labels are. */
  readonly actions?: true;
  /**
   * Of checks on rules and their parts: all that has to be there for it to have anything to say. This and what follows is looked
   * at once for all checks, and those that find no need are not asked: most of three hundred, of most rules.
   */
  readonly given?: readonly Trait[];
  /**
   * Functions, aggregations, operators and labels of matchers, one of which has to stand in the expression; of checks on selectors
   * labels, one of which that selector has to ask for.
   */
  readonly mentions?: readonly string[];
  /**
   * It is about metrics of the catalogue that have one of these facts: of checks on selectors that selector's, of others any of the
   * expression.
   */
  readonly about?: readonly (keyof MetricFact)[];
  /** The same by the name of the metric, of which the answer is remembered; not asked about a selector without a name. */
  readonly ofMetric?: (name: string, catalog: Catalog) => boolean;
  /**
   * For checks of rules that look across files: whether it can have anything to say of a rule whose expression reads
   * these metrics. Nearly all rules are passed over by that, without being taken apart again. It looks at each by
   * itself: of very many it is asked part by part. Where it is absent, `about` tells.
   */
  readonly when?: (
    reads: readonly string[],
    supplies: Pick<Supplies, Exclude<N, 'scrapeInterval' | 'externalLabels' | 'options' | 'live'>>,
  ) => boolean;
  /**
   * Set where it stands on the labels of series: of a rule that reads a recorded series it is asked again, with what the rules of
   * the workspace leave to that series, and what it said before does not count.
   */
  readonly follows?: 'recordings';
  /**
   * Of checks of what a server says: the words of one finding that takes the place of all in a file where most of its rules have
   * one. Then the rules are not what is wrong.
   */
  readonly ofMost?: (rules: number, all: number, server: string) => string;
  /** What the configuration may say to it (`needs: ['options']`), by name. */
  readonly options?: OptionTable;
  /** Names of pint's checks whose `# pint disable` comment silences this one, too. */
  readonly pint?: readonly string[];
  /** Texts by key; `{name}` is filled from the report's data. */
  readonly messages: M;
  /**
   * Reports what it finds. One that looks at a whole file may be a generator that yields after some hundred items, so that
   * nothing waits for it.
   */
  run(unit: Units[U], context: Context<M, N>): void | Generator<void, void>;
}

/** Declares a check; only gives the compiler the connection between unit, messages and supplies. */
export function defineCheck<
  U extends keyof Units,
  const M extends Readonly<Record<string, string>>,
  N extends keyof Supplies = never,
>(check: Check<U, M, N>): Check<U, M, N> {
  return check;
}

export type { PlacedRule, Region };
