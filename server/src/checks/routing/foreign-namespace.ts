// The operator adds the namespace of an AlertmanagerConfig to its route and inhibition rules: a matcher for another one there
// never holds. Layer: checks.

import { outerSource } from '../../analysis/source';
import type { Root } from '../../model/root';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/node';
import { follow, get, getScalar, itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/foreign-namespace',
  summary: 'A matcher of an AlertmanagerConfig asks for another namespace than the operator adds.',
  severity: 'warning',
  since: '0.1.0',
  on: 'document',
  messages: {
    found:
      'The operator adds `namespace="{own}"` to this object\'s matchers unless the Alertmanager\'s alertmanagerConfigMatcherStrategy says otherwise, so a matcher for `{other}` never holds.',
  },
  run({ roots }, ctx) {
    for (const root of roots) {
      if (root.kind !== 'alertmanager-config') continue;
      const own = getScalar(get(root.node, 'metadata'), 'namespace');
      if (!own || own.value === '') continue;
      const source = outerSource(root.region.text);
      for (const { value, takesOwn } of namespaceMatchers(root, own.value)) {
        if (!takesOwn) ctx.report({ source, span: value }, 'found', { own: own.value, other: value.value });
      }
    }
  },
});

interface NamespaceMatcher {
  readonly value: YamlScalar;
  readonly takesOwn: boolean;
}

/** Matchers on `namespace` of the routes and of both sides of the inhibition rules. */
function namespaceMatchers({ node }: Root, own: string): readonly NamespaceMatcher[] {
  const spec = get(node, 'spec');
  const found: NamespaceMatcher[] = [];
  const routes = mapsOf([get(spec, 'route')]);
  for (let route = routes.pop(); route; route = routes.pop()) {
    found.push(...matchersIn(get(route, 'matchers'), own));
    routes.push(...mapsOf(itemsOf(get(route, 'routes'))));
  }
  for (const rule of mapsOf(itemsOf(get(spec, 'inhibitRules')))) {
    for (const side of ['sourceMatch', 'targetMatch']) found.push(...matchersIn(get(rule, side), own));
  }
  return found;
}

function matchersIn(list: YamlNode | undefined, own: string): readonly NamespaceMatcher[] {
  return mapsOf(itemsOf(list)).flatMap(matcher => {
    const value = getScalar(matcher, 'value');
    if (getScalar(matcher, 'name')?.value !== 'namespace' || !value) return [];
    const type = getScalar(matcher, 'matchType')?.value ?? (getScalar(matcher, 'regex')?.value === 'true' ? '=~' : '=');
    // Patterns are left to the author: only plain text is surely another namespace.
    if (type === '=~')
      return [
        { value, takesOwn: !/^[a-z0-9-]+(?:\|[a-z0-9-]+)*$/.test(value.value) || value.value.split('|').includes(own) },
      ];
    return [{ value, takesOwn: type !== '=' || value.value === own }];
  });
}

function mapsOf(nodes: readonly (YamlNode | undefined)[]): YamlMap[] {
  return nodes.flatMap(node => {
    const map = follow(node);
    return map?.kind === 'map' ? [map] : [];
  });
}
