// Reads the tree of an Alertmanager configuration, or of an object that the operator makes a part of one, into receivers,
// routes and intervals. Tolerant: what is of the wrong kind is left out. Layer: model.

import { eachInSlices, finish } from '../text/slices';
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../yaml/node';
import { follow, itemsOf } from '../yaml/path';
import type { AlertmanagerFile, Integration, MatcherNode, Part, PartBlock, Receiver, Route } from './alertmanager';
import { objectMatchers } from './conditions';
import { type MatcherMode, type ParsedMatchers, parseMatchers } from './matchers';
import { ItemSeq } from './outline';
import type { Root } from './root';
import { entriesOf, fieldsOf, fieldValue } from './structure/fields';
import { isNull } from './structure/scalars';
import { createUnitMemo, type UnitMemo } from './unitMemo';

type TextReader = (text: string) => ParsedMatchers;

/** Reads the text of matchers: `parseMatchers`, or one that remembers. */
export type MatcherReader = (text: string, mode: MatcherMode) => ParsedMatchers;

const INTERVAL_LISTS = ['time_intervals', 'mute_time_intervals', 'timeIntervals', 'muteTimeIntervals'];

/** The configuration in `root` (of kind `alertmanager` or `alertmanager-config`). `kept` remembers parts with lines of their own. */
export function readAlertmanager(
  root: Root,
  read: MatcherReader = parseMatchers,
  kept: UnitMemo = createUnitMemo(),
  mode: MatcherMode = 'fallback',
): AlertmanagerFile {
  return finish(readAlertmanagerInSlices(root, read, kept, mode));
}

/** The same in slices. */
export function* readAlertmanagerInSlices(
  root: Root,
  read: MatcherReader,
  kept: UnitMemo,
  mode: MatcherMode,
): Generator<void, AlertmanagerFile> {
  const isObject = root.kind === 'alertmanager-config';
  const map = follow(isObject ? fieldValue(root.node, 'spec') : root.node);
  if (map?.kind !== 'map') return { root, mode, ...partsOf([], []), intervals: [] };
  const fields = fieldsOf(map);
  const route = follow(fields.get('route')?.value);
  const intervals = INTERVAL_LISTS.flatMap(key => {
    return itemsOf(fields.get(key)?.value).flatMap(item => {
      const node = follow(item);
      const name = node?.kind === 'map' ? scalarOf(fieldValue(node, 'name')) : undefined;
      return node?.kind === 'map' && name ? [{ name, node }] : [];
    });
  });
  const { text } = root.region;
  const readText = (matchers: string): ParsedMatchers => read(matchers, mode);
  const readWhole = (node: YamlMap): Route => readRoute(node, readText);
  const below = route?.kind === 'map' ? fieldValue(route, 'routes') : undefined;
  const routes = yield* blocksOf(below, text, ['route', mode], readWhole, kept);
  const receivers = yield* blocksOf(fields.get('receivers')?.value, text, ['receiver', ''], readReceiver, kept);
  return {
    root,
    mode,
    node: map,
    route: route?.kind === 'map' ? ownRoute(route, readText) : undefined,
    ...partsOf(routes, receivers),
    intervals,
  };
}

function partsOf(
  routes: readonly PartBlock<Route>[],
  receivers: readonly PartBlock<Receiver>[],
): Pick<AlertmanagerFile, 'routes' | 'receivers' | 'blocks'> {
  return {
    routes: routes.flatMap(({ parts }) => parts),
    receivers: receivers.flatMap(({ parts }) => parts),
    blocks: { routes, receivers },
  };
}

/** The inhibition rules of a configuration or object, in order. */
export function inhibitionRules({ node }: AlertmanagerFile): readonly YamlMap[] {
  const list = fieldValue(node, 'inhibit_rules') ?? fieldValue(node, 'inhibitRules');
  return itemsOf(list).flatMap(item => {
    const map = follow(item);
    return map?.kind === 'map' ? [map] : [];
  });
}

/** The items of a list that are maps, in blocks. */
function* blocksOf<T>(
  node: YamlNode | undefined,
  text: string,
  [subject, terms]: readonly [subject: string, terms: string],
  read: (map: YamlMap) => T,
  kept: UnitMemo,
): Generator<void, readonly PartBlock<T>[]> {
  const list = follow(node);
  if (list instanceof ItemSeq) {
    const blocks: PartBlock<T>[] = [];
    for (const { block, base } of list.blocks) {
      const makeBlock = (): Generator<void, readonly Part<T>[]> =>
        eachInSlices(
          block.items.flatMap(({ unit, node, base }) => (node.kind === 'map' ? { unit, map: node, base } : [])),
          ({ unit, map, base }) => ({
            it: kept.of(unit, subject, terms, () => read(map)),
            text: unit.text,
            base,
            unit,
          }),
          partsPerSlice,
        );
      const own = yield* kept.inSlices(block, subject, terms, makeBlock);
      blocks.push({
        parts: own.map(({ it, text, base: from, unit }) => ({ it, text, base: base + from, unit: unit! })),
        base,
        block,
      });
      yield;
    }
    return blocks;
  }
  const maps = itemsOf(list).flatMap(item => {
    const map = follow(item);
    return map?.kind === 'map' ? [map] : [];
  });
  const parts = yield* eachInSlices(maps, map => ({ it: read(map), text, base: 0 }), partsPerSlice);
  return [{ parts, base: 0 }];
}

