// Which kind of document a YAML tree is, by the keys it has. Layer: model.
import type { YamlMap, YamlNode, YamlSeq } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import { isCatalogFile } from './catalogFile';
import { UnitSeq } from './outline';
import type { RootKind } from './root';
import { GROUP_KEY_DIALECTS } from './ruleDialect';
import { isScenario } from './scenario/readScenario';

/** What a document's tree is; undefined for every YAML that is none of ours. Kubernetes objects are not looked at here. */
export function plainKind(node: YamlNode | undefined): RootKind | undefined {
  const map = follow(node);
  if (map?.kind !== 'map') return undefined;
  const keys = keysOf(map);
  if (keys.has('groups') && isCatalogFile(map)) return 'catalog';
  if (keys.has('groups') && isRuleFile(map, keys)) return 'rules';
  if (keys.has('about') && isScenario(map)) return 'scenario';
  if (isUnitTest(map, keys)) return 'unit-test';
  if (isAlertmanager(map, keys)) return 'alertmanager';
  return undefined;
}

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

/** The keys of a map, merged ones included. */
export function keysOf(map: YamlMap): Set<string> {
  return new Set(entries(map).map(entry => entry.name));
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

/** Whether a map is certainly a rule: a name with an expression, and nothing of the systems that have other rules. */
export function isRule(map: YamlMap): boolean {
  const name = getScalar(map, 'alert') ?? getScalar(map, 'record');
  const expr = getScalar(map, 'expr');
  return Boolean(name?.value && expr?.value) && !OTHER_RULE_KEYS.some(key => get(map, key));
}

/** Grafana's, Sloth's and those of unit tests. */
const OTHER_RULE_KEYS = ['uid', 'condition', 'noDataState', 'data', 'sli', 'eval_time', 'exp_samples'];

/** Whether a list holds rules and nothing else. `isNamed`: its key says so, and the first rule may be half written. */
export function isRuleList(list: YamlSeq, isNamed = false): boolean {
  const maps =
    list instanceof UnitSeq
      ? list.rules.flatMap(({ rule }) => rule.map ?? [])
      : list.items.map(follow).filter(item => item?.kind === 'map');
  const isOther = (map: YamlMap): boolean =>
    !RULE_KEYS.some(key => get(map, key)) || OTHER_RULE_KEYS.some(key => get(map, key));
  if (!maps.some(map => isRule(map) || (isNamed && isBegunRule(map)))) return false;
  return list instanceof UnitSeq || !maps.some(isOther);
}

/** Whether a map has the name of a rule and none but its keys, one of which may be half written. */
function isBegunRule(map: YamlMap): boolean {
  const name = getScalar(map, 'alert') ?? getScalar(map, 'record');
  const others = [...keysOf(map)].filter(key => !RULE_KEY.test(key));
  return Boolean(name?.value) && others.length <= 1 && !OTHER_RULE_KEYS.some(key => others.includes(key));
}

const RULE_KEY = /^(?:alert|record|expr|for|keep_firing_for|labels|annotations)$/;

/** Whether a list holds groups of rules and nothing else. */
export function isGroupList(list: YamlSeq): boolean {
  let groups = 0;
  for (const item of list.items) {
    const group = follow(item);
    if (group?.kind !== 'map') continue;
    const rules = follow(get(group, 'rules'));
    if (rules?.kind === 'seq' && isRuleList(rules)) groups++;
    else if (!get(group, 'name') && rules === undefined) return false;
  }
  return groups > 0;
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
    if (!get(route, 'receiver') && isEventExporter(keys, route, receivers)) return false;
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

/**
 * Whether a route and receivers are those of kubernetes-event-exporter, and nothing in them is Alertmanager's own: its rules
 * stand in lists under `match` and `drop` and name the receivers, each of which has a sink.
 */
function isEventExporter(keys: Set<string>, route: YamlMap, receivers: YamlNode | undefined): boolean {
  if (OWN_KEYS.some(key => keys.has(key))) return false;
  const routes = [...routesOf(route)];
  if (routes.some(one => entries(one).some(({ name }) => OWN_ROUTE_KEYS.has(name)))) return false;
  const list = follow(receivers);
  const sinks = list?.kind === 'seq' ? list.items.flatMap(sinksOf) : [];
  if (sinks.some(name => name.endsWith('_configs'))) return false;
  if (sinks.length > 0 || EVENT_EXPORTER_KEYS.some(key => keys.has(key))) return true;
  return routes.some(one => get(one, 'drop') || follow(get(one, 'match'))?.kind === 'seq');
}

/** Keys of a receiver that say where it sends to. */
function sinksOf(receiver: YamlNode): string[] {
  const map = follow(receiver);
  if (map?.kind !== 'map') return [];
  return entries(map).flatMap(({ name, value }) => (follow(value)?.kind === 'scalar' ? [] : name));
}

/** A route and those below it. */
function* routesOf(route: YamlNode | undefined, depth = 0): Generator<YamlMap, void> {
  const map = follow(route);
  if (map?.kind !== 'map' || depth > 10) return;
  yield map;
  const below = follow(get(map, 'routes'));
  if (below?.kind === 'seq') for (const item of below.items) yield* routesOf(item, depth + 1);
}

/** What only Alertmanager has at the top, and in a route. */
const OWN_KEYS = ['global', 'templates', 'inhibit_rules', 'time_intervals', 'mute_time_intervals'];
const OWN_ROUTE_KEYS: ReadonlySet<string> = new Set([
  'receiver',
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'matchers',
  'match_re',
  'continue',
  'mute_time_intervals',
  'active_time_intervals',
]);

const EVENT_EXPORTER_KEYS = [
  'logLevel',
  'logFormat',
  'throttlePeriod',
  'maxEventAgeSeconds',
  'leaderElection',
  'kubeQPS',
  'kubeBurst',
  'metricsNamePrefix',
];

const INTEGRATION =
  /\b(?:slack|pagerduty|email|webhook|opsgenie|victorops|pushover|wechat|sns|telegram|discord|webex|msteams|msteamsv2|jira|rocketchat|incidentio|mattermost)_configs\b/;
