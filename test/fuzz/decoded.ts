// The values of a rule file as this project reads them, in the form in which the oracle prints what go-yaml read.
import { openDocument } from '../../server/src/model/document';
import { readRuleFile } from '../../server/src/model/readRuleFile';
import type { RuleEntry } from '../../server/src/model/ruleFile';
import { isNull, textOf } from '../../server/src/model/structure/scalars';
import { parseDuration } from '../../server/src/promql/durations';
import type { YamlNode } from '../../server/src/yaml/node';
import { follow } from '../../server/src/yaml/path';

/** The groups of a valid rule file; empty parts are left out, as in the oracle's answer. */
export function decodedRules(text: string): readonly object[] {
  const { roots } = openDocument(text, undefined, { as: 'rules' });
  return roots
    .slice(0, 1)
    .flatMap(root => readRuleFile(root).groups)
    .filter(({ node }) => !isNothing(node))
    .map(({ name, rules }) => ({
      name: textOf(name, 'v3'),
      rules: rules
        .map(({ rule }) => rule)
        .filter(({ node }) => !isNothing(node))
        .map(rule => ({
          ...text1('record', textOf(rule.record, 'v3')),
          ...text1('alert', textOf(rule.alert, 'v3')),
          expr: textOf(rule.expr, 'v3'),
          ...seconds(textOf(rule.for, 'v3')),
          ...texts('labels', rule.labels),
          ...texts('annotations', rule.annotations),
        })),
    }));
}

function isNothing(node: YamlNode): boolean {
  const target = follow(node);
  return target?.kind === 'scalar' && isNull(target, 'v3');
}

function text1(key: string, value: string): object {
  return value === '' ? {} : { [key]: value };
}

function seconds(text: string): object {
  const read = text === '' ? undefined : parseDuration(text);
  return read && 'seconds' in read && read.seconds !== 0 ? { for: read.seconds } : {};
}

function texts(key: string, entries: readonly RuleEntry[]): object {
  if (entries.length === 0) return {};
  const pairs = entries.map(entry => [textOf(entry.key, 'v3'), textOf(entry.value, 'v3')] as const);
  return { [key]: Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
