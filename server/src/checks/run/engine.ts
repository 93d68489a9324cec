// Runs all checks over one version of a document, in slices. A rule's findings are kept with the rule, so an edit runs
// the checks of the edited rule only. Layer: checks (above model and catalog).
// Longer than usual: one walk over a document, and what is kept of it.
import type { Analysis, FailureLog } from '../../analysis/analysis';
import type { DocumentFacts } from '../../analysis/facts';
import { rulesCatalog } from '../../analysis/rulesCatalog';
import { outerSource } from '../../analysis/source';
import { emptyWorkspace } from '../../analysis/workspaceFacts';
import { type Live, noLive } from '../../live/live';
import type { AlertmanagerFile } from '../../model/alertmanager';
import { isNothing, type SourceDocument } from '../../model/document';
import { isPromql, type Root } from '../../model/root';
import { matcherMode } from '../../model/structure/routes';
import type { MatchedFiles } from '../../model/templateFiles';
import type { Change } from '../../text/change';
import { sortInSlices } from '../../text/slices';
import type { Span } from '../../text/span';
import type { Check, KnownTemplates, Severity, Supplies } from '../check';
import { byPlace, type Finding } from '../finding';
import { noOptions } from '../options';
import { applySuppressions, DirectiveFinder } from '../suppression/document';
import { structureId } from '../told/ids';
import { createCallReader } from './calledTemplates';
import { amongOf, carry, type DocumentFindings, sameTerms } from './carry';
import { addCatalogsOfConfiguration } from './catalogs';
import { Collector, type SharedConclusions, type UnitFinding } from './collector';
import { type ConfigurationTerms, createConfigurationJudge } from './configuration';
import { withoutEchoes } from './echoes';
import { GroupJudge } from './group';
import { LiveJudge } from './live';
import { addTemplateFiles, type TemplateOpener } from './loadedTemplates';
import { type PlacedParts, Placer, placeFindings, placeInFile, placeInSlices } from './placing';
import { type ByUnit, type CompiledChecks, compileChecks, isConfigured, mayConcern } from './registry';
import { oneNoticeEach, withSeverities } from './reported';
import { addStructureProblems } from './rule';
import { rootStructure } from './structure';
import { inSurroundings, type ReadBy } from './surroundings';
import { addRootlessProblems, addSyntaxProblems } from './syntax';
import { unknownTemplates } from './templateFaults';
import { addTemplatesApart, addTemplatesBeside, templatesAround } from './templatesBeside';
import type { RuleTerms } from './terms';
import { addUnitTestExpressions } from './unitTest';
import { addRuleFilesOfTest } from './unitTestFiles';
import { addUnread, addUnreadRest, isUnread } from './unread';
import { ofVendored } from './vendored';

/** For whom and with what knowledge a document is judged. Caches hold as long as these objects stay the same. */
export interface Judgement extends RuleTerms {
  /** The document's own facts, with current places. */
  readonly facts: () => DocumentFacts;
  /**
   * An earlier version of the document whose findings about the whole file and across files are taken over and only moved,
   * where there are any: for the first answer while somebody types.
   */
  readonly carryFrom?: SourceDocument;
  /** What was changed since. */
  readonly carriedBy?: Change;
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Who reads the document where it stands; anybody where left out. */
  readonly readBy?: ReadBy;
  /** It lies in a folder for what others wrote. */
  readonly isVendored?: boolean;
  /** Opens the template files that the document names; where left out they are not looked at. */
  readonly templates?: TemplateOpener;
  /** Looks for files beside the document; where left out nothing is said of them. */
  readonly filesBeside?: (patterns: readonly string[]) => readonly MatchedFiles[];
  /** Tells the names in a scenario that nothing has; where left out nothing is said of them. */
  readonly scenarioNames?: (root: Root) => readonly (Span & { readonly message: string })[];
  /** `YYYY-MM-DD`, for suppressions with an end. */
  readonly today?: string;
}

/** How many rules are looked at between two yields. */
const rulesPerSlice = 512;

/** Runs checks, with caches of its own. A check that throws is reported to `onFailure` and shown as a notice. */
export class Engine {
  private readonly compiled: CompiledChecks;
  private readonly groups: GroupJudge;
  private readonly configurations: ReturnType<typeof createConfigurationJudge>;
  private readonly live: LiveJudge;
  private readonly calls = createCallReader();
  private readonly conclusions: SharedConclusions = new WeakMap();
  private readonly directives = new DirectiveFinder();
  /** What the checks of whole documents said, for the next version of the document. */
  private readonly ofDocuments = new WeakMap<SourceDocument, DocumentFindings>();
  /**
   * What was found about a root without looking at other files: a version of a large file is judged twice, the second time
   * for what these say.
   */
  private readonly structures = new WeakMap<Root, KeptStructure>();

