// The facade: what the core can do with a workspace, as a table of contents. It owns the caches; hosts import besides it
// data types and pure functions without any. Pure: texts, settings, logs and the date come in. Layer: service. Longer
// than usual: one method for each thing that can be asked, most of them a line.
import type { FinalLabels } from './alerting/backtest/backtest';
import { createAnalysis, onceEach } from './analysis/analysis';
import { createFactReader } from './analysis/documentFacts';
import { spanOf } from './analysis/facts';
import { metricLabels } from './analysis/metricLabels';
import { createSymbolReader } from './analysis/symbols';
import type { WorkspaceFacts } from './analysis/workspaceFacts';
import { finalLabelsOf } from './backtest/labels';
import { readAlert } from './backtest/readRule';
import { recordingsBehind } from './backtest/recording';
import type { BacktestRule, Recording } from './backtest/rule';
import type { Surroundings } from './backtest/surroundings';
import { loadCatalog } from './catalog/lookup';
import type { Catalog } from './catalog/schema';
import type { Check } from './checks/check';
import type { Finding } from './checks/finding';
import { allChecks } from './checks/registry.gen';
import { Engine, type Judgement } from './checks/run/engine';
import { createTemplateParser, type TemplateOpener } from './checks/run/loadedTemplates';
import { readBy } from './checks/run/surroundings';
import type { RuleTerms } from './checks/run/terms';
import type { Config } from './config/config';
import { readConfigFile } from './config/file';
import { configurationObject } from './config/fileSchema';
import { configFileName } from './config/schema';
import type { SimulationFacts } from './datasource/simulated/facts';
import { scenarioNameProblems } from './datasource/simulated/names';
import { createScenarios } from './datasource/simulated/scenarios';
import { scenarioName } from './datasource/simulated/scenarioText';
import { complete } from './features/completion/complete';
import type { Completion } from './features/completion/item';
import { createCursorReader } from './features/cursor/cursor';
import { definitions } from './features/definition';
import { type Highlight, highlights } from './features/highlights';
import { type Hover, hover } from './features/hover';
import { type StandardAlerts, standardAlerts } from './features/insert/standardAlerts';
import type { Knowledge, NamedDocument } from './features/knowledge';
import { type OutlineItem, outlineOf } from './features/outline';
import type { PreviewedRule, RenderInput, RenderOutput, RuleChange } from './features/previewShapes';
import { references } from './features/references';
import { type Refusal, type RenameTarget, type Renaming, rename, renameTarget } from './features/rename';
import { answerRoute, chosenFrom } from './features/routing/ask';
import { configurationsIn, type FoundConfiguration } from './features/routing/configurations';
import type { RouteQuestion, RouteReply } from './features/routing/question';
import type { AskedAlert } from './features/routing/route';
import { alertMarkdown, routeAtCursor, routeMarkdown } from './features/routing/routeHover';
import { alertOfFact, exampleOf } from './features/routing/ruleAlert';
import { sentFact } from './features/routing/sending';
import { editRule } from './features/ruleEdit';
import { renderRule } from './features/ruleMessages';
import { previewOf } from './features/rulePreview';
import { type RuleAt, ruleAt, rulesOf } from './features/rules';
import { type SignatureHelp, signatureHelp } from './features/signature';
import { simulationFacts } from './features/simulation';
import { suppressionEdit } from './features/suppressionEdit';
import type { Place } from './features/symbols';
import { scenarioSeries } from './features/testFromScenario';
import { compareText } from './go/order';
import type { Live } from './live/live';
import { type OpenOptions, openDocument, openInSlices, type SourceDocument } from './model/document';
import { Edits } from './model/edits';
import { findsPattern, regexProblem, regexProblemFor } from './model/goRegex';
import type { MatcherStrategy } from './model/matcherStrategy';
import { createMatcherReader } from './model/matchers';
import type { Root } from './model/root';
import { exprSpans } from './model/rulePlaces';
import type { Scenario } from './model/scenario/scenario';
import type { ObjectSchema } from './model/schema/types';
import type { StructureOptions } from './model/structure/options';
import { readTestFile, type TestFile } from './model/testFile';
import { createUnitMemo } from './model/unitMemo';
import { parseDuration } from './promql/durations';
import type { MetricLabels } from './promql/shape';
import { templatesOf, textsApart } from './routing/templateFiles';
import { alertmanagerLoadTemplates } from './template/env';
import { parseTemplate } from './template/parser';
import type { Change } from './text/change';
import type { Span } from './text/span';
import type { TextEdit } from './text/textMap';
import { type CreatedTexts, createdTexts } from './unittest/create/append';
import { createTest, createTestOf, type TestRequest } from './unittest/create/createTest';
import { type FileResult, type RuleDocument, type RunChoice, runTestFile } from './unittest/runFile';
import { type ShrinkRequest, type ShrunkTest, shrinkEdits, shrinkTest } from './unittest/shrink/shrinkTest';
import { createWorkspace, type Workspace, type WorkspaceReaders } from './workspace/workspace';

