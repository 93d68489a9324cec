// Which kind of document a YAML tree is, by the keys it has. Layer: model.
import type { YamlMap, YamlNode } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import { otherLanguage } from './exprLanguage';
import { UnitSeq } from './outline';
import type { RootKind, RuleDialect } from './root';

/** What a document's tree is; undefined for every YAML that is none of ours. Kubernetes objects are not looked at here. */
export function plainKind(node: YamlNode | undefined): RootKind | undefined {
  const map = follow(node);
  if (map?.kind !== 'map') return undefined;
  const keys = keysOf(map);
  if (keys.has('groups') && isRuleFile(map, keys)) return 'rules';
  if (isUnitTest(map, keys)) return 'unit-test';
  if (isAlertmanager(map, keys)) return 'alertmanager';
  return undefined;
}

/** The system whose rule file this is, where Prometheus would refuse its keys or expressions. */
export function ruleDialect(node: YamlNode | undefined): RuleDialect | undefined {
  const map = follow(node);
  if (map?.kind !== 'map') return undefined;
  const groups = follow(get(map, 'groups'));
  let dialect: RuleDialect | undefined = get(map, 'namespace') ? 'mimir' : undefined;
  if (groups?.kind !== 'seq') return dialect;
  for (const item of groups.items) {
    const group = follow(item);
    if (group?.kind !== 'map') continue;
    for (const name of keysOf(group)) dialect ??= GROUP_KEY_DIALECTS[name];
    if (getScalar(group, 'type')) dialect = 'vmalert';
    // The language decides: no other system reads it.
    const language = languageOf(group);
    if (language) return language;
  }
  return dialect;
}

const GROUP_KEY_DIALECTS: Readonly<Record<string, RuleDialect>> = {
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

const GROUP_KEYS = new Set([
  'name',
  'interval',
  'query_offset',
  'limit',
  'labels',
  'rules',
  'tenant',
  'debug',
  'type',
  ...Object.keys(GROUP_KEY_DIALECTS),
]);
const RULE_KEYS = ['alert', 'record', 'expr'];

function keysOf(map: YamlMap): Set<string> {
  return new Set(entries(map).map(entry => entry.name));
}

/** The system in whose language some rule of a group is written, where that is not PromQL. */
function languageOf(group: YamlMap): RuleDialect | undefined {
  const rules = follow(get(group, 'rules'));
  if (rules instanceof UnitSeq)
    return rules.rules.find(({ plain, rule }) => !plain && rule.otherLanguage)?.rule.otherLanguage;
  if (rules?.kind !== 'seq') return undefined;
  for (const item of rules.items) {
    const language = otherLanguage(getScalar(item, 'expr')?.value ?? '');
    if (language) return language;
  }
  return undefined;
}

function isRuleFile(map: YamlMap, keys: Set<string>): boolean {
  const groups = follow(get(map, 'groups'));
  // Grafana's provisioning files and many others have `groups`, too.
  if (keys.has('apiVersion') || keys.has('kind')) return false;
  if (groups?.kind === 'scalar') return keys.size === 1 && groups.value === '';
  if (groups?.kind !== 'seq') return false;
  if (groups.items.length === 0) return keys.size === 1;
  let known = keys.size === 1;
  for (const item of groups.items) {
    const group = follow(item);
    if (group?.kind !== 'map') continue;
    const names = keysOf(group);
    if (names.has('uid') || names.has('orgId')) return false;
    // Rules written directly into `groups` are a mistake, and one we can explain.
    if (RULE_KEYS.some(key => names.has(key))) known = true;
    else if (!names.has('rules')) {
      known &&= [...names].every(name => GROUP_KEYS.has(name));
    } else if (hasRule(group)) return true;
  }
  return known;
}

/** Whether some item of the group's rules looks like a rule. */
function hasRule(group: YamlMap): boolean {
  const rules = follow(get(group, 'rules'));
  if (rules instanceof UnitSeq) return rules.rules.some(({ rule }) => rule.alert || rule.record || rule.expr);
  return rules?.kind === 'seq' && rules.items.some(item => RULE_KEYS.some(key => get(item, key)));
}

function isUnitTest(map: YamlMap, keys: Set<string>): boolean {
  const tests = follow(get(map, 'tests'));
  if (tests?.kind !== 'seq') return false;
  const looksLikeTest = tests.items.some(item =>
    ['alert_rule_test', 'promql_expr_test', 'input_series'].some(key => get(item, key)),
  );
  return looksLikeTest || (keys.has('rule_files') && follow(get(map, 'rule_files'))?.kind === 'seq');
}

function isAlertmanager(map: YamlMap, keys: Set<string>): boolean {
  if (keys.has('apiVersion') || keys.has('kind')) return false;
  const route = follow(get(map, 'route'));
  const receivers = follow(get(map, 'receivers'));
  const named = receivers?.kind === 'seq' && receivers.items.some(item => get(item, 'name'));
  if (route?.kind === 'map') {
    const routes = ['receiver', 'routes', 'group_by', 'group_wait'].some(key => get(route, key));
    if (named) return true;
    return routes && (get(route, 'receiver') !== undefined || receivers?.kind === 'seq');
  }
  if (!named) return false;
  // A file begun with its receivers, or whose route is not written yet.
  return receivers.items.some(
    item => follow(item)?.kind === 'map' && INTEGRATION.test([...keysOf(follow(item) as YamlMap)].join(' ')),
  );
}

const INTEGRATION =
  /\b(?:slack|pagerduty|email|webhook|opsgenie|victorops|pushover|wechat|sns|telegram|discord|webex|msteams|msteamsv2|jira|rocketchat|incidentio|mattermost)_configs\b/;