  private readonly placed: PlacedParts = new WeakMap();

  constructor(
    checks: readonly Check[],
    private readonly analysis: Analysis,
    private readonly onFailure: FailureLog,
  ) {
    this.compiled = compileChecks(checks);
    this.groups = new GroupJudge(this.compiled, analysis);
    this.configurations = createConfigurationJudge(this.compiled);
    this.live = new LiveJudge(this.compiled, analysis);
  }

  /** Does the part of the work on a document that is about its rules alone, in slices, for a later `analyse`. */
  *read(document: SourceDocument, terms: RuleTerms): Generator<void, void> {
    const { workspace: _, ...own } = terms;
    const collector = this.collector(suppliesOf(own));
    for (const root of document.roots) {
      if (!isJudged(root) || isUnread(root)) continue;
      if (isConfiguration(root)) yield* this.analysis.alertmanagerInSlices(root, matcherMode(terms.structure));
      if (!isRuleFile(root)) continue;
      const file = yield* this.analysis.rulesInSlices(root);
      yield* this.groups.read(file, terms, this.collectorOf(root, own, collector));
    }
  }

  private collector(supplies: Supplies): Collector {
    return new Collector(supplies, this.onFailure, this.conclusions, id => this.compiled.byId(id)?.awaits);
  }

  /** The same for the rules of a root, which may be told more of their metrics. */
  private collectorOf(root: Root, terms: RuleTerms, collector: Collector): Collector {
    const catalog = rulesCatalog(terms.catalog, root);
    return catalog === terms.catalog ? collector : this.collector(suppliesOf({ ...terms, catalog }));
  }

  private *analyseRules(root: Root, judgement: Judgement, collector: Collector, out: Finding[]): Generator<void, void> {
    const file = yield* this.analysis.rulesInSlices(root);
    // What is found is kept together with its terms: a judgement would keep the documents of all versions alive.
    const { dialect, structure, catalog, workspace } = judgement;
    const terms: RuleTerms = { dialect, structure, catalog, ...(workspace ? { workspace } : {}) };
    const judge = yield* this.groups.judging(file, terms, this.collectorOf(root, judgement, collector));
    const placer = new Placer(root, this.placed, out);
    let seen = 0;
    for (const group of file.groups) {
      const found = judge.kept(group) ?? (yield* judge.anew(group));
      if (!placer.known(found, group.span.from)) yield* placer.place(found, group.span.from);
      seen += group.rules.length + 1;
      if (seen < rulesPerSlice) continue;
      seen = 0;
      yield;
    }
  }

  private *analyseRoot(
    root: Root,
    document: SourceDocument,
    judgement: Judgement,
    collector: Collector,
    out: Finding[],
  ): Generator<void, void> {
    const source = outerSource(root.region.text);
    if (isUnread(root)) {
      addUnread(collector, root);
      placeFindings(collector.take(), root, 0, out);
      return;
    }
    yield* placeInSlices(yield* this.structureFindings(root, judgement, collector), root, 0, out);
    yield;
    if (isRuleFile(root)) {
      yield* this.analyseRules(root, judgement, collector, out);
    } else if (isConfiguration(root)) {
      const file = yield* this.analysis.alertmanagerInSlices(root, matcherMode(judgement.structure));
      const templates = this.readTemplates(file, judgement, collector, out);
      placeFindings(collector.take(), root, 0, out);
      const { dialect, catalog, workspace, carryFrom } = judgement;
      const isCarried = carryFrom !== undefined && this.ofDocuments.has(carryFrom);
      const terms: ConfigurationTerms = { dialect, catalog, workspace, templates, isCarried };
      const placer = new Placer(root, this.placed, out);
      for (const { base, parts } of yield* this.configurations.judge(file, terms, collector))
        if (!placer.known(parts, base)) yield* placer.place(parts, base);
      yield;
    } else if (root.kind === 'templates') {
      this.readTemplatesApart(root, document, judgement, collector, out);
      yield;
    } else if (root.kind === 'configuration') {
      addCatalogsOfConfiguration(collector, source, root, judgement.filesBeside);
      placeFindings(collector.take(), root, 0, out);
    } else if (root.kind === 'scenario') {
      for (const { message, ...span } of judgement.scenarioNames?.(root) ?? []) {
        collector.add('configuration/invalid-scenario', 'warning', { source, span }, message);
      }
      placeFindings(collector.take(), root, 0, out);
    } else if (root.kind === 'unit-test') {
      yield* addUnitTestExpressions(collector, source, root, judgement.dialect);
      yield* addRuleFilesOfTest(collector, source, root, judgement);
      placeFindings(collector.take(), root, 0, out);
      yield;
    }
  }