/** How many receivers or routes are read between two yields. */
const partsPerSlice = 8;

function readReceiver(node: YamlMap): Receiver {
  const integrations: Integration[] = [];
  for (const { name, key, value } of entriesOf(node)) {
    if (!/(?:_c|C)onfigs$/.test(name)) continue;
    for (const one of itemsOf(value)) {
      const map = follow(one);
      if (map?.kind === 'map') integrations.push({ type: name, key, node: map });
    }
  }
  return { node, name: scalarOf(fieldValue(node, 'name')), integrations };
}

/** A route with all below it. */
function readRoute(node: YamlMap, read: TextReader): Route {
  const routes = itemsOf(fieldValue(node, 'routes')).flatMap(item => {
    const child = follow(item);
    return child?.kind === 'map' ? [readRoute(child, read)] : [];
  });
  return { ...ownRoute(node, read), routes };
}

/** A route without those below it; keys are written as in a configuration or as in an object. */
function ownRoute(node: YamlMap, read: TextReader): Route {
  const fields = fieldsOf(node);
  const scalar = (...keys: readonly string[]): YamlScalar | undefined =>
    scalarOf(keys.map(key => fields.get(key)?.value).find(value => value !== undefined));
  const scalars = (...keys: readonly string[]): readonly YamlScalar[] =>
    keys.flatMap(key => itemsOf(fields.get(key)?.value).flatMap(item => scalarOf(item) ?? []));
  const groupBy = fields.get('group_by') ?? fields.get('groupBy');
  const carriesOn = scalar('continue');
  const groupWait = scalar('group_wait', 'groupWait');
  const groupInterval = scalar('group_interval', 'groupInterval');
  const repeatInterval = scalar('repeat_interval', 'repeatInterval');
  const matcherList = fields.get('matchers')?.value;
  const labels = entriesOf(fields.get('labels')?.value).flatMap(({ name, value }) => {
    const text = scalarOf(value);
    return text ? [{ name, value: text.value }] : [];
  });
  return {
    node,
    receiver: scalar('receiver'),
    groupBy: groupBy && pairOf(node, groupBy.key, groupBy.value),
    ...(groupWait ? { groupWait } : {}),
    ...(groupInterval ? { groupInterval } : {}),
    ...(repeatInterval ? { repeatInterval } : {}),
    ...(matcherList ? { matcherList } : {}),
    ...(labels.length > 0 ? { labels } : {}),
    matchers: [
      ...entriesOf(fields.get('match')?.value).flatMap(entry => pairMatcher(entry, '=')),
      ...entriesOf(fields.get('match_re')?.value).flatMap(entry => pairMatcher(entry, '=~')),
      ...itemsOf(matcherList).flatMap(item => listMatchers(item, read)),
    ],
    continues: carriesOn !== undefined && /^(?:true|y|yes|on)$/i.test(carriesOn.value),
    mutes: scalars('mute_time_intervals', 'muteTimeIntervals'),
    actives: scalars('active_time_intervals', 'activeTimeIntervals'),
    routes: [],
  };
}

/** The pair of the map itself, or one made of a merged key and value. */
function pairOf(map: YamlMap, key: YamlNode, value: YamlNode): YamlPair {
  return map.pairs.find(pair => pair.key === key) ?? { key, value };
}

function pairMatcher(entry: { name: string; value: YamlNode }, op: MatcherNode['op']): readonly MatcherNode[] {
  const value = follow(entry.value);
  // A key without a value asks for the empty text.
  return value?.kind === 'scalar'
    ? [
        {
          label: entry.name,
          op,
          value: isNull(value, 'v2') ? '' : value.value,
          ...(op === '=~' ? { anchored: true } : {}),
          node: value,
        },
      ]
    : [];
}

function listMatchers(item: YamlNode, read: TextReader): readonly MatcherNode[] {
  const node = scalarOf(item);
  if (!node) return objectMatchers(item);
  const parsed = read(node.value);
  return parsed.matchers.map(({ name, op, value }) => ({ label: name, op, value, node }));
}

function scalarOf(node: YamlNode | undefined): YamlScalar | undefined {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && !isNull(scalar, 'v2') ? scalar : undefined;
}
