// The nearest legal place for a rule, route or receiver in a document, in whatever it is embedded. Layer: features.
// A place counts only when the text with an item there, read again, has one item more and no further mistake.

import { openDocument, type SourceDocument } from '../../model/document';
import { readRuleFile } from '../../model/readRuleFile';
import { fromFile, toFile } from '../../model/region';
import type { Root } from '../../model/root';
import type { RuleGroup } from '../../model/ruleFile';
import { applyEdits } from '../../text/edits';
import type { TextEdit } from '../../text/textMap';
import type { YamlMap, YamlNode } from '../../yaml/node';
import { follow, get, itemsOf } from '../../yaml/path';
import type { SnippetRow } from '../completion/shippedSnippets';
import { firstSlot, type InsertPlace, isNothing, slotBehind, stepOf } from './slot';
import { editOf } from './write';

export type Holds = Exclude<SnippetRow['holds'], 'group'>;

/** The place for an item nearest to `offset` of the file; undefined where none is certain. */
export function insertPlace(document: SourceDocument, offset: number, holds: Holds): InsertPlace | undefined {
  const roots = document.roots.filter(root => mayHold(root, holds));
  for (const root of byNearness(roots, offset)) {
    const cursor = fromFile(root.region, offset) ?? nearestIn(root, offset);
    const place = holds === 'rule' ? rulePlace(root, cursor) : routingPlace(root, holds, cursor);
    if (place && isLegal(document, place, holds)) return place;
  }
  return undefined;
}

function mayHold({ kind, dialect, region, document }: Root, holds: Holds): boolean {
  if (region.kind === 'base64' || document.unread) return false;
  return holds === 'rule'
    ? (kind === 'rules' || kind === 'prometheus-rule') && dialect !== 'loki'
    : kind === 'alertmanager';
}

/** The root that holds the offset, then those above it, the nearest first, then those below. */
function byNearness(roots: readonly Root[], offset: number): readonly Root[] {
  const starts = roots.map(root => ({ root, start: root.node ? toFile(root.region, root.node)[0]!.from : 0 }));
  const above = starts.filter(({ start }) => start <= offset).reverse();
  return [...above, ...starts.filter(({ start }) => start > offset)].map(({ root }) => root);
}

/** Where a cursor outside of a region's text stands to it: in front of it or behind it. */
function nearestIn({ region, node }: Root, offset: number): number {
  return offset < (node ? toFile(region, node)[0]!.from : 0) ? 0 : region.text.length;
}

function rulePlace(root: Root, cursor: number): InsertPlace | undefined {
  const { text } = root.region;
  const isObject = root.kind === 'prometheus-rule';
  const holder = isObject ? get(root.node, 'spec') : root.node;
  const { groups } = readRuleFile(root);
  // One rule that stands by itself has no list around it.
  if (root.part === 'rule') return undefined;
  if (root.part === 'rules') return groups[0] && behindRule(root, groups[0], root.node, cursor, 'the list');
  if (groups.length > 0) {
    const begun = groups.filter(({ span }) => span.from <= cursor);
    // In the nearest group that takes one, else in a group behind it.
    const near = [...begun.reverse(), ...groups.filter(({ span }) => span.from > cursor)];
    const step = stepOf(
      text,
      keyOf(holder, 'groups'),
      groups.map(({ span }) => span),
    );
    for (const group of near) {
      const place = inGroup(root, group, cursor, step);
      if (place) return place;
    }
    const slot = slotBehind(
      text,
      groups.map(({ span }) => span),
      cursor,
    );
    return slot && { root, slot, newGroup: namesOf(groups), where: 'as a new group' };
  }
  const map = follow(holder);
  const where = 'as the first group';
  if (map?.kind === 'map') {
    const slot = firstSlot(text, map, 'groups', 2);
    return slot && { root, slot, newGroup: new Set(), where };
  }
  const object = follow(root.node);
  if (!isObject || object?.kind !== 'map' || !isNothing(holder)) return undefined;
  const slot = firstSlot(text, object, 'spec', 2);
  return slot && { root, slot: { ...slot, keys: [...slot.keys, '  groups:'], column: 4 }, newGroup: new Set(), where };
}

function inGroup(root: Root, group: RuleGroup, cursor: number, step: number): InsertPlace | undefined {
  const { text } = root.region;
  const { map, name, rules } = group;
  if (!map || map.flow) return undefined;
  const called = name?.value ? ` the group ${name.value}` : ' the group';
  if (rules.length === 0) {
    const slot = firstSlot(text, map, 'rules', step);
    return slot && { root, slot, where: `as the first rule of${called}` };
  }
  return behindRule(root, group, get(map, 'rules'), cursor, called.trimStart());
}