  private *structureFindings(
    root: Root,
    { structure }: Judgement,
    collector: Collector,
  ): Generator<void, readonly UnitFinding[]> {
    const known = this.structures.get(root);
    if (known?.structure === structure) return known.findings;
    const source = outerSource(root.region.text);
    const problems = yield* rootStructure(root, structure);
    addStructureProblems(collector, source, problems, code => structureId(root.kind, code));
    const findings = collector.take();
    this.structures.set(root, { structure, findings });
    return findings;
  }

  /** Tells the faults of the templates that a configuration is loaded with; gives their names where all are known. */
  private readTemplates(
    file: AlertmanagerFile,
    { structure, templates, workspace }: Judgement,
    collector: Collector,
    out: Finding[],
  ): KnownTemplates {
    const { templatesBeside, templated } = file.root;
    const around = templatesAround(file, workspace);
    if (!templatesBeside) return addTemplateFiles(collector, file, templates, this.calls, around);
    if (templated) return unknownTemplates(around);
    return addTemplatesBeside(collector, file, templatesBeside, structure.alertmanager, this.calls, around, out);
  }

  /** Tells the faults of templates that stand apart from the configuration that loads them. */
  private readTemplatesApart(
    root: Root,
    document: SourceDocument,
    { structure, workspace }: Judgement,
    collector: Collector,
    out: Finding[],
  ): void {
    if (!workspace || root.isLoadedBeside || root.templated) return;
    const { analysis, calls } = this;
    addTemplatesApart(collector, root, document, workspace, structure.alertmanager, analysis, calls, out);
  }

  /** The findings in file offsets, ordered by place. Yields between slices of work; never throws. */
  *analyse(document: SourceDocument, judgement: Judgement): Generator<void, readonly Finding[]> {
    if (isNothing(document)) return [];
    const collector = this.collector(suppliesOf(judgement));
    // First, so that the next version finds them even where this one is overtaken.
    const out: Finding[] = [...(yield* this.documentFindings(collector, document, judgement))];
    addRootlessProblems(collector, document, out);
    const told = new Set<unknown>();
    for (const root of document.roots) {
      // Several roots may stand in one YAML document.
      if (!told.has(root.document) && !isUnread(root)) addSyntaxProblems(collector, root, judgement.structure, out);
      told.add(root.document);
      if (!isJudged(root)) continue;
      addUnreadRest(collector, root, document);
      placeFindings(collector.take(), root, 0, out);
      yield* this.analyseRoot(root, document, judgement, collector, out);
    }
    const { readBy } = judgement;
    const held = readBy ? inSurroundings(out, document, readBy) : out;
    const named = withSeverities(oneNoticeEach(held), judgement.severities);
    yield;
    const kept = yield* this.unsilenced(named, document, judgement);
    // A comment that silences one of them is used all the same.
    const asked = ofVendored(this.withoutUnasked(kept, judgement.severities), document, judgement);
    return withoutEchoes(yield* sortInSlices(asked, byPlace), document.text);
  }

  /** The findings that no comment silences, with what is wrong about the comments themselves. */
  private *unsilenced(
    findings: readonly Finding[],
    document: SourceDocument,
    { carryFrom, carriedBy, today }: Judgement,
  ): Generator<void, readonly Finding[]> {
    if (!this.directives.mayHave(document, carryFrom, carriedBy)) return findings;
    return yield* applySuppressions(findings, document, this.compiled.all, today, this.analysis.rules);
  }

  private withoutUnasked(findings: readonly Finding[], configured: Judgement['severities']): readonly Finding[] {
    const { unasked } = this.compiled;
    const isSilent = ({ check }: Finding): boolean => unasked.has(check) && !isConfigured(check, configured);
    return findings.some(isSilent) ? findings.filter(finding => !isSilent(finding)) : findings;
  }

  /** The findings of checks of what a server says, as far as that is known; in file offsets. */
  *analyseLive(document: SourceDocument, judgement: Judgement, live: Live): Generator<void, readonly Finding[]> {
    if (isNothing(document)) return [];
    const collector = this.collector({ ...suppliesOf(judgement), live });
    const out: Finding[] = [];
    for (const root of document.roots) {
      if (!isJudged(root) || isUnread(root) || !isRuleFile(root)) continue;
      const file = yield* this.analysis.rulesInSlices(root);
      yield* this.live.judge(file, judgement, live, collector, out);
    }
    const { readBy } = judgement;
    const held = readBy ? inSurroundings(out, document, readBy) : out;
    const named = withSeverities(oneNoticeEach(held), judgement.severities);
    const kept = yield* this.unsilenced(named, document, judgement);
    // What is wrong with the comments themselves is said with all other findings.
    const others = kept.filter(({ check }) => !check.startsWith('comments/'));
    return ofVendored(others, document, judgement);
  }

