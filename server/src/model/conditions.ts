// The matchers of a route's or inhibition rule's map, with the scalars that hold them. Layer: model.
import type { Span } from '../text/span';
import type { YamlMap, YamlNode } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import type { MatcherNode } from './alertmanager';
import { type MatcherMode, parseMatchers } from './matchers';
import { isNull } from './structure/scalars';

/** The keys of one side: `match`, `match_re`, `matchers`, or those with `source_` or `target_` before them. */
export type ConditionSide = '' | 'source_' | 'target_';

/** Matchers of all three forms; what does not parse is left out. */
export function conditionsOf(map: YamlMap, side: ConditionSide, mode: MatcherMode): readonly MatcherNode[] {
  const found: MatcherNode[] = [];
  for (const [key, op] of [
    ['match', '='],
    ['match_re', '=~'],
  ] as const) {
    const pairs = follow(get(map, `${side}${key}`));
    for (const { name, value } of pairs?.kind === 'map' ? entries(pairs) : []) {
      const scalar = follow(value);
      if (scalar?.kind === 'scalar')
        found.push({ label: name, op, value: isNull(scalar, 'v2') ? '' : scalar.value, node: scalar });
    }
  }
  for (const item of matcherItems(map, side)) {
    const scalar = follow(item);
    if (scalar?.kind !== 'scalar') {
      found.push(...objectMatchers(item));
      continue;
    }
    for (const { name, op, value } of parseMatchers(scalar.value, mode).matchers) {
      found.push({ label: name, op, value, node: scalar });
    }
  }
  return found;
}

/** Whether a map surely has no matcher of a side: none of its keys holds anything. */
export function isWithout(map: YamlMap, side: ConditionSide): boolean {
  const values = [`${side}match`, `${side}match_re`, `${side}matchers`, objectKeys[side]].map(key => get(map, key));
  return values.every(value => {
    if (!value || (value.kind === 'scalar' && isNull(value, 'v2'))) return true;
    return (value.kind === 'seq' && value.items.length === 0) || (value.kind === 'map' && entries(value).length === 0);
  });
}

function matcherItems(map: YamlMap, side: ConditionSide): readonly YamlNode[] {
  const list = follow(get(map, `${side}matchers`) ?? get(map, objectKeys[side]));
  return list?.kind === 'seq' ? list.items : [];
}

/** Comparisons of an AlertmanagerConfig object that begin with `!` and have no quotes: YAML takes them for tags of nothing. */
export function comparisonsAsTags(map: YamlMap, side: ConditionSide): readonly (Span & { readonly tag: string })[] {
  return matcherItems(map, side).flatMap(item => {
    const type = follow(get(item, 'matchType'));
    const { tag } = type ?? {};
    if (type?.kind !== 'scalar' || tag === undefined || type.value !== '' || !operators.has(tag)) return [];
    return [{ from: type.from - tag.length, to: type.from, tag }];
  });
}

/** What an AlertmanagerConfig object calls the lists. */
const objectKeys: Readonly<Record<ConditionSide, string>> = {
  '': 'matchers',
  source_: 'sourceMatch',
  target_: 'targetMatch',
};

const operators: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

/** The matcher `{name, value, matchType}` of an AlertmanagerConfig object, at its value; one of an unknown type is left out. */
export function objectMatchers(item: YamlNode): readonly MatcherNode[] {
  const map = follow(item);
  const name = getScalar(map, 'name');
  if (map?.kind !== 'map' || !name) return [];
  const value = getScalar(map, 'value');
  const op =
    getScalar(map, 'matchType')?.value || (getScalar(map, 'regex')?.value.toLowerCase() === 'true' ? '=~' : '=');
  if (!operators.has(op)) return [];
  return [{ label: name.value, op: op as MatcherNode['op'], value: value?.value ?? '', node: value ?? name }];
}

/** The names under `equal` of an inhibition rule. */
export function equalLabels(
  map: YamlMap,
): readonly { readonly name: string; readonly node: { readonly from: number; readonly to: number } }[] {
  const list = follow(get(map, 'equal'));
  return (list?.kind === 'seq' ? list.items : []).flatMap(item => {
    const scalar = follow(item);
    return scalar?.kind === 'scalar' ? [{ name: scalar.value, node: scalar }] : [];
  });
}