export interface ServiceOptions {
  /** A check that failed, told once. */
  readonly onFailure: (id: string, error: unknown) => void;
  /** All checks of the project where left out. */
  readonly checks?: readonly Check[];
  /** The shipped catalogue where left out. */
  readonly catalog?: Catalog;
  /** Today as `YYYY-MM-DD`, for suppressions with an end. */
  readonly today?: () => string;
}

/**
 * What checks that look across files may go by: what all documents say now (`current`), what they said when last asked
 * (`known`, at most one edit old), or nothing yet (these checks are left out). `moved` is `known`, and what was found
 * about the file as a whole is not looked for again but only moved: the first answer while typing in a large file.
 */
export type Across = 'current' | 'known' | 'moved' | 'nothing';

export interface Service {
  readonly checks: readonly Check[];
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
  /**
   * Does the part of judging a document that is about its rules alone. Called for all documents before one of them is
   * judged across files, each rule is taken apart only once.
   */
  read(workspace: Workspace, file: string): Generator<void, void>;
  /** Judges a document of a workspace, in slices; `told` hears which facts of the other documents the findings rest on. */
  analyse(
    workspace: Workspace,
    file: string,
    across?: Across,
    told?: (facts: WorkspaceFacts) => void,
  ): Generator<void, readonly Finding[]>;
  /** What the server's answers say about a document's rules, as far as they are known; in slices. */
  live(workspace: Workspace, file: string, live: Live): Generator<void, readonly Finding[]>;
  /** Keeps of a document only what it says to others, so that its text and trees can go. */
  letGo(workspace: Workspace, file: string): void;
  /**
   * What the checks that look across files have to say of a document as far as its facts tell, as a text to compare: while
   * it is the same, the findings are. Undefined where that has to be asked of the document.
   */
  across(workspace: Workspace, file: string): string | undefined;
  /** What may be written at an offset of a document; `live` adds what a server knows. */
  complete(workspace: Workspace, document: SourceDocument, offset: number, live?: Live): Completion | undefined;
  /** The standard alerts that may be inserted near an offset; undefined where nothing of ours may stand in the document. */
  standardAlerts(workspace: Workspace, document: SourceDocument, offset: number): StandardAlerts | undefined;
  /** What is known about the thing at an offset. */
  hover(workspace: Workspace, document: SourceDocument, offset: number, live?: Live): Hover | undefined;
  /** Where the alert at an offset goes, or which alerts end up at the route there. In slices. */
  routeHover(workspace: Workspace, document: SourceDocument, offset: number): Generator<void, Hover | undefined>;
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
  /** The rules of a document in order, where they stand. */
  rules(document: SourceDocument): Iterable<RuleAt>;
  /** The rule that holds an offset, or the last one before it in the same group. */
  ruleAt(document: SourceDocument, offset: number): RuleAt | undefined;
  /** What an outline shows of a document. */
  outline(document: SourceDocument): readonly OutlineItem[];
  /** The edit that silences a finding with a comment; undefined where none can stand, and for errors. */
  silence(document: SourceDocument, finding: Finding): TextEdit | undefined;
  /** A rule as the preview shows it before any server was asked. */
  preview(workspace: Workspace, rule: RuleAt): PreviewedRule;
  /** Its labels and messages for samples of its result. */
  render(workspace: Workspace, rule: RuleAt, input: RenderInput): RenderOutput;
  /** An alert prepared for a backtest; undefined for a recording rule. `file` is its path, '' where it has none. */
  backtestRule(workspace: Workspace, rule: RuleAt, file: string): BacktestRule | undefined;
  /** The recording rules of the workspace that an alert reads, and those that they read. */
  recordings(workspace: Workspace, rule: BacktestRule): readonly Recording[];
  /** The labels that its alerts end up with; what the server did not tell is unknown in them. */
  finalLabels(workspace: Workspace, rule: RuleAt): (told: Surroundings) => FinalLabels;
  /** The edits that write other numbers or durations into it; undefined where they cannot surely be made. In slices. */
  editRule(
    document: SourceDocument,
    rule: RuleAt,
    change: RuleChange,
  ): Generator<void, readonly TextEdit[] | undefined>;
  /** What a root of unit tests says: its rule files, and its tests. */
  testFile(tests: Root): TestFile;
  /** Whether the names of tests match a regular expression, as `--run` of promtool takes it; undefined for one that is none. */
  testChooser(pattern: string): ((name: string) => boolean) | undefined;
  /** Runs the unit tests of a document over the rules of others. In slices. */
  unitTests(
    workspace: Workspace,
    tests: SourceDocument,
    rules: readonly RuleDocument[],
    choice?: RunChoice,
  ): Generator<void, readonly FileResult[]>;
  /** The configurations of Alertmanager by which the workspace's alerts may go. In slices. */
  routings(workspace: Workspace): Generator<void, readonly FoundConfiguration[]>;
  /** The alert of a rule as it could be when it starts at a time; undefined for a rule that records. */
  exampleAlert(workspace: Workspace, file: string, rule: RuleAt, at: number): AskedAlert | undefined;
  /** What is known of the alerts of a document's rules before they fire. */
  ruleAlerts(
    workspace: Workspace,
    file: string,
    at: number,
  ): readonly { readonly alert: AskedAlert; readonly span: Span }[];
  /** Where alerts go, and what keeps them quiet. In slices. */
  route(workspace: Workspace, question: RouteQuestion): Generator<void, RouteReply>;
  /** What a simulation has to know of the metrics of an expression. In slices. */
  simulationFacts(workspace: Workspace, expr: string): Generator<void, SimulationFacts>;
  /** The scenarios of the workspace's own files. */
  scenarios(workspace: Workspace): readonly Scenario[];
  /**
   * Makes tests of an alert, proven to hold; in slices. `ruleFile` is what a new file of tests calls the rule file. A text says
   * why there are none.
   */
  createTest(
    workspace: Workspace,
    request: Omit<TestRequest, 'dialect' | 'evaluationInterval'> & {
      readonly ruleFile: string;
      readonly into?: Root;
      /** The alert whose series are to come from the scenario in which it fires, where there is one. */
      readonly simulated?: RuleAt;
    },
  ): Generator<void, (CreatedTexts & { readonly scenario?: string }) | string>;
  /** Makes a test of a file smaller, in slices; a text says why it cannot be. */
  shrinkTest(
    workspace: Workspace,
    text: string,
    request: Omit<ShrinkRequest, 'dialect'>,
  ): Generator<void, (Pick<ShrunkTest, 'before' | 'after'> & { readonly edits: readonly TextEdit[] }) | string>;
  /** Where characters of its decoded expression stand in the document. */
  locate(rule: RuleAt, from: number, to: number): readonly Span[];
}

