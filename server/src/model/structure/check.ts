// The structure of a document's root: what its target refuses or drops, apart from PromQL and templates.
// Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import type { SchemaKind } from '../schema/types';
import { checkAlertmanagerStructure } from './alertmanager';
import { checkAlertmanagerConfigStructure } from './alertmanagerConfig';
import { fieldValue } from './fields';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { checkCrdRule, checkPrometheusRuleObject } from './prometheusRule';
import { checkRuleFileStructure, checkRuleStructure, rulesOf } from './rules';

export type { StructureOptions } from './options';
export type { StructureCode, StructureFix, StructureProblem } from './problem';
export { structureCodes } from './problem';
export { checkCrdRule, checkPrometheusRuleObject } from './prometheusRule';
export { checkRuleFileStructure, checkRuleStructure } from './rules';

/** All structure problems of a root, in the order of the text; `root` is undefined for an empty document. */
export function checkStructure(
  kind: SchemaKind,
  root: YamlNode | undefined,
  options: StructureOptions,
): readonly StructureProblem[] {
  switch (kind) {
    case 'rules': {
      const file = checkRuleFileStructure(root, options);
      const rules = rulesOf(fieldValue(follow(root), 'groups')).flatMap(rule => checkRuleStructure(rule, options));
      return [...file, ...rules].sort((a, b) => a.from - b.from || a.to - b.to);
    }
    case 'alertmanager':
      return checkAlertmanagerStructure(root, options);
    case 'prometheus-rule': {
      if (!root) return [];
      const object = checkPrometheusRuleObject(root, options);
      const groups = fieldValue(fieldValue(follow(root), 'spec'), 'groups');
      const rules = rulesOf(groups).flatMap(rule => checkCrdRule(rule, options));
      return [...object, ...rules].sort((a, b) => a.from - b.from || a.to - b.to);
    }
    default:
      return root ? checkAlertmanagerConfigStructure(root, options) : [];
  }
}
