// Rules and Alertmanager configurations that stand as trees in other YAML: values of Helm charts, of Argo CD and Flux, of
// Ansible. They are found by the keys under which charts look for them, and else by their shape. Layer: model.
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';
import { isGroupList, isRule, isRuleList, plainKind } from './kind';
import type { RulePart } from './root';
import { isOfNotifications, isTemplateFile, mayHoldTemplates } from './templateTexts';

/** A part of a document that is ours. */
export interface Container {
  readonly kind: 'rules' | 'alertmanager' | 'templates';
  readonly node: YamlNode;
  /** Which part of a rule file it is; a whole one where left out. */
  readonly part?: RulePart;
  /** The key that leads to it; '' at the top of a document. */
  readonly key: string;
  /** `chart`: a chart looks there; `shape`: nobody knows who will read it. */
  readonly by: 'chart' | 'shape';
  /** All keys on the way, and the names of charts beside them. */
  readonly path: readonly string[];
  /** Of a configuration: the maps with the templates that the chart is given with it. */
  readonly templates?: readonly YamlMap[];
  readonly isWatched?: true;
}

/** What a walk through a document tells. */
export interface ContainerVisitor {
  found(container: Container): void;
  /** A scalar that is part of none, with the map that it is a value of. */
  scalar(node: YamlScalar, key: string, parent: YamlMap | undefined, path: readonly string[]): void;
}

/** Deeper nobody looks. */
const deepest = 30;

/** Whether a text may hold such parts: taken at each keystroke, so without parsing. */
export function mayHoldContainers(text: string): boolean {
  if (RULES_KEY.test(text) && text.includes('groups')) return true;
  if (hasKey(text, RULE_NAME) && (hasKey(text, EXPRESSION) || RULE_LIST.test(text))) return true;
  if (text.includes('receivers') && text.includes('route') && CONFIG_KEY.test(text)) return true;
  return mayHoldTemplates(text);
}

