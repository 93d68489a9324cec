// The facade: what the core can do with a workspace, as a table of contents. It owns the caches; hosts import besides it
// data types and pure functions without any. Pure: texts, settings, logs and the date come in. Layer: service.
import { createAnalysis, onceEach } from './analysis/analysis';
import { createFactReader } from './analysis/documentFacts';
import type { WorkspaceFacts } from './analysis/facts';
import { metricLabels } from './analysis/metricLabels';
import type { RuleParts } from './analysis/ruleParts';
import { createSymbolReader } from './analysis/symbols';
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
import { complete } from './features/completion/complete';
import type { Completion } from './features/completion/item';
import { createCursorReader } from './features/cursor/cursor';
import { definitions } from './features/definition';
import { type Highlight, highlights } from './features/highlights';
import { type Hover, hover } from './features/hover';
import { type StandardAlerts, standardAlerts } from './features/insert/standardAlerts';
import type { Knowledge } from './features/knowledge';
import { references } from './features/references';
import { type Refusal, type RenameTarget, type Renaming, rename, renameTarget } from './features/rename';
import { type RuleAt, ruleAt, rulesOf } from './features/rules';
import { type SignatureHelp, signatureHelp } from './features/signature';
import type { Place } from './features/symbols';
import { type OpenOptions, openDocument, openInSlices, type SourceDocument } from './model/document';
import { regexProblemFor } from './model/goRegex';
import { createMatcherReader } from './model/matchers';
import type { RuleUnit } from './model/ruleFile';
import type { StructureOptions } from './model/structure/options';
import { createUnitMemo } from './model/unitMemo';
import { parseDuration } from './promql/durations';
import type { MetricLabels } from './promql/shape';
import { alertmanagerLoadTemplates } from './template/env';
import { parseTemplate } from './template/parser';
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
  /** The same in slices. */
  opening(text: string, previous: SourceDocument | undefined): Generator<void, SourceDocument>;
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
  /** Keeps of a document only what it says to others, so that its text and trees can go. */
  letGo(workspace: Workspace, file: string): void;
  /**
   * What the checks that look across files have to say of a document as far as its facts tell, as a text to compare: while
   * it is the same, the findings are. Undefined where that has to be asked of the document.
   */
  across(workspace: Workspace, file: string): string | undefined;
  /** What may be written at an offset of a document. */
  complete(workspace: Workspace, document: SourceDocument, offset: number): Completion | undefined;
  /** The standard alerts that may be inserted near an offset; undefined where nothing of ours may stand in the document. */
  standardAlerts(workspace: Workspace, document: SourceDocument, offset: number): StandardAlerts | undefined;
  /** What is known about the thing at an offset. */
  hover(workspace: Workspace, document: SourceDocument, offset: number): Hover | undefined;
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
  /** A rule of a workspace's document taken apart; kept with the rule. */
  parts(workspace: Workspace, rule: RuleUnit): RuleParts;
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
      symbols,
      templateFiles: (document, patterns) => {
        const file = workspace.fileOf(document);
        const opened = file === undefined ? undefined : openerOf(workspace, file)?.(patterns);
        return opened?.flatMap(({ files }) => files) ?? [];
      },
      expressions: workspace.expressions,
      labels: ofMetrics,
    };
  };
  /** With the places of the present versions of all documents. */
  const placedKnowledge = (workspace: Workspace): Knowledge => ({
    ...knowledgeOf(workspace),
    workspace: workspace.placedFacts(),
  });
  return {
    checks,
    open: openDocument,
    opening: (text, previous) => openInSlices(text, previous, {}),
    workspace: (config, readers) => createWorkspace(catalog, facts, config, readers),
    read,
    *analyse(workspace, file, across = 'current', told) {
      const document = workspace.document(file);
      if (!document) return [];
      const { config, filesBeside } = workspace;
      const templates = openerOf(workspace, file);
      const carryFrom = across === 'moved' ? judged.get(workspace)?.get(file) : undefined;
      // Before anyone is asked what the document says to others: in slices, and out of the same work.
      if (!carryFrom) yield* read(workspace, file);
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
        ...(carryFrom ? { carryFrom } : {}),
        severities: config.checks,
        // Until all files are known this one may be a patch to another.
        readBy: across === 'nothing' ? { isPatch: true, isForVmalert: false } : readBy(file, facts.surroundings),
        ...(templates ? { templates } : {}),
        ...(filesBeside ? { filesBeside: patterns => filesBeside(file, patterns) } : {}),
        ...(options.today ? { today: options.today() } : {}),
      };
      return yield* engine.analyse(document, judgement);
    },
    letGo(workspace, file) {
      judged.get(workspace)?.delete(file);
      workspace.letGo(file);
    },
    across(workspace, file) {
      const facts = workspace.facts();
      const said = engine.across(workspace.factsOf(file), {
        ...ownTerms(workspace),
        scrapeInterval: secondsOf(workspace.config.scrapeInterval),
        workspace: facts,
      });
      return said === undefined ? undefined : JSON.stringify([said, readBy(file, facts.surroundings)]);
    },
    complete: (workspace, document, offset) => complete(document, offset, knowledgeOf(workspace)),
    standardAlerts: (workspace, document, offset) => standardAlerts(document, offset, workspace.catalog()),
    hover: (workspace, document, offset) => hover(document, offset, knowledgeOf(workspace)),
    signature: (workspace, document, offset) => signatureHelp(document, offset, knowledgeOf(workspace)),
    definitions: (workspace, document, offset) => definitions(document, offset, placedKnowledge(workspace)),
    references: (workspace, document, offset, declarations) =>
      references(document, offset, placedKnowledge(workspace), declarations),
    highlights: (workspace, document, offset) => highlights(document, offset, knowledgeOf(workspace)),
    renameTarget: (workspace, document, offset) => renameTarget(document, offset, placedKnowledge(workspace)),
    rename: (workspace, document, offset, name) => rename(document, offset, name, placedKnowledge(workspace)),
    rules: document => rulesOf(document, analysis),
    ruleAt: (document, offset) => ruleAt(document, offset, analysis),
    parts: (workspace, rule) => analysis.parts(rule, workspace.config.dialect, workspace.catalog()),
  };
}

function secondsOf(duration: string | undefined): number | undefined {
  const parsed = duration === undefined ? undefined : parseDuration(duration);
  return parsed && 'seconds' in parsed && parsed.seconds > 0 ? parsed.seconds : undefined;
}

function structureOptions(config: Config): StructureOptions {
  const templates = alertmanagerLoadTemplates(config.alertmanager);
  return {
    prometheus: config.dialect.version,
    alertmanager: config.alertmanager,
    readMatchers: createMatcherReader(regexProblemFor(config.alertmanager)),
    templateProblem: text => parseTemplate(text, templates).problems[0]?.message,
    kept: createUnitMemo(),
  };
}
