// Reads the groups and rules of a root, whether its rules were read in units or with the whole text.
// Layer: model (above yaml).
import { finish } from '../text/slices';
import type { YamlNode, YamlSeq } from '../yaml/node';
import { follow, get, getScalar } from '../yaml/path';
import { UnitSeq } from './outline';
import type { Root } from './root';
import type { PlacedRule, RuleFile, RuleGroup } from './ruleFile';
import { CommentFinder, RuleNode } from './ruleUnit';

/**
 * The groups and rules of a root of kind `rules` or `prometheus-rule`; no groups for any other, nor where aliases were left
 * out because they unfold to too much.
 */
export function readRuleFile(root: Root): RuleFile {
  return finish(readRuleFileInSlices(root));
}

/** The same in slices. */
export function* readRuleFileInSlices(root: Root): Generator<void, RuleFile> {
  const isRules = root.kind === 'rules' || root.kind === 'prometheus-rule';
  if (!isRules || root.document.unread) return { root, groups: [] };
  const comments = new CommentFinder(root.document.comments);
  const { part, node } = root;
  if (node && (part === 'rules' || part === 'rule')) {
    const rules =
      part === 'rule' ? [wholeRule(root, [node], node, 0, comments)] : yield* readRules(root, node, comments);
    return { root, groups: [{ node, rules, span: { from: node.from, to: node.to } }] };
  }
  const holder = root.kind === 'prometheus-rule' ? get(node, 'spec') : node;
  const groups = follow(part === 'groups' ? node : get(holder, 'groups'));
  if (groups?.kind !== 'seq') return { root, groups: [] };
  const read: RuleGroup[] = [];
  for (const item of groups.items) {
    if (read.length % groupsPerSlice === groupsPerSlice - 1) yield;
    read.push(yield* readGroup(root, item, comments));
  }
  return { root, groups: read };
}

/** The keys and indexes that lead from a whole rule file to the root's own node. */
export function pathOfPart({ part }: Root): readonly (string | number)[] {
  if (part === undefined) return [];
  return part === 'groups' ? ['groups'] : part === 'rules' ? ['groups', 0, 'rules'] : ['groups', 0, 'rules', 0];
}

/** The rule of `file` whose item holds `offset` of the region's text (its end counts), with its group. */
export function ruleAt(file: RuleFile, offset: number): { group: RuleGroup; placed: PlacedRule } | undefined {
  for (const group of file.groups) {
    const last = group.rules[group.rules.length - 1];
    if (!last || offset < group.rules[0]!.base || offset > group.span.to) continue;
    for (let i = group.rules.length - 1; i >= 0; i--) {
      const placed = group.rules[i]!;
      const { node } = placed.rule;
      if (offset >= placed.base + node.from && offset <= placed.base + node.to) return { group, placed };
    }
  }
  return undefined;
}

/** How many groups are read between two yields. */
const groupsPerSlice = 128;

/** How many rules of a text that was read as a whole are read between two yields. */
const rulesPerSlice = 64;

function* readGroup(root: Root, node: YamlNode, comments: CommentFinder): Generator<void, RuleGroup> {
  const target = follow(node);
  const map = target?.kind === 'map' ? target : undefined;
  const list = follow(get(map, 'rules'));
  const rules = yield* readRules(root, list, comments);
  const span = { from: node.from, to: node.to };
  const name = getScalar(map, 'name');
  return { node, map, name, rules, ...(list instanceof UnitSeq ? { list: list.list } : {}), span };
}

function* readRules(
  root: Root,
  node: YamlNode | undefined,
  comments: CommentFinder,
): Generator<void, readonly PlacedRule[]> {
  const list = follow(node);
  if (list instanceof UnitSeq) return list.rules;
  const rules: PlacedRule[] = [];
  for (const [i, item] of list?.kind === 'seq' ? list.items.entries() : []) {
    if (i % rulesPerSlice === rulesPerSlice - 1) yield;
    rules.push(wholeRule(root, (list as YamlSeq).items, item, i, comments));
  }
  return rules;
}

/** A rule of a text that was read as a whole: its offsets are the region's. */
function wholeRule(
  root: Root,
  items: readonly YamlNode[],
  item: YamlNode,
  index: number,
  comments: CommentFinder,
): PlacedRule {
  const { text } = root.region;
  const next = items[index + 1];
  const to = next ? next.from : item.to;
  const own = comments.between(index > 0 ? items[index - 1]!.to : 0, to, item.from, item.to, text);
  return { rule: new RuleNode(text, item, own), base: 0, index };
}
