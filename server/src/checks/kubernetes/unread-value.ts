// Values of kube-prometheus-stack under a key where the chart does not look: it ignores them without a word. Layer: checks.
import { outerSource } from '../../analysis/source';
import { mapAt, ruleKeys, valuesOfStack } from '../../model/stackValues';
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../../yaml/node';
import { follow, get } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'kubernetes/unread-value',
  summary: 'A value of kube-prometheus-stack stands where the chart does not look for it.',
  severity: 'warning',
  since: '0.1.0',
  on: 'document',
  messages: {
    rules:
      'The chart reads `{key}` beside `prometheus` at the top of its values and not under `{under}`, so none of these rules is loaded: move it there.',
    configuration:
      'The chart reads `alertmanager.config` and not `config` under `alertmanagerSpec`, so Alertmanager runs with the default configuration: move it one level up.',
    misspelt:
      'kube-prometheus-stack reads `{key}` and has no value `{written}`, so none of these rules is loaded: write `{key}`.',
    list: 'The chart reads the list `additionalPrometheusRules` only where `additionalPrometheusRulesMap` is empty, so none of these rules is loaded: move them into the map.',
  },
  run({ roots }, ctx) {
    for (const document of new Set(roots.flatMap(root => (root.holder ? [root.document] : [])))) {
      const { region } = roots.find(root => root.document === document)!;
      const source = outerSource(region.text);
      for (const { key, right } of misspeltIn(document.root)) {
        ctx.report({ source, span: key }, 'misspelt', { key: right, written: key.value });
      }
      const values = valuesOfStack(document.root);
      if (!values) continue;
      for (const [under, map] of partsOf(values)) {
        for (const pair of map?.pairs ?? []) {
          const key = keyOf(pair);
          if (!hasContent(pair.value)) continue;
          if (ruleKeys.has(key)) ctx.report({ source, span: pair.key }, 'rules', { key, under });
          else if (key === 'config' && under === 'alertmanagerSpec')
            ctx.report({ source, span: pair.key }, 'configuration', {});
        }
      }
      const list = values.pairs.find(pair => keyOf(pair) === 'additionalPrometheusRules');
      if (list && hasContent(list.value) && hasContent(get(values, 'additionalPrometheusRulesMap')))
        ctx.report({ source, span: list.key }, 'list', {});
    }
  },
});

/** Keys that are nearly those of the chart's rules, at the top of values or below the name of a subchart. */
function misspeltIn(root: YamlNode | undefined): readonly { readonly key: YamlScalar; readonly right: string }[] {
  const map = follow(root);
  const maps = map?.kind === 'map' ? [map, ...map.pairs.map(({ value }) => follow(value))] : [];
  return maps.flatMap(one => {
    if (one?.kind !== 'map') return [];
    return one.pairs.flatMap(({ key, value }) => {
      if (key.kind !== 'scalar' || ruleKeys.has(key.value) || !nearly.test(key.value) || !hasContent(value)) return [];
      const isMap = follow(value)?.kind === 'map';
      return { key, right: isMap ? 'additionalPrometheusRulesMap' : 'additionalPrometheusRules' };
    });
  });
}

const nearly = /^additionalPrometheusRules?(?:Maps?)?$/i;

/** The maps in which its keys are mostly misplaced. */
function partsOf(values: YamlMap): readonly (readonly [string, YamlMap | undefined])[] {
  const prometheus = mapAt(values, 'prometheus');
  const alertmanager = mapAt(values, 'alertmanager');
  return [
    ['prometheus', prometheus],
    ['prometheusSpec', mapAt(prometheus, 'prometheusSpec')],
    ['prometheusOperator', mapAt(values, 'prometheusOperator')],
    ['defaultRules', mapAt(values, 'defaultRules')],
    ['alertmanager', alertmanager],
    ['alertmanagerSpec', mapAt(alertmanager, 'alertmanagerSpec')],
  ];
}

function keyOf({ key }: YamlPair): string {
  return key.kind === 'scalar' ? key.value : '';
}

function hasContent(value: YamlNode | undefined): boolean {
  const node = follow(value);
  return node?.kind === 'map' ? node.pairs.length > 0 : node?.kind === 'seq' && node.items.length > 0;
}
