// Runs all checks over one version of a document, in slices. A rule's findings are kept with the rule, so an edit runs
// the checks of the edited rule only. Layer: checks (above model and catalog).
import type { Catalog } from '../catalog/schema';
import type { AlertmanagerFile, Route } from '../model/alertmanager';
import type { SourceDocument } from '../model/document';
import { type DocumentFacts, emptyWorkspace, type WorkspaceFacts } from '../model/facts';
import { readAlertmanager } from '../model/readAlertmanager';
import { readRuleFile } from '../model/readRuleFile';
import type { Root } from '../model/root';
import type { RuleFile, RuleUnit } from '../model/ruleFile';
import type { StructureOptions } from '../model/structure/options';
import type { Dialect } from '../promql/dialect';
import type { Span } from '../text/span';
import type { Check, Severity, Supplies } from './check';
import { Collector, checkFailed, type FailureLog, type UnitFinding } from './collect';
import { byPlace, type Finding } from './finding';
import { placeFindings } from './place';
import { structureId, yamlSyntax } from './problemIds';
import { type ByUnit, compileChecks, configuredSeverity } from './registry';
import { createRulePartsCache, type RuleParts } from './ruleParts';
import { addParserProblems, addStructureProblems, runRuleChecks } from './ruleWork';
import { outerSource } from './source';
import { rootStructure, ruleStructure } from './structure';
import { applySuppressions } from './suppressions';

/** For whom and with what knowledge a document is judged. Caches hold as long as these objects stay the same. */
export interface Judgement {
  readonly dialect: Dialect;
  readonly structure: StructureOptions;
  /** The shipped catalogue with the workspace's metrics on top. */
  readonly catalog: Catalog;
  /** What all documents of the workspace say; checks that look across files are left out without it. */
  readonly workspace?: WorkspaceFacts;
  /** The document's own facts, with current places. */
  readonly facts: DocumentFacts;
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** `YYYY-MM-DD`, for suppressions with an end. */
  readonly today?: string;
}

