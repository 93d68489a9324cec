// The floor that checks and features stand on: what documents mean, read once and kept with the objects it was read from.
// Layer: analysis (above promql, template, model and catalog). Knows neither checks nor features.
import type { Catalog } from '../catalog/schema';
import type { AlertmanagerFile } from '../model/alertmanager';
import { createMatcherReader } from '../model/matchers';
import { readAlertmanagerInSlices } from '../model/readAlertmanager';
import { readRuleFile } from '../model/readRuleFile';
import type { Root } from '../model/root';
import type { RuleFile, RuleUnit } from '../model/ruleFile';
import { createUnitMemo } from '../model/unitMemo';
import type { Dialect } from '../promql/dialect';
import { finish } from '../text/slices';
import type { WorkspaceFacts } from './facts';
import { recordedBranches } from './recorded';
import { createRuleFactReader, type RuleFactReader } from './ruleFacts';
import { createRulePartsCache, type RuleParts } from './ruleParts';

/** Called with the id of what failed and the error; the work goes on without it. */
export type FailureLog = (id: string, error: unknown) => void;

export interface Analysis {
  /** The groups and rules of a root. */
  rules(root: Root): RuleFile;
  /** The receivers and routes of a root. */
  alertmanager(root: Root): AlertmanagerFile;
  /** The same in slices. */
  alertmanagerInSlices(root: Root): Generator<void, AlertmanagerFile>;
  /** A rule taken apart: its expression and templates, parsed. */
  parts(rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
  /** The same, where the series that it reads carry what the workspace's recording rules leave to them. */
  partsAmong(workspace: WorkspaceFacts, rule: RuleUnit, dialect: Dialect, catalog: Catalog): RuleParts;
  /** What a rule says to others. */
  readonly ruleFacts: RuleFactReader;
}

/** An analysis with caches of its own; several may live in one process. */
export function createAnalysis(onFailure: FailureLog): Analysis {
  const partsCache = createRulePartsCache();
  const readMatchers = createMatcherReader();
  const configurationParts = createUnitMemo();
  const configurations = new WeakMap<Root, AlertmanagerFile>();
  function* alertmanagerInSlices(root: Root): Generator<void, AlertmanagerFile> {
    const known = configurations.get(root);
    if (known) return known;
    const file = yield* readAlertmanagerInSlices(root, readMatchers, configurationParts);
    configurations.set(root, file);
    return file;
  }
  return {
    // Where the rules of a root were not read in units, each reading makes new objects for them.
    rules: keptByRoot(readRuleFile),
    alertmanager: root => finish(alertmanagerInSlices(root)),
    alertmanagerInSlices,
    parts: (rule, dialect, catalog) => partsCache.of(rule, dialect, catalog),
    partsAmong: (workspace, rule, dialect, catalog) =>
      partsCache.with(name => recordedBranches(workspace, name), rule, dialect, catalog),
    ruleFacts: createRuleFactReader(partsCache, error => onFailure('internal/read-facts', error)),
  };
}

function keptByRoot<T>(read: (root: Root) => T): (root: Root) => T {
  const known = new WeakMap<Root, T>();
  return root => {
    let kept = known.get(root);
    if (kept === undefined) known.set(root, (kept = read(root)));
    return kept;
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
