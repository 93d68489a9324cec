// PrometheusRule objects whose rules the operator would not take for their size. It measures them as it writes them out;
// counted here is what that has at least, so that a finding is certain. Layer: checks.

import { utf8Length } from '../../go/utf8';
import type { RuleEntry, RuleFile, RuleGroup, RuleUnit } from '../../model/ruleFile';
import type { YamlNode } from '../../yaml/node';
import { entries, follow } from '../../yaml/path';
import { defineCheck } from '../check';

/** In bytes: half of what Kubernetes takes for a ConfigMap. */
const limit = 512 * 1024;

export const check = defineCheck({
  id: 'kubernetes/too-large',
  summary: 'A PrometheusRule is larger than the operator takes.',
  severity: 'error',
  since: '0.1.0',
  on: 'ruleFile',
  messages: {
    large:
      'These rules take at least {size} KiB when the operator writes them out, and it refuses more than 512 KiB; split the object into several.',
  },
  run(file, ctx) {
    const { root } = file;
    // A character takes at most three bytes, and what is written out anew may have more line breaks and blanks.
    if (root.kind !== 'prometheus-rule' || root.templated || root.region.text.length < limit / 8) return;
    const size = sizeOf(file);
    if (size <= limit) return;
    const spec = entriesOf(root.node).find(entry => entry.name === 'spec');
    ctx.report(spec?.key ?? root.node ?? { from: 0, to: 0 }, 'large', { size: Math.floor(size / 1024) });
  },
});

function sizeOf({ groups }: RuleFile): number {
  return groups.reduce((sum, group) => sum + groupSize(group), 'groups:\n'.length);
}

function groupSize({ map, name, rules }: RuleGroup): number {
  let size = '- name: \n  rules:\n'.length + utf8Length(name?.value ?? '');
  for (const { name: key, value } of map ? entries(map) : []) {
    if (key === 'interval' || key === 'query_offset') size += lineSize(2, key, value);
  }
  for (const { rule } of rules) size += ruleSize(rule);
  return size;
}

function ruleSize({ alert, record, expr, for: held, keepFiringFor, labels, annotations }: RuleUnit): number {
  return (
    lineSize(4, 'alert', alert) +
    lineSize(4, 'record', record) +
    lineSize(4, 'expr', expr) +
    lineSize(4, 'for', held) +
    lineSize(4, 'keep_firing_for', keepFiringFor) +
    mapSize('labels', labels) +
    mapSize('annotations', annotations)
  );
}

function mapSize(key: string, own: readonly RuleEntry[]): number {
  if (own.length === 0) return 0;
  return own.reduce((sum, entry) => sum + lineSize(6, entry.key.value, entry.value), `    ${key}:\n`.length);
}

function lineSize(indent: number, key: string, node: YamlNode | undefined): number {
  const value = follow(node);
  if (value?.kind !== 'scalar' || value.value === '') return 0;
  return indent + utf8Length(key) + ': \n'.length + utf8Length(value.value);
}

function entriesOf(node: YamlNode | undefined) {
  const map = follow(node);
  return map?.kind === 'map' ? entries(map) : [];
}
