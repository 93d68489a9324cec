// Whose rules these are: the keys of groups, the language of expressions and what templates call tell Thanos', Mimir's,
// Loki's and vmalert's from those of Prometheus. Layer: model.
import type { YamlNode } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import { isVmalertTemplate, otherLanguage } from './exprLanguage';
import { UnitSeq } from './outline';
import type { RuleDialect, RulePart } from './root';

/** The system whose rule file this is, where Prometheus would refuse its keys or expressions; in slices. */
export function* ruleDialect(node: YamlNode | undefined, part?: RulePart): Generator<void, RuleDialect | undefined> {
  const target = follow(node);
  if (part === 'rule') return languageOfRule(target);
  if (part === 'rules') return yield* languageOfRules(target);
  const map = target?.kind === 'map' ? target : undefined;
  const groups = part === 'groups' ? target : follow(get(map, 'groups'));
  let dialect: RuleDialect | undefined = get(map, 'namespace') ? 'mimir' : undefined;
  if (groups?.kind !== 'seq') return dialect;
  for (const [i, item] of groups.items.entries()) {
    if (i % groupsPerSlice === groupsPerSlice - 1) yield;
    const group = follow(item);
    if (group?.kind !== 'map') continue;
    for (const { name } of entries(group)) dialect ??= GROUP_KEY_DIALECTS[name];
    if (getScalar(group, 'type')) dialect = 'vmalert';
    // The language decides: no other system reads it.
    const language = yield* languageOfRules(follow(get(group, 'rules')));
    if (language) return language;
  }
  return dialect;
}

/** The system whose rules a part of a document is, by the keys that lead to it and the charts that it is for. */
export function pathDialect(path: readonly string[]): RuleDialect | undefined {
  for (const key of path) {
    if (/^loki|^(?:alerting|recording)_groups$/i.test(key)) return 'loki';
    if (/victoria-?metrics|vmalert|^vm[A-Z_-]|victoria-?logs/i.test(key)) return 'vmalert';
  }
  return undefined;
}

/** The system whose tool runs a file of unit tests: vmalert's asks for more than promtool's. */
export function unitTestDialect(node: YamlNode | undefined): RuleDialect | undefined {
  const tests = follow(get(node, 'tests'));
  const isForVmalert = (test: YamlNode): boolean => {
    const alerts = follow(get(test, 'alert_rule_test'));
    return (
      get(test, 'metricsql_expr_test') !== undefined ||
      (alerts?.kind === 'seq' && alerts.items.some(item => get(item, 'groupname') !== undefined))
    );
  };
  return tests?.kind === 'seq' && tests.items.some(isForVmalert) ? 'vmalert' : undefined;
}

/** Keys that a group has for one system only. */
export const GROUP_KEY_DIALECTS: Readonly<Record<string, RuleDialect>> = {
  partial_response_strategy: 'thanos',
  source_tenants: 'mimir',
  align_evaluation_time_on_interval: 'mimir',
  evaluation_delay: 'mimir',
  remote_write: 'mimir',
  concurrency: 'vmalert',
  eval_offset: 'vmalert',
  eval_delay: 'vmalert',
  eval_alignment: 'vmalert',
  extra_filter_labels: 'vmalert',
  params: 'vmalert',
  headers: 'vmalert',
  notifier_headers: 'vmalert',
};

/** How many groups, and rules of a text that was read as a whole, are looked at between two yields. */
const groupsPerSlice = 64;
const rulesPerSlice = 16;

/** The system in whose language some rule of a list is written, where that is not PromQL. */
function* languageOfRules(list: YamlNode | undefined): Generator<void, RuleDialect | undefined> {
  if (list?.kind !== 'seq') return undefined;
  if (list instanceof UnitSeq && list.list.plain) return undefined;
  if (list instanceof UnitSeq)
    return list.rules.find(({ plain, rule }) => !plain && rule.otherLanguage)?.rule.otherLanguage;
  for (const [i, item] of list.items.entries()) {
    if (i % rulesPerSlice === rulesPerSlice - 1) yield;
    const language = languageOfRule(item);
    if (language) return language;
  }
  return undefined;
}

function languageOfRule(rule: YamlNode | undefined): RuleDialect | undefined {
  const texts = [get(rule, 'labels'), get(rule, 'annotations')].flatMap(node => {
    const map = follow(node);
    return map?.kind === 'map' ? entries(map).flatMap(({ value }) => getText(value)) : [];
  });
  return otherLanguage(getScalar(rule, 'expr')?.value ?? '') ?? (texts.some(isVmalertTemplate) ? 'vmalert' : undefined);
}

function getText(node: YamlNode): readonly string[] {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' ? [scalar.value] : [];
}
