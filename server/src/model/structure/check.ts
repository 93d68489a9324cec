// The structure of a document's root: what its target refuses or drops, apart from PromQL and templates.
// Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { UnitSeq } from '../outline';
import type { SchemaKind } from '../schema/types';
import { checkAlertmanagerInSlices } from './alertmanager';
import { checkAlertmanagerConfigStructure } from './alertmanagerConfig';
import { fieldValue } from './fields';
import type { StructureOptions } from './options';
import { checkCatalogFile, checkScenarioFile } from './ownFiles';
import { type StructureProblem, shifted } from './problem';
import { checkCrdRule, checkPrometheusRuleObject } from './prometheusRule';
import { checkRuleFileStructure, checkRuleStructure } from './rules';
import { checkUnitTestStructure } from './unitTest';

export { checkOtherObject } from './customResource';
export type { StructureOptions } from './options';
export type { StructureCode, StructureFix, StructureProblem } from './problem';
export { structureCodes } from './problem';
export { checkCrdRule, checkPrometheusRuleInSlices, checkPrometheusRuleObject } from './prometheusRule';
export { checkRuleOfObject } from './ruleOfObject';
export { checkRuleFileInSlices, checkRuleFileStructure, checkRuleStructure } from './rules';

/**
 * All structure problems of a root, in the order of the text, in slices; `root` is undefined for an empty document. Rules that
 * were read in units are looked at, too. Callers that keep verdicts a rule ask for the file and for each rule instead.
 */
export function* checkInSlices(
  kind: SchemaKind,
  root: YamlNode | undefined,
  options: StructureOptions,
): Generator<void, readonly StructureProblem[]> {
  switch (kind) {
    case 'rules': {
      const groups = fieldValue(follow(root), 'groups');
      return inOrder([...checkRuleFileStructure(root, options), ...checkRules(groups, checkRuleStructure, options)]);
    }
    case 'alertmanager':
      return yield* checkAlertmanagerInSlices(root, options);
    case 'prometheus-rule': {
      if (!root) return [];
      const groups = fieldValue(fieldValue(follow(root), 'spec'), 'groups');
      return inOrder([...checkPrometheusRuleObject(root, options), ...checkRules(groups, checkCrdRule, options)]);
    }
    case 'unit-test':
      return yield* checkUnitTestStructure(root, options);
    case 'catalog':
      return checkCatalogFile(root, options);
    case 'scenario':
      return checkScenarioFile(root, options);
    default:
      return root ? checkAlertmanagerConfigStructure(root, options) : [];
  }
}

type RuleCheck = (rule: YamlNode, options: StructureOptions) => readonly StructureProblem[];

function checkRules(
  groups: YamlNode | undefined,
  check: RuleCheck,
  options: StructureOptions,
): readonly StructureProblem[] {
  return itemsOf(groups).flatMap(group => {
    const rules = follow(fieldValue(follow(group), 'rules'));
    if (rules instanceof UnitSeq) {
      return rules.rules.flatMap(({ rule, base }) => check(rule.node, options).map(one => shifted(one, base)));
    }
    return rules?.kind === 'seq' ? rules.items.flatMap(rule => check(rule, options)) : [];
  });
}

function inOrder(problems: StructureProblem[]): readonly StructureProblem[] {
  return problems.sort((a, b) => a.from - b.from || a.to - b.to);
}