// Words are looked for first, and what stands before them then: to try each line takes four times as long.
const RULES_KEY =
  /(?:additionalPrometheusRulesMap|additionalPrometheusRules|serverFiles)(?<=^[ ]*["']?(?:additionalPrometheusRulesMap|additionalPrometheusRules|serverFiles))["']?[ \t]*:/m;
const CONFIG_KEY = /^[ ]*["']?(?:config|alertmanager\.ya?ml)["']?[ \t]*:/m;
/** The name of a rule. */
const RULE_NAME = /(?:alert|record)["']?[ \t]*:[ \t]*[^\s{[#]/g;
/** A key that says what its list holds. */
const RULE_LIST = /(?:[rR]ules|[aA]lerts)(?<=^[ \t-]*["']?\w{0,50}(?:[rR]ules|[aA]lerts))["']?[ \t]*:/m;
const EXPRESSION = /expr["']?[ \t]*:/g;

/** Whether a key that is looked for stands at the start of a line, or in a flow map. */
function hasKey(text: string, key: RegExp): boolean {
  for (const { index } of text.matchAll(key)) if (startsKey(text, index)) return true;
  return false;
}

function startsKey(text: string, key: number): boolean {
  let at = key - 1;
  if (text[at] === '"' || text[at] === "'") at--;
  while (text[at] === ' ' || text[at] === '\t') at--;
  if (text[at] === '{' || text[at] === ',') return true;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '-') at--;
  return at < 0 || /[\n\r\u2028\u2029]/.test(text[at]!);
}

/** Walks through a document and tells of the parts in it, in the order of the text. */
export function findContainers(root: YamlNode | undefined, visitor: ContainerVisitor): void {
  new Walk(visitor).value(root, '', undefined, []);
}

class Walk {
  /** An alias is no second place. */
  private readonly seen = new Set<YamlNode>();

  constructor(private readonly visitor: ContainerVisitor) {}

  value(value: YamlNode | undefined, key: string, parent: YamlMap | undefined, path: readonly string[]): void {
    const node = follow(value);
    if (!node || path.length > deepest || this.seen.has(node)) return;
    this.seen.add(node);
    if (node.kind === 'scalar') this.visitor.scalar(node, key, parent, path);
    else if (node.kind === 'map') this.map(node, key, path);
    else if (isRuleList(node, /(?:rules|alerts)$/i.test(key))) this.rules(node, 'rules', key, path);
    else if (isGroupList(node)) this.rules(node, 'groups', key, path);
    else for (const item of node.items) this.value(item, key, undefined, [...path, '']);
  }

  private map(map: YamlMap, key: string, above: readonly string[]): void {
    if (isRule(map)) {
      this.rules(map, 'rule', key, above);
      return;
    }
    const groups = follow(get(map, 'groups'));
    if (groups?.kind === 'seq' && isGroupList(groups) && !get(map, 'apiVersion')) {
      this.rules(map, undefined, key, above);
      return;
    }
    if (holdsTemplates(map)) this.visitor.found({ kind: 'templates', node: map, key, by: 'chart', path: above });
    const chart = getScalar(map, 'chart')?.value;
    const path = chart === undefined ? above : [...above, chart];
    for (const { name, value } of entries(map)) {
      const below = [...path, name];
      if (RULES.has(name)) this.chartRules(name, value, below, watchesTargets(name, map));
      // Mimir's: the texts beside a configuration that is a text itself.
      else if (name === 'template_files' && get(map, 'alertmanager_config')) continue;
      else if (name === 'config' && isManaged(map)) continue;
      else if ((name === 'config' || /^alertmanager\.ya?ml$/.test(name)) && isConfiguration(value)) {
        const templates = templatesIn(map);
        const more = templates.length > 0 ? { templates } : {};
        this.visitor.found({ kind: 'alertmanager', node: value, key: name, by: 'chart', path: below, ...more });
      } else this.value(value, name, map, below);
    }
  }

  /** The values of a key under which a chart looks for rule files. */
  private chartRules(name: string, value: YamlNode, path: readonly string[], isWatched: boolean): void {
    const target = follow(value);
    const files: readonly (readonly [string, YamlNode])[] =
      target?.kind === 'seq'
        ? target.items.map(item => [name, item])
        : target?.kind === 'map'
          ? entries(target).map(entry => [entry.name, entry.value])
          : [];
    for (const [key, node] of files) {
      const watched = isWatched ? ({ isWatched } as const) : {};
      if (isRuleFile(node)) this.visitor.found({ kind: 'rules', node, key, by: 'chart', path, ...watched });
      else this.value(node, key, undefined, [...path, key]);
    }
  }

  private rules(node: YamlNode, part: RulePart | undefined, key: string, path: readonly string[]): void {
    this.visitor.found({ kind: 'rules', node, ...(part ? { part } : {}), key, by: 'shape', path });
  }
}

const RULES: ReadonlySet<string> = new Set([
  'additionalPrometheusRulesMap',
  'additionalPrometheusRules',
  'serverFiles',
]);

/** kube-prometheus-stack installs `TargetDown` with its other rules, unless it is told not to. */
function watchesTargets(key: string, values: YamlMap): boolean {
  if (!key.startsWith('additionalPrometheusRules')) return false;
  return getScalar(get(values, 'defaultRules'), 'create')?.value !== 'false';
}

function isRuleFile(node: YamlNode): boolean {
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

/**
 * Whether the chart makes a VMAlertmanagerConfig of the configuration beside this key, whose fields are others than Alertmanager's:
 * `alertmanager.useManagedConfig` of victoria-metrics-k8s-stack.
 */
function isManaged(values: YamlMap): boolean {
  return getScalar(values, 'useManagedConfig')?.value === 'true';
}

/** The templates that a chart is given with a configuration: under a key beside it, or as files beside it. */
function templatesIn(map: YamlMap): readonly YamlMap[] {
  const below = entries(map).flatMap(({ name, value }) => {
    const node = follow(value);
    return node?.kind === 'map' && (name === 'templateFiles' || name === 'templates') ? [node] : [];
  });
  const pairs = map.pairs.filter(({ key }) => key.kind === 'scalar' && isTemplateFile(key.value));
  return pairs.length > 0 ? [{ ...map, pairs }, ...below] : below;
}

/** Whether the keys of a map are files of templates for notifications. */
function holdsTemplates(map: YamlMap): boolean {
  const texts = entries(map).flatMap(({ name, value }) => {
    const node = isTemplateFile(name) ? follow(value) : undefined;
    return node?.kind === 'scalar' ? [node.value] : [];
  });
  return texts.length > 0 && isOfNotifications(texts.join('\n'));
}
