// Asks the structure checks of the model about a root or one of its rules. Layer: checks.
import { readRuleFile } from '../model/readRuleFile';
import type { Root } from '../model/root';
import type { RuleUnit } from '../model/ruleFile';
import {
  checkCrdRule,
  checkPrometheusRuleObject,
  checkRuleFileStructure,
  checkRuleStructure,
  checkStructure,
} from '../model/structure/check';
import { withoutEchoes } from '../model/structure/echoes';
import type { StructureOptions } from '../model/structure/options';
import type { StructureProblem } from '../model/structure/problem';
import { takesTextAsWritten } from '../model/structure/rules';
import type { Problem } from '../text/span';

/** What the target's YAML reader refuses about the document of a root. */
export function syntaxProblems(root: Root, { prometheus }: StructureOptions): readonly Problem[] {
  const { problems } = root.document;
  const isTag = ({ code }: Problem): boolean => code === 'bad-tag-value';
  if (root.kind !== 'rules' || !takesTextAsWritten(prometheus) || !problems.some(isTag)) return problems;
  // Texts that are taken as written are never decoded, whatever their tags ask for.
  const written = new Set(
    readRuleFile(root).groups.flatMap(({ rules }) =>
      rules.flatMap(({ rule: { alert, record, expr } }) => [alert?.from, record?.from, expr?.from]),
    ),
  );
  return problems.filter(problem => !isTag(problem) || !written.has(problem.from));
}

/** Problems of the root's own structure, its rules left out; offsets in the root's region. */
export function rootStructure(root: Root, options: StructureOptions): readonly StructureProblem[] {
  const found = withoutEchoes(wholeStructure(root, options), brokenOutsideOfRules(root), root.region.text);
  return root.inValues ? found.filter(one => !isForChart(root, one)) : found;
}

/** Problems of syntax but for those in rules that were read by themselves: these leave the rest of the tree as it is. */
function brokenOutsideOfRules(root: Root): readonly Problem[] {
  const { problems } = root.document;
  if (problems.length === 0) return problems;
  const inRules = new Set(
    readRuleFile(root).groups.flatMap(({ rules }) =>
      rules.flatMap(({ rule, base }) => rule.problems?.map(({ from }) => base + from) ?? []),
    ),
  );
  return problems.filter(({ from }) => !inRules.has(from));
}

/** What a chart may take out, rename or set in another file of values. */
function isForChart({ kind, node }: Root, { code, from }: StructureProblem): boolean {
  if (kind === 'rules') return code === 'unknown-key' || code === 'newer-key' || code === 'other-dialect-key';
  // Beside the configuration's own keys stand switches such as `enabled`.
  const isTop = node?.kind === 'map' && node.pairs.some(({ key }) => key.from === from);
  return code === 'missing-field' || code === 'undefined-interval' || (code === 'unknown-key' && isTop);
}

function wholeStructure(root: Root, options: StructureOptions): readonly StructureProblem[] {
  switch (root.kind) {
    case 'rules':
      return checkRuleFileStructure(root.node, optionsFor(root, options));
    case 'prometheus-rule':
      return root.node ? checkPrometheusRuleObject(root.node, options) : [];
    case 'alertmanager':
    case 'alertmanager-config':
    case 'unit-test':
      return checkStructure(root.kind, root.node, options);
    default:
      return [];
  }
}

/** Problems of one rule's structure; offsets in the rule's text. */
export function ruleStructure(rule: RuleUnit, root: Root, options: StructureOptions): readonly StructureProblem[] {
  const syntax = rule.problems ?? root.document.problems;
  if (root.kind === 'prometheus-rule') return withoutEchoes(checkCrdRule(rule.node, options), syntax, rule.text);
  if (root.kind !== 'rules') return [];
  const found = withoutEchoes(checkRuleStructure(rule.node, optionsFor(root, options)), syntax, rule.text);
  return root.inValues ? found.filter(one => !isForChart(root, one)) : found;
}

/** Thanos and Mimir know keys that Prometheus refuses. */
function optionsFor({ dialect }: Root, options: StructureOptions): StructureOptions {
  return dialect === 'thanos' || dialect === 'mimir' ? { ...options, ruleDialect: dialect } : options;
}
