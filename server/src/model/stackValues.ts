// Values of the chart kube-prometheus-stack, wherever they stand. Layer: model.
import type { YamlMap, YamlNode } from '../yaml/node';
import { follow, get } from '../yaml/path';

/** The keys of its values that hold rules: a map of rule files, or a list of them. */
export const ruleKeys: ReadonlySet<string> = new Set(['additionalPrometheusRulesMap', 'additionalPrometheusRules']);

/** So deep the values of a subchart, of Flux and of Argo CD stand. */
const deepest = 5;

/** The values of the chart, at most so many keys down: only there `prometheus` has a `prometheusSpec`, or `alertmanager` its like. */
export function valuesOfStack(value: YamlNode | undefined, down = deepest): YamlMap | undefined {
  const map = follow(value);
  if (map?.kind !== 'map') return undefined;
  if (mapAt(mapAt(map, 'prometheus'), 'prometheusSpec') ?? mapAt(mapAt(map, 'alertmanager'), 'alertmanagerSpec'))
    return map;
  if (down === 0) return undefined;
  for (const pair of map.pairs) {
    const found = valuesOfStack(pair.value, down - 1);
    if (found) return found;
  }
  return undefined;
}

/** The map under a key. */
export function mapAt(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const node = follow(get(map, key));
  return node?.kind === 'map' ? node : undefined;
}