/** A service with caches of its own; several may live in one process. */
export function createService(options: ServiceOptions): Service {
  const checks = options.checks ?? allChecks;
  const catalog = options.catalog ?? loadCatalog();
  const onFailure = onceEach(options.onFailure);
  const analysis = createAnalysis(onFailure);
  const engine = new Engine(checks, analysis, onFailure);
  const cursorAt = createCursorReader(analysis);
  const symbols = createSymbolReader(analysis);
  const facts = createFactReader(analysis);
  let configuration: ObjectSchema | undefined;
  const edits = new Edits();
  // The version of a file that was judged last, for what the next one takes over.
  const judged = new WeakMap<Workspace, Map<string, SourceDocument>>();
  const structures = new WeakMap<Config, StructureOptions>();
  const structureFor = (config: Config): StructureOptions => {
    const known = structures.get(config) ?? structureOptions(config);
    structures.set(config, known);
    return known;
  };
  const ownTerms = (workspace: Workspace): RuleTerms => ({
    dialect: workspace.config.dialect,
    structure: structureFor(workspace.config),
    catalog: workspace.catalog(),
    scrapeInterval: secondsOf(workspace.config.scrapeInterval),
    externalLabels: workspace.config.externalLabels,
    options: workspace.config.options,
  });
  function* read(workspace: Workspace, file: string): Generator<void, void> {
    const document = workspace.document(file);
    if (document) yield* engine.read(document, ownTerms(workspace));
  }
  /** Forgets the files that are gone, once there are more than the workspace has. */
  const prune = (workspace: Workspace, byFile: Map<string, unknown>): void => {
    if (byFile.size <= workspace.size) return;
    for (const file of byFile.keys()) if (!workspace.document(file)) byFile.delete(file);
  };
  // A parser for each configuration: it keeps what it parsed last.
  const parsers = new WeakMap<Workspace, Map<string, ReturnType<typeof createTemplateParser>>>();
  const openerOf = (workspace: Workspace, file: string): TemplateOpener | undefined => {
    const { templates, config } = workspace;
    if (!templates) return undefined;
    const known = parsers.get(workspace) ?? new Map<string, ReturnType<typeof createTemplateParser>>();
    parsers.set(workspace, known);
    const parse = known.get(file) ?? createTemplateParser();
    known.set(file, parse);
    prune(workspace, known);
    return patterns => parse(templates(file, patterns), config.alertmanager);
  };
  const labels = new WeakMap<Catalog, MetricLabels>();
  const knowledgeOf = (workspace: Workspace): Knowledge => {
    const { dialect, alertmanager } = workspace.config;
    const known = workspace.catalog();
    const ofMetrics = labels.get(known) ?? metricLabels(known);
    labels.set(known, ofMetrics);
    return {
      analysis,
      cursorAt,
      dialect,
      alertmanager,
      catalog: known,
      workspace: workspace.knownFacts(),
      members: workspace.members,
      fileOf: workspace.fileOf,
      symbols,
      templateFiles: (document, patterns) => {
        const file = workspace.fileOf(document);
        const opened = file === undefined ? undefined : openerOf(workspace, file)?.(patterns);
        return {
          files: opened?.flatMap(({ files }) => files) ?? [],
          complete: opened?.every(({ complete }) => complete) ?? false,
        };
      },
      expressions: workspace.expressions,
      labels: ofMetrics,
    };
  };
  const withLive = (workspace: Workspace, live: Live | undefined): Knowledge => ({
    ...knowledgeOf(workspace),
    ...(live ? { live } : {}),
  });
  /** With the places of the present versions of all documents. */
  const placedKnowledge = (workspace: Workspace): Knowledge => ({
    ...knowledgeOf(workspace),
    workspace: workspace.placedFacts(),
  });
  /** The documents with routes by name, whichever came first, read again where they were let go. */
  function* routingDocuments(workspace: Workspace): Generator<NamedDocument, void> {
    const routing = workspace.files().filter(file => workspace.factsOf(file).routes.length > 0);
    for (const file of routing.sort(compareText)) {
      const document = workspace.document(file) ?? workspace.reopen(file);
      if (document) yield { file, document };
    }
  }
  // What was made of the same documents before.
  const routed = new WeakMap<
    Workspace,
    {
      readonly config: Config;
      readonly strategy: MatcherStrategy | undefined;
      readonly documents: readonly NamedDocument[];
      readonly found: readonly FoundConfiguration[];
    }
  >();
  function* routings(workspace: Workspace): Generator<void, readonly FoundConfiguration[]> {
    yield* workspace.gather();
    const documents = [...routingDocuments(workspace)];
    const { config } = workspace;
    const known = routed.get(workspace);
    // Of several Alertmanagers the last one counts.
    const strategy = workspace.matcherStrategies().at(-1);
    const isSame =
      known?.config === config &&
      known.strategy === strategy &&
      known.documents.length === documents.length &&
      known.documents.every(({ document }, i) => document === documents[i]!.document);
    if (known && isSame) return known.found;
    const found = yield* configurationsIn(documents, analysis, config.alertmanager, config.matcherMode, strategy);
    // Those that were let go are not held on to.
    const areOpen = documents.every(({ file, document }) => workspace.document(file) === document);
    if (areOpen) routed.set(workspace, { config, strategy, documents, found });
    else routed.delete(workspace);
    return found;
  }
  return {
    checks,
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
    read,
    *analyse(workspace, file, across = 'current', told) {
      const document = workspace.document(file);
      if (!document) return [];
      const { config, filesBeside } = workspace;
      const templates = openerOf(workspace, file);
      const carryFrom = across === 'moved' ? judged.get(workspace)?.get(file) : undefined;
      // Before anyone is asked what the document says to others: in slices, and out of the same work.
      if (!carryFrom) {
        yield* read(workspace, file);
        yield* workspace.gatherFrom(file);
      }
      const known = judged.get(workspace) ?? new Map<string, SourceDocument>();
      judged.set(workspace, known.set(file, document));
      prune(workspace, known);
      if (across === 'current') yield* workspace.gather();
      const facts = across === 'current' ? workspace.facts() : workspace.knownFacts();
      told?.(facts);
      const judgement: Judgement = {
        ...ownTerms(workspace),
        ...(across === 'nothing' ? {} : { workspace: facts }),
        facts: () => workspace.factsOf(file),
        ...(carryFrom ? { carryFrom, carriedBy: edits.between(carryFrom, document) } : {}),
        severities: config.checks,
        // Until all files are known this one may be a patch to another.
        readBy: {
          ...readBy(file, facts.surroundings),
          ...(across === 'nothing' ? { isPatch: true, isForVmalert: false } : {}),
        },
        ...(templates ? { templates } : {}),
        ...(filesBeside ? { filesBeside: patterns => filesBeside(file, patterns) } : {}),
        scenarioNames: ({ node }) =>
          scenarioNameProblems(scenarioName(file), node, createScenarios(workspace.scenarios()), workspace.catalog()),
        ...(options.today ? { today: options.today() } : {}),
      };
      return yield* engine.analyse(document, judgement);
    },
    *live(workspace, file, live) {
      const document = workspace.document(file);
      if (!document) return [];
      const facts = workspace.knownFacts();
      const judgement: Judgement = {
        ...ownTerms(workspace),
        workspace: facts,
        facts: () => workspace.factsOf(file),
        severities: workspace.config.checks,
        readBy: readBy(file, facts.surroundings),
        ...(options.today ? { today: options.today() } : {}),
      };
      return yield* engine.analyseLive(document, judgement, live);
    },
    letGo(workspace, file) {
      judged.get(workspace)?.delete(file);
      workspace.letGo(file);
    },
    across(workspace, file) {
      const facts = workspace.facts();
      const said = engine.across(workspace.factsOf(file), { ...ownTerms(workspace), workspace: facts });
      return said === undefined ? undefined : JSON.stringify([said, readBy(file, facts.surroundings)]);
    },
    complete: (workspace, document, offset, live) =>
      complete(document, offset, withLive(workspace, live), ownOptions(document)),
    standardAlerts: (workspace, document, offset) => standardAlerts(document, offset, workspace.catalog()),
    hover: (workspace, document, offset, live) => hover(document, offset, withLive(workspace, live)),
    *routeHover(workspace, document, offset) {
      const at = cursorAt(document, offset).written;
      const file = workspace.fileOf(document);
      if (!at || file === undefined) return undefined;
      const span = at.spanInFile(0, at.scalar.value.length);
      if (at.rule && at.path.at(-1) === 'alert' && at.role === 'value') {
        const facts = workspace.factsOf(file);
        const fact = facts.alerts.find(alert => spanOf(facts, alert.at).from === span.from);
        const senders = workspace.senders(file);
        const sent = fact && sentFact(fact, senders);
        const markdown = sent && alertMarkdown(sent, yield* routings(workspace), senders?.unclear);
        return markdown === undefined ? undefined : { markdown, ...span };
      }
      if (at.root.kind !== 'alertmanager' && at.root.kind !== 'alertmanager-config') return undefined;
      if (!at.path.includes('route')) return undefined;
      const found = yield* routings(workspace);
      const meant = chosenFrom(found, at.root.kind === 'alertmanager' ? { configuration: file } : {});
      const route = meant && routeAtCursor(at, file, meant);
      if (!route) return undefined;
      const alerts = workspace
        .facts()
        .documents.flatMap(one => one.alerts.map(fact => sentFact(fact, workspace.senders(one.file))));
      const markdown = yield* routeMarkdown(route, meant.configuration.tree, alerts);
      return markdown === undefined ? undefined : { markdown, ...span };
    },
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
    rules: document => rulesOf(document, analysis),
    ruleAt: (document, offset) => ruleAt(document, offset, analysis),
    outline: document => outlineOf(document, analysis),
    silence: suppressionEdit,
    preview: (workspace, found) =>
      previewOf(found, analysis.parts(found.rule, workspace.config.dialect, workspace.catalog())),
    render: (workspace, found, input) => renderRule(found, input, workspace.config.dialect.version),
    backtestRule: (workspace, { rule, group }, file) => readAlert(rule, group, workspace.config.dialect, file)?.rule,
    recordings: (workspace, { text }) => {
      const { documents, recorded } = workspace.facts();
      return recordingsBehind(text, workspace.config.dialect, {
        filesOf: name =>
          recorded(name).length === 0
            ? []
            : documents
                .filter(({ groups }) => groups.some(group => group.records.some(record => record.name === name)))
                .map(({ file }) => file),
        open: file => workspace.document(file) ?? workspace.reopen(file),
      });
    },
    finalLabels:
      (workspace, { rule, group }) =>
      told =>
        finalLabelsOf(rule, group, workspace.config.dialect, told),
    *simulationFacts(workspace, expr) {
      yield* workspace.gather();
      return yield* simulationFacts(expr, { ...knowledgeOf(workspace), workspace: workspace.facts() });
    },
    scenarios: workspace => workspace.scenarios(),
    locate: exprSpans,
    editRule,
    routings,
    exampleAlert(workspace, file, found, at) {
      const facts = workspace.factsOf(file);
      const fact = facts.alerts.find(alert => {
        const { from, to } = spanOf(facts, alert.at);
        return from >= found.span.from && to <= found.span.to;
      });
      if (!fact) return undefined;
      const { dialect } = workspace.config;
      const shown = previewOf(found, analysis.parts(found.rule, dialect, workspace.catalog()));
      const value = shown.comparison?.threshold ?? 1;
      return exampleOf(found, sentFact(fact, workspace.senders(file)), { at, version: dialect.version, value });
    },
    ruleAlerts(workspace, file, at) {
      const facts = workspace.factsOf(file);
      const senders = workspace.senders(file);
      return facts.alerts.map(fact => ({
        alert: alertOfFact(sentFact(fact, senders), at),
        span: spanOf(facts, fact.at),
      }));
    },
    *route(workspace, question) {
      const external = workspace.config.externalLabels ?? {};
      const alerts = question.alerts.map(alert =>
        alert.sentAs ? alert : { ...alert, labels: { ...external, ...alert.labels } },
      );
      return yield* answerRoute(
        yield* routings(workspace),
        { ...question, alerts },
        ({ base, file }) =>
          templatesOf(base, file, workspace.templates, one =>
            textsApart(one, workspace.facts(), name => workspace.document(name) ?? workspace.reopen(name)),
          ),
        workspace.senders(question.file),
      );
    },
    testFile: ({ node }) => readTestFile(node),
    testChooser: pattern => (regexProblem(pattern) === undefined ? name => findsPattern(pattern, name) : undefined),
    *createTest(workspace, { ruleFile, into, simulated, ...request }) {
      const { dialect } = workspace.config;
      const evaluationInterval = into ? readTestFile(into.node).evaluationInterval : 60_000;
      const all = { ...request, dialect, evaluationInterval };
      const given =
        simulated &&
        (yield* scenarioSeries(
          {
            ...previewOf(simulated, analysis.parts(simulated.rule, dialect, workspace.catalog())),
            scenarios: createScenarios(workspace.scenarios()),
          },
          { ...knowledgeOf(workspace), workspace: workspace.facts() },
          evaluationInterval,
        ));
      const made = given && (yield* createTestOf(all, given));
      if (given && typeof made === 'object') return { ...createdTexts(made, ruleFile, into), scenario: given.title };
      const plain = yield* createTest(all);
      return typeof plain === 'string' ? plain : createdTexts(plain, ruleFile, into);
    },
    *shrinkTest({ config: { dialect } }, text, request) {
      const shrunk = yield* shrinkTest({ ...request, dialect });
      if (typeof shrunk === 'string') return shrunk;
      const { before, after } = shrunk;
      const edits = shrinkEdits(text, request.test, shrunk);
      return edits
        ? { edits, before, after }
        : 'The series of this test are not written one below the other, or share their values with others.';
    },
    *unitTests(workspace, tests, rules, choice) {
      const results: FileResult[] = [];
      for (const root of tests.roots) {
        if (root.kind === 'unit-test') results.push(yield* runTestFile(root, rules, workspace.config.dialect, choice));
      }
      return results;
    },
  };
}