export interface Engine {
  /** The findings in file offsets, ordered by place. Yields between slices of work; never throws. */
  analyse(document: SourceDocument, judgement: Judgement): Generator<void, readonly Finding[]>;
  /** The groups and rules of a root, read once. */
  rules(root: Root): RuleFile;
  /** A rule taken apart, from the same cache. */
  parts(rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
}

interface OwnFindings {
  readonly dialect: Dialect;
  readonly structure: StructureOptions;
  readonly catalog: Catalog;
  readonly findings: readonly UnitFinding[];
}
interface SharedFindings {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  readonly workspace: WorkspaceFacts;
  readonly findings: readonly UnitFinding[];
}

/** How many rules are looked at, and how many are judged anew, between two yields. */
const rulesPerSlice = 256;
const judgedPerSlice = 8;

/** An engine with caches of its own. A check that throws is told once to `onFailure` and shown as a notice. */
export function createEngine(checks: readonly Check[], onFailure: FailureLog): Engine {
  const compiled = compileChecks(checks);
  const partsCache = createRulePartsCache();
  const own = new WeakMap<RuleUnit, OwnFindings>();
  const shared = new WeakMap<RuleUnit, SharedFindings>();
  // Where the rules of a root were not read in units, each reading makes new objects for them.
  const files = new WeakMap<Root, RuleFile>();
  const rules = (root: Root): RuleFile => {
    let file = files.get(root);
    if (!file) {
      file = readRuleFile(root);
      files.set(root, file);
    }
    return file;
  };
  const failed = new Set<string>();
  const tellOnce: FailureLog = (id, error) => {
    if (failed.has(id)) return;
    failed.add(id);
    onFailure(id, error);
  };

  function judgeRule(rule: RuleUnit, root: Root, judgement: Judgement, collector: Collector): boolean {
    const { dialect, structure, catalog, workspace } = judgement;
    const known = own.get(rule);
    const isOwnFresh = known?.dialect === dialect && known.structure === structure && known.catalog === catalog;
    const others = shared.get(rule);
    const isSharedFresh =
      !workspace || (others?.dialect === dialect && others.catalog === catalog && others.workspace === workspace);
    if (isOwnFresh && isSharedFresh) return false;
    const parts = partsCache.of(rule, dialect, catalog);
    if (!isOwnFresh) {
      addStructureProblems(collector, parts.source, ruleStructure(rule, root, structure), code =>
        structureId(root.kind, code),
      );
      addParserProblems(collector, parts);
      runRuleChecks(collector, compiled.own, rule, parts);
      own.set(rule, { dialect, structure, catalog, findings: collector.take() });
    }
    if (!isSharedFresh) {
      runRuleChecks(collector, compiled.shared, rule, parts);
      shared.set(rule, { dialect, catalog, workspace, findings: collector.take() });
    }
    return true;
  }

  function* analyseRules(
    root: Root,
    judgement: Judgement,
    collector: Collector,
    out: Finding[],
  ): Generator<void, void> {
    const file = rules(root);
    const source = outerSource(root.region.text);
    for (const checks of active(judgement)) {
      for (const check of checks.ruleFile) collector.run<'ruleFile'>(check, source, file);
      for (const check of checks.group) {
        for (const group of file.groups) collector.run<'group'>(check, source, { file, group });
      }
    }
    placeFindings(collector.take(), root, 0, out);
    let seen = 0;
    let judged = 0;
    for (const group of file.groups) {
      for (const { rule, base } of group.rules) {
        if (judgeRule(rule, root, judgement, collector) && ++judged % judgedPerSlice === 0) yield;
        placeFindings(own.get(rule)!.findings, root, base, out);
        if (judgement.workspace) placeFindings(shared.get(rule)!.findings, root, base, out);
        if (++seen % rulesPerSlice === 0) yield;
      }
    }
  }

  function* analyseRoot(root: Root, judgement: Judgement, collector: Collector, out: Finding[]): Generator<void, void> {
    const source = outerSource(root.region.text);
    if (isUnread(root)) {
      collector.add(structureId(root.kind, 'unread-document'), 'warning', { source, span: startOf(root) }, unreadText);
      placeFindings(collector.take(), root, 0, out);
      return;
    }
    addStructureProblems(collector, source, rootStructure(root, judgement.structure), code =>
      structureId(root.kind, code),
    );
    placeFindings(collector.take(), root, 0, out);
    yield;
    if (root.kind === 'rules' || root.kind === 'prometheus-rule') {
      yield* analyseRules(root, judgement, collector, out);
    } else if (root.kind === 'alertmanager') {
      const file = readAlertmanager(root);
      for (const checks of active(judgement)) runAlertmanagerChecks(collector, checks, file);
      placeFindings(collector.take(), root, 0, out);
      yield;
    }
  }

  function* analyse(document: SourceDocument, judgement: Judgement): Generator<void, readonly Finding[]> {
    if (document.roots.length === 0 && document.problems.length === 0) return [];
    const { dialect, catalog, workspace = emptyWorkspace } = judgement;
    const supplies: Supplies = { dialect, catalog, workspace };
    const collector = new Collector(supplies, tellOnce);
    const out: Finding[] = [];
    addRootlessProblems(collector, document, out);
    const told = new Set<unknown>();
    for (const root of document.roots) {
      // Several roots may stand in one YAML document.
      if (!told.has(root.document) && !isUnread(root)) addSyntaxProblems(collector, root, out);
      told.add(root.document);
      if (isJudged(root)) yield* analyseRoot(root, judgement, collector, out);
    }
    runDocumentChecks(collector, document, judgement, out);
    const noticed = oneNoticeEach(out);
    const named = noticed.flatMap(finding => withSeverity(finding, judgement.severities));
    yield;
    const kept = applySuppressions(named, document, compiled.all, judgement.today, rules);
    return [...kept].sort(byPlace);
  }

  function runDocumentChecks(
    collector: Collector,
    document: SourceDocument,
    judgement: Judgement,
    out: Finding[],
  ): void {
    const source = outerSource(document.text);
    for (const checks of active(judgement)) {
      for (const check of checks.document) collector.run<'document'>(check, source, document);
      for (const check of checks.workspace) {
        collector.run<'workspace'>(check, source, { document, facts: judgement.facts });
      }
    }
    placeFindings(collector.take(), { region: document.region, holes: [] }, 0, out);
  }

  function active({ workspace }: Judgement): readonly ByUnit[] {
    return workspace ? [compiled.own, compiled.shared] : [compiled.own];
  }

  return { analyse, rules, parts: (rule, dialect, catalog) => partsCache.of(rule, dialect, catalog) };
}

/** Rule files of Loki and vmalert are recognised, and their languages are not judged as PromQL. */
function isJudged(root: Root): boolean {
  return root.dialect !== 'loki' && root.dialect !== 'vmalert';
}

const unreadText =
  'Only the first YAML document of a file is read: nothing from here on is loaded. Put it into the first one, or into a file of its own.';

/** Whether the target stops reading before this root. */
function isUnread(root: Root): boolean {
  return root.index > 0 && (root.kind === 'rules' || root.kind === 'alertmanager');
}

/** The first key of a root, or its first character. */
function startOf({ node, document }: Root): Span {
  const first = node?.kind === 'map' ? node.pairs[0]?.key : undefined;
  return first ?? { from: document.from, to: document.from };
}

/** Syntax problems of documents that hold nothing we know, where the target reads them all the same. */
function addRootlessProblems(collector: Collector, document: SourceDocument, out: Finding[]): void {
  const source = outerSource(document.text);
  for (const { message, from, to } of document.problems) {
    collector.add(yamlSyntax, 'error', { source, span: { from, to } }, message);
  }
  placeFindings(collector.take(), { region: document.region, holes: [] }, 0, out);
}

function addSyntaxProblems(collector: Collector, root: Root, out: Finding[]): void {
  const source = outerSource(root.region.text);
  for (const { message, from, to } of root.document.problems) {
    collector.add(yamlSyntax, 'error', { source, span: { from, to } }, message);
  }
  placeFindings(collector.take(), root, 0, out);
}

function runAlertmanagerChecks(collector: Collector, checks: ByUnit, file: AlertmanagerFile): void {
  const source = outerSource(file.root.region.text);
  for (const check of checks.alertmanager) collector.run<'alertmanager'>(check, source, file);
  for (const receiver of file.receivers) {
    for (const check of checks.receiver) collector.run<'receiver'>(check, source, { file, receiver });
  }
  for (const route of file.route ? routesFrom(file.route) : []) {
    for (const check of checks.route) collector.run<'route'>(check, source, { file, route });
  }
}

/** A route and all below it, in the order of the text. */
function routesFrom(route: Route): readonly Route[] {
  return [route, ...route.routes.flatMap(routesFrom)];
}

/** A check that fails on a thousand rules is noticed once. */
function oneNoticeEach(findings: readonly Finding[]): readonly Finding[] {
  const noticed = new Set<string>();
  return findings.filter(({ check, message }) => {
    if (check !== checkFailed) return true;
    if (noticed.has(message)) return false;
    noticed.add(message);
    return true;
  });
}

function withSeverity(finding: Finding, configured: Judgement['severities']): readonly Finding[] {
  const severity = configuredSeverity(finding.check, finding.severity, configured);
  if (severity === 'off') return [];
  return severity === finding.severity ? [finding] : [{ ...finding, severity }];
}
