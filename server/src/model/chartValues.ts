// Rule files and Alertmanager configurations that the values of Helm charts hold as trees: those of kube-prometheus-stack,
// prometheus and alertmanager, by the keys under which the charts look for them. Layer: model.
import type { YamlNode } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import { plainKind } from './shape';

export interface ChartValue {
  readonly kind: 'rules' | 'alertmanager';
  readonly node: YamlNode;
  /** The key that leads to it. */
  readonly key: string;
}

/** Deeper the charts' own values do not stand in those of a chart that contains them. */
const deepest = 3;

/** Whether a text may be such values: taken at each keystroke, so without parsing. */
export function mayHoldValues(text: string): boolean {
  if (RULES_KEY.test(text)) return text.includes('groups');
  return text.includes('receivers') && text.includes('route') && CONFIG_KEY.test(text);
}

const RULES_KEY = /^[ ]*["']?(?:additionalPrometheusRulesMap|additionalPrometheusRules|serverFiles)["']?[ \t]*:/m;
const CONFIG_KEY = /^[ ]*["']?(?:config|alertmanager\.ya?ml)["']?[ \t]*:/m;

/** The files in a document of values, in the order of the text. */
export function chartValues(root: YamlNode | undefined): readonly ChartValue[] {
  const found: ChartValue[] = [];
  collect(root, 0, found);
  return found;
}

function collect(node: YamlNode | undefined, depth: number, found: ChartValue[]): void {
  const map = follow(node);
  if (map?.kind !== 'map' || depth > deepest) return;
  for (const { name, value } of entries(map)) {
    if (name === 'additionalPrometheusRulesMap' || name === 'additionalPrometheusRules' || name === 'serverFiles') {
      for (const [key, one] of children(value))
        if (isRules(one)) found.push({ kind: 'rules', node: one, key: key ?? name });
    } else if ((name === 'config' || /^alertmanager\.ya?ml$/.test(name)) && isConfiguration(value)) {
      found.push({ kind: 'alertmanager', node: value, key: name });
    } else collect(value, depth + 1, found);
  }
}

function children(node: YamlNode): readonly (readonly [string | undefined, YamlNode])[] {
  const target = follow(node);
  if (target?.kind === 'seq') return target.items.map(item => [undefined, item] as const);
  return target?.kind === 'map' ? entries(target).map(({ name, value }) => [name, value] as const) : [];
}

function isRules(node: YamlNode): boolean {
  const groups = follow(get(node, 'groups'));
  return groups?.kind === 'seq' && groups.items.length > 0 && plainKind(node) === 'rules';
}

/** Values that set a part only are completed by the chart's own: judged are those with a route and its receivers. */
function isConfiguration(node: YamlNode): boolean {
  const route = follow(get(node, 'route'));
  const receivers = follow(get(node, 'receivers'));
  return (
    route?.kind === 'map' &&
    getScalar(route, 'receiver') !== undefined &&
    receivers?.kind === 'seq' &&
    plainKind(node) === 'alertmanager'
  );
}