function secondsOf(duration: string | undefined): number | undefined {
  const parsed = duration === undefined ? undefined : parseDuration(duration);
  return parsed && 'seconds' in parsed && parsed.seconds > 0 ? parsed.seconds : undefined;
}

/** What is typed in a file of our own is read as that again. */
function ownOptions({ as, roots }: SourceDocument): OpenOptions {
  if (as !== 'configuration' && as !== 'catalog' && as !== 'scenario') return {};
  const schema = roots[0]?.schema;
  return { as, ...(schema ? { schema } : {}) };
}

function settingProblems(text: string): ReturnType<NonNullable<StructureOptions['settingProblems']>> {
  return readConfigFile(text).problems.map(({ message, span }) => ({
    message,
    from: span?.from ?? 0,
    to: span?.to ?? 0,
  }));
}

function structureOptions(config: Config): StructureOptions {
  const templates = alertmanagerLoadTemplates(config.alertmanager);
  return {
    prometheus: config.dialect.version,
    alertmanager: config.alertmanager,
    matcherMode: config.matcherMode,
    readMatchers: createMatcherReader(regexProblemFor(config.alertmanager)),
    templateProblem: text => parseTemplate(text, templates).problems[0]?.message,
    settingProblems,
    kept: createUnitMemo(),
  };
}
