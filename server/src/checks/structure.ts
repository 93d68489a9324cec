// Asks the structure checks of the model about a root or one of its rules. Layer: checks.
import type { Root } from '../model/root';
import type { RuleUnit } from '../model/ruleFile';
import { checkRuleStructure, checkStructure } from '../model/structure/check';
import type { StructureOptions } from '../model/structure/options';
import type { StructureProblem } from '../model/structure/problem';
import { checkRuleFileStructure } from '../model/structure/rules';

/** Problems of the root's own structure, rules of a rule file left out; offsets in the root's region. */
export function rootStructure(root: Root, options: StructureOptions): readonly StructureProblem[] {
  switch (root.kind) {
    case 'rules':
      return checkRuleFileStructure(root.node, options);
    case 'prometheus-rule':
    case 'alertmanager':
    case 'alertmanager-config':
      return checkStructure(root.kind, root.node, options);
    default:
      return [];
  }
}

/** Problems of one rule's structure; offsets in the rule's text. */
export function ruleStructure(rule: RuleUnit, root: Root, options: StructureOptions): readonly StructureProblem[] {
  return root.kind === 'rules' ? checkRuleStructure(rule.node, options) : [];
}
