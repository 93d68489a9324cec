// The floor that checks and features stand on: what documents mean, read once and kept with the objects it was read from.
// Layer: analysis (above promql, template, model and catalog). Knows neither checks nor features.
import type { Catalog } from '../catalog/schema';
import type { AlertmanagerFile } from '../model/alertmanager';
import { GroupMarks } from '../model/groupMark';
import { createMatcherReader, type MatcherMode } from '../model/matchers';
import { readAlertmanagerInSlices } from '../model/readAlertmanager';
import { readRuleFileInSlices } from '../model/readRuleFile';
import type { Root } from '../model/root';
import type { RuleFile, RuleUnit } from '../model/ruleFile';
import { createUnitMemo } from '../model/unitMemo';
import type { Dialect } from '../promql/dialect';
import { finish } from '../text/slices';
import type { Recorded } from './facts';
import { recordedAmong } from './recorded';
import { createRuleFactReader, type RuleFactReader } from './ruleFacts';
import { createRulePartsCache, type RuleParts } from './ruleParts';
import type { WorkspaceFacts } from './workspaceFacts';

/** Called with the id of what failed and the error; the work goes on without it. */
export type FailureLog = (id: string, error: unknown) => void;

export interface Analysis {
  /** The groups and rules of a root. */
  rules(root: Root): RuleFile;
  /** The same in slices. */
  rulesInSlices(root: Root): Generator<void, RuleFile>;
  /** The receivers and routes of a root; matchers are read as `mode` says. */
  alertmanager(root: Root, mode?: MatcherMode): AlertmanagerFile;
  /** The same in slices. */
  alertmanagerInSlices(root: Root, mode: MatcherMode): Generator<void, AlertmanagerFile>;
  /** A rule taken apart: its expression and templates, parsed. */
  parts(rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
  /** The same in slices. */
  partsInSlices(rule: RuleUnit, dialect: Dialect, catalog: Catalog): Generator<void, RuleParts>;
  /** The same, where the series that it reads carry what the workspace's recording rules leave to them. */
  partsAmong(workspace: WorkspaceFacts, rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
  /** What is kept of a group of rules is kept by its mark. */
  readonly groupMarks: GroupMarks;
  /** What a rule says to others. */
  readonly ruleFacts: RuleFactReader;
}

/** An analysis with caches of its own; several may live in one process. */
export function createAnalysis(onFailure: FailureLog): Analysis {
  const partsCache = createRulePartsCache();
  const readMatchers = createMatcherReader();
  const configurationParts = createUnitMemo();
  const configurations = new Map<MatcherMode, WeakMap<Root, AlertmanagerFile>>();
  function* alertmanagerInSlices(root: Root, mode: MatcherMode): Generator<void, AlertmanagerFile> {
    const ofMode = configurations.get(mode) ?? new WeakMap<Root, AlertmanagerFile>();
    configurations.set(mode, ofMode);
    const known = ofMode.get(root);
    if (known) return known;
    const read = yield* readAlertmanagerInSlices(root, readMatchers, configurationParts, mode);
    const file = ofMode.get(root) ?? read;
    ofMode.set(root, file);
    return file;
  }
  // Where the rules of a root were not read in units, each reading makes new objects for them.
  const ruleFiles = new WeakMap<Root, RuleFile>();
  function* rulesInSlices(root: Root): Generator<void, RuleFile> {
    const known = ruleFiles.get(root);
    if (known) return known;
    const read = yield* readRuleFileInSlices(root);
    // Somebody may have asked for it in between, and has its rules.
    const file = ruleFiles.get(root) ?? read;
    ruleFiles.set(root, file);
    return file;
  }
  // For all rules of a workspace together: what one asked for others ask for as well.
  const recorded = new WeakMap<WorkspaceFacts, WeakMap<Catalog, Recorded>>();
  const among = (workspace: WorkspaceFacts, catalog: Catalog): Recorded => {
    let known = recorded.get(workspace);
    if (!known) recorded.set(workspace, (known = new WeakMap()));
    let one = known.get(catalog);
    if (!one) known.set(catalog, (one = recordedAmong(workspace, catalog)));
    return one;
  };
  return {
    rules: root => ruleFiles.get(root) ?? finish(rulesInSlices(root)),
    rulesInSlices,
    alertmanager: (root, mode = 'fallback') => finish(alertmanagerInSlices(root, mode)),
    alertmanagerInSlices,
    parts: (rule, dialect, catalog) => partsCache.of(rule, dialect, catalog),
    partsInSlices: (rule, dialect, catalog) => partsCache.ofInSlices(rule, dialect, catalog),
    partsAmong: (workspace, rule, dialect, catalog) =>
      partsCache.with(among(workspace, catalog), rule, dialect, catalog),
    groupMarks: new GroupMarks(),
    ruleFacts: createRuleFactReader(partsCache, error => onFailure('internal/read-facts', error)),
  };
}

/** Passes on the first failure of each id. */
export function onceEach(onFailure: FailureLog): FailureLog {
  const failed = new Set<string>();
  return (id, error) => {
    if (failed.has(id)) return;
    failed.add(id);
    onFailure(id, error);
  };
}