/** Behind the rule with the cursor, or at the end of a list of rules that the cursor is not in. */
function behindRule(
  root: Root,
  { rules, span }: RuleGroup,
  node: YamlNode | undefined,
  cursor: number,
  called: string,
): InsertPlace | undefined {
  const { text } = root.region;
  const list = follow(node);
  if (list?.kind !== 'seq' || list.flow || list !== node) return undefined;
  const items = rules.map(({ rule, base }) => ({ from: base + rule.node.from, to: base + rule.node.to }));
  const isAbove = cursor < items[0]!.from || cursor < span.from;
  const slot = slotBehind(text, items, isAbove ? text.length : cursor);
  const after = slot && rules.filter((_, i) => items[i]!.from <= slot.at.from).at(-1)?.rule;
  const rule = (after?.alert ?? after?.record)?.value;
  return slot && { root, slot, where: `into ${called}${rule ? `, after ${rule}` : ''}` };
}

const lists: Readonly<Record<Exclude<Holds, 'rule'>, string>> = {
  route: 'routes',
  receiver: 'receivers',
  inhibition: 'inhibit_rules',
  interval: 'time_intervals',
};

function routingPlace(root: Root, holds: Exclude<Holds, 'rule'>, cursor: number): InsertPlace | undefined {
  const { text } = root.region;
  const key = lists[holds];
  const top = follow(root.node);
  const map = holds === 'route' ? routeAround(follow(get(top, 'route')), cursor) : top;
  if (map?.kind !== 'map') return undefined;
  const written = map.pairs.find(pair => pair.key.kind === 'scalar' && pair.key.value === key)?.value;
  const items = written?.kind === 'seq' && !written.flow ? written.items : [];
  const receivers = itemsOf(get(top, 'receivers'));
  const step = stepOf(text, keyOf(top, 'receivers'), receivers);
  const slot = items.length > 0 ? slotBehind(text, items, cursor) : firstSlot(text, map, key, step);
  return slot && { root, slot, where: 'into the Alertmanager configuration' };
}

/** The innermost route around the cursor that has routes below it; the root's where there is none. */
function routeAround(route: YamlNode | undefined, cursor: number): YamlMap | undefined {
  if (route?.kind !== 'map') return undefined;
  const child = itemsOf(get(route, 'routes')).find(({ from, to }) => from <= cursor && cursor <= to);
  const inner = child && itemsOf(get(child, 'routes')).length > 0 ? routeAround(follow(child), cursor) : undefined;
  return inner ?? route;
}

/** Whether the text with an item at the place has one item more and no further mistake of syntax. */
function isLegal(document: SourceDocument, place: InsertPlace, holds: Holds): boolean {
  const body = holds === 'rule' ? '- record: a:b\n  expr: vector(1)' : '- name: a';
  const edit = editOf(place, body, 'a');
  if (!edit) return false;
  const next = openDocument(applied(document.text, edit), document, { ...(document.as ? { as: document.as } : {}) });
  return countOf(next, holds) === countOf(document, holds) + 1 && problemsOf(next) <= problemsOf(document);
}

function applied(text: string, edit: TextEdit): string {
  return applyEdits(text, [edit]);
}

function countOf({ roots }: SourceDocument, holds: Holds): number {
  return roots.reduce((sum, root) => {
    if (holds === 'rule') return sum + readRuleFile(root).groups.reduce((all, { rules }) => all + rules.length, 0);
    if (root.kind !== 'alertmanager') return sum;
    const top = root.node;
    return sum + (holds === 'route' ? routesBelow(get(top, 'route')) : itemsOf(get(top, lists[holds])).length);
  }, 0);
}

function routesBelow(route: YamlNode | undefined, depth = 0): number {
  // An alias may lead to a route around it.
  if (depth > 50) return 0;
  return itemsOf(get(route, 'routes')).reduce((sum, child) => sum + 1 + routesBelow(child, depth + 1), 0);
}

function problemsOf({ roots, problems }: SourceDocument): number {
  return roots.reduce((sum, { document }) => sum + document.problems.length, problems.length);
}

function keyOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const map = follow(node);
  return map?.kind === 'map'
    ? map.pairs.find(one => one.key.kind === 'scalar' && one.key.value === key)?.key
    : undefined;
}

function namesOf(groups: readonly RuleGroup[]): ReadonlySet<string> {
  return new Set(groups.flatMap(({ name }) => (name ? [name.value] : [])));
}
