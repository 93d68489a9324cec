// Documents judged: findings, what they rest on, and how one is silenced. Layer: service.
import type { Analysis, FailureLog } from '../analysis/analysis';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import type { Check } from '../checks/check';
import type { Finding } from '../checks/finding';
import { Engine, type Judgement } from '../checks/run/engine';
import { readBy } from '../checks/run/surroundings';
import type { RuleTerms } from '../checks/run/terms';
import type { Config } from '../config/config';
import { readConfigFile } from '../config/file';
import { usuallyExcluded } from '../config/schema';
import { scenarioNameProblems } from '../datasource/simulated/names';
import { createScenarios } from '../datasource/simulated/scenarios';
import { scenarioName } from '../datasource/simulated/scenarioText';
import { suppressionEdit } from '../features/suppressionEdit';
import type { Live } from '../live/live';
import type { SourceDocument } from '../model/document';
import type { Edits } from '../model/edits';
import { regexProblemFor } from '../model/goRegex';
import { createMatcherReader } from '../model/matchers';
import type { StructureOptions } from '../model/structure/options';
import { createUnitMemo } from '../model/unitMemo';
import { secondsOf } from '../promql/durations';
import { alertmanagerLoadTemplates } from '../template/env';
import { parseTemplate } from '../template/parser';
import type { TextEdit } from '../text/textMap';
import { excluder, isLeftOut } from '../workspace/gitignore';
import type { Workspace } from '../workspace/workspace';
import { forgetGone, type TemplateOpeners } from './templateOpeners';

/**
 * What checks that look across files may go by: what all documents say now (`current`), what they said when last asked
 * (`known`, at most one edit old), or nothing yet (these checks are left out). `moved` is `known`, and what was found
 * about the file as a whole is not looked for again but only moved: the first answer while typing in a large file.
 */
export type Across = 'current' | 'known' | 'moved' | 'nothing';

export interface JudgingService {
  readonly checks: readonly Check[];
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
  /** The edit that silences a finding with a comment; undefined where none can stand, and for errors. */
  silence(document: SourceDocument, finding: Finding): TextEdit | undefined;
}

export interface JudgingOptions {
  readonly checks: readonly Check[];
  readonly analysis: Analysis;
  readonly edits: Edits;
  readonly openers: TemplateOpeners;
  readonly onFailure: FailureLog;
  /** Today as `YYYY-MM-DD`, for suppressions with an end. */
  readonly today?: (() => string) | undefined;
}

export function judgingService({ checks, analysis, edits, openers, onFailure, today }: JudgingOptions): JudgingService {
  const engine = new Engine(checks, analysis, onFailure);
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
    scrapeInterval: secondsOf(workspace.config.scrapeInterval) || undefined,
    externalLabels: workspace.config.externalLabels,
    options: workspace.config.options,
  });
  function* read(workspace: Workspace, file: string): Generator<void, void> {
    const document = workspace.document(file);
    if (!document) return;
    yield* workspace.settle();
    yield* engine.read(document, ownTerms(workspace));
  }
  return {
    checks,
    read,
    *analyse(workspace, file, across = 'current', told) {
      const document = workspace.document(file);
      if (!document) return [];
      yield* workspace.settle();
      if (!judged.has(workspace)) {
        // All names are put in order when one is looked for the first time, which is a step of its own.
        yield;
        workspace.catalog().near('');
        yield;
      }
      const { config, filesBeside } = workspace;
      const templates = openers.of(workspace, file);
      const carryFrom = across === 'moved' ? judged.get(workspace)?.get(file) : undefined;
      // Before anyone is asked what the document says to others: in slices, and out of the same work.
      if (!carryFrom) {
        yield* read(workspace, file);
        yield* workspace.gatherFrom(file);
      }
      const known = judged.get(workspace) ?? new Map<string, SourceDocument>();
      judged.set(workspace, known.set(file, document));
      forgetGone(workspace, known);
      if (across === 'current') yield* workspace.gather();
      const facts = across === 'current' ? workspace.facts() : workspace.knownFacts();
      told?.(facts);
      const judgement: Judgement = {
        ...ownTerms(workspace),
        ...(across === 'nothing' ? {} : { workspace: facts }),
        facts: () => workspace.factsOf(file),
        ...(carryFrom ? { carryFrom, carriedBy: edits.between(carryFrom, document) } : {}),
        severities: config.checks,
        isVendored: isVendored(workspace, file),
        // Until all files are known this one may be a patch to another.
        readBy: {
          ...readBy(file, facts.surroundings),
          ...(across === 'nothing' ? { isPatch: true, isForVmalert: false } : {}),
        },
        ...(templates ? { templates } : {}),
        ...(filesBeside ? { filesBeside: patterns => filesBeside(file, patterns) } : {}),
        scenarioNames: ({ node }) =>
          scenarioNameProblems(scenarioName(file), node, createScenarios(workspace.scenarios()), workspace.catalog()),
        ...(today ? { today: today() } : {}),
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
        isVendored: isVendored(workspace, file),
        readBy: readBy(file, facts.surroundings),
        ...(today ? { today: today() } : {}),
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
    silence: suppressionEdit,
  };
}

const isForOthers = excluder(usuallyExcluded);

/** Whether a file lies in a folder for what others wrote. */
function isVendored(workspace: Workspace, file: string): boolean {
  const path = workspace.pathOf(file);
  return path !== undefined && isLeftOut(path, isForOthers);
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
