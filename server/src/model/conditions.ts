// The matchers of a route's or inhibition rule's map, with the scalars that hold them. Layer: model.
import type { YamlMap } from '../yaml/node';
import { entries, follow, get } from '../yaml/path';
import type { MatcherNode } from './alertmanager';
import { parseMatchers } from './matchers';

/** The keys of one side: `match`, `match_re`, `matchers`, or those with `source_` or `target_` before them. */
export type ConditionSide = '' | 'source_' | 'target_';

/** Matchers of all three forms; what does not parse is left out. */
export function conditionsOf(map: YamlMap, side: ConditionSide): readonly MatcherNode[] {
  const found: MatcherNode[] = [];
  for (const [key, op] of [
    ['match', '='],
    ['match_re', '=~'],
  ] as const) {
    const pairs = follow(get(map, `${side}${key}`));
    for (const { name, value } of pairs?.kind === 'map' ? entries(pairs) : []) {
      const scalar = follow(value);
      if (scalar?.kind === 'scalar') found.push({ label: name, op, value: scalar.value, node: scalar });
    }
  }
  const list = follow(get(map, `${side}matchers`));
  for (const item of list?.kind === 'seq' ? list.items : []) {
    const scalar = follow(item);
    if (scalar?.kind !== 'scalar') continue;
    for (const { name, op, value } of parseMatchers(scalar.value, 'fallback').matchers) {
      found.push({ label: name, op, value, node: scalar });
    }
  }
  return found;
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