  /** Findings of the checks of whole files, documents and workspaces, from the checks or from the version before. */
  private *documentFindings(
    collector: Collector,
    document: SourceDocument,
    judgement: Judgement,
  ): Generator<void, readonly Finding[]> {
    const { carryFrom, carriedBy, facts, workspace } = judgement;
    const carried = carryFrom && this.ofDocuments.get(carryFrom);
    let found: DocumentFindings;
    if (carried) found = yield* carry(carried, carryFrom, document, carriedBy);
    else {
      const place = { source: outerSource(document.text) };
      const others: Finding[] = [];
      const across: Finding[] = [];
      const known = this.ofDocuments.get(document)?.among;
      const isKnown = known !== undefined && workspace === known.workspace && sameTerms(known, judgement);
      if (isKnown) across.push(...this.ofDocuments.get(document)!.across);
      for (const checks of this.active(judgement)) {
        for (const check of checks.document) yield* collector.runInSlices<'document'>(check, place, document);
        if (checks.workspace.length === 0 || isKnown) continue;
        yield* placeInFile(collector.take(), document, others);
        const own = facts();
        yield;
        for (const check of checks.workspace) {
          yield* collector.runInSlices<'workspace'>(check, place, { document, facts: own });
          yield;
        }
        yield* placeInFile(collector.take(), document, across);
      }
      yield* placeInFile(collector.take(), document, others);
      for (const root of document.roots) yield* this.runRootChecks(collector, root, judgement, others);
      found = { others, across, among: workspace && amongOf(judgement, workspace) };
    }
    if (workspace) this.ofDocuments.set(document, found);
    return [...found.others, ...found.across];
  }

  /** The checks that are asked about a rule file or configuration as a whole. */
  private *runRootChecks(
    collector: Collector,
    root: Root,
    judgement: Judgement,
    out: Finding[],
  ): Generator<void, void> {
    if (!isJudged(root) || isUnread(root)) return;
    const place = { source: outerSource(root.region.text) };
    const configuration = isConfiguration(root)
      ? yield* this.analysis.alertmanagerInSlices(root, matcherMode(judgement.structure))
      : undefined;
    for (const checks of this.active(judgement)) {
      for (const check of configuration ? checks.configuration : []) {
        yield* collector.runInSlices<'configuration'>(check, place, configuration!);
        yield;
      }
      for (const check of isRuleFile(root) ? checks.ruleFile : []) {
        yield* collector.runInSlices<'ruleFile'>(check, place, this.analysis.rules(root));
        yield;
      }
    }
    yield* placeInSlices(collector.take(), root, 0, out);
  }

  /**
   * What checks across files say of a document as far as its facts tell, as a text to compare; undefined where rules or
   * the file have to be asked. Configurations of Alertmanager are not covered.
   */
  across(facts: DocumentFacts, terms: RuleTerms & Pick<Supplies, 'workspace'>): string | undefined {
    const supplies = suppliesOf(terms);
    const { shared, sharedOfRule } = this.compiled;
    if (facts.templates && facts.templates.texts.length > 0) return undefined;
    if (shared.document.length + shared.ruleFile.length + shared.group.length > 0) return undefined;
    const reads = facts.groups.flatMap(group => group.reads);
    if (facts.groups.length > 0 && sharedOfRule.some(check => mayConcern(check, reads, supplies))) return undefined;
    // Checks that follow recordings say something else once another rule records the series.
    if (reads.some(name => supplies.workspace.recorded(name).length > 0)) return undefined;
    const collector = this.collector(supplies);
    const place = { source: outerSource('') };
    for (const check of shared.workspace) collector.run<'workspace'>(check, place, { facts });
    return JSON.stringify(collector.take());
  }

  private active({ workspace }: Judgement): readonly ByUnit[] {
    return workspace ? [this.compiled.own, this.compiled.shared] : [this.compiled.own];
  }
}

/** What checks may ask for, out of what a document is judged by. */
function suppliesOf(terms: RuleTerms): Supplies {
  const { dialect, catalog, scrapeInterval, externalLabels, options = noOptions, workspace = emptyWorkspace } = terms;
  return { dialect, catalog, scrapeInterval, externalLabels, options, workspace, live: noLive };
}

type KeptStructure = Pick<Judgement, 'structure'> & { readonly findings: readonly UnitFinding[] };

function isRuleFile({ kind }: Root): boolean {
  return kind === 'rules' || kind === 'prometheus-rule';
}

function isConfiguration({ kind }: Root): boolean {
  return kind === 'alertmanager' || kind === 'alertmanager-config';
}

/**
 * Rule files of Loki and vmalert are recognised, and their languages are not judged as PromQL. Where aliases were left out,
 * what is missing may stand behind them.
 */
function isJudged(root: Root): boolean {
  return isPromql(root) && root.document.unread === undefined;
}
