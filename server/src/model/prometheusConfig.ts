// What a configuration of Prometheus says of the alerts that it sends: external labels and the steps of `alert_relabel_configs`, of
// all alerts and of those to its Alertmanagers. Of a configuration nothing else is read: it may be long, and hold secrets.
// Layer: model. The source is Prometheus' config/config.go.
import type { Sending } from '../relabel/relabel';
import { defaultStep, type RelabelStep } from '../relabel/step';
import type { Change } from '../text/change';
import { finish } from '../text/slices';
import { readAsGo } from '../yaml/goParser';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import { documentsWith, filesOf, objectsOf } from './manifestParts';
import { isLabelName, refused, stepsOf, textsIn, tooLong, Unclear, unwritten } from './relabelSteps';

/** What one configuration says. Plain data, which is compared by value. */
export interface PrometheusConfig {
  readonly file: string;
  /** Without a value where only the surroundings of Prometheus tell it, or a template engine. */
  readonly external: readonly { readonly name: string; readonly value?: string }[];
  /** The steps for all alerts, and those for its Alertmanagers; absent where they cannot be told. */
  readonly stages?: readonly (readonly RelabelStep[])[];
  /** Why they cannot, or the external labels cannot. */
  readonly unknown?: string;
  /** The old rules for names of labels. */
  readonly legacyNames?: true;
  /** Patterns of the rule files that it loads. */
  readonly ruleFiles: readonly string[];
  /** Series are sent on to where others may evaluate rules. */
  readonly forwards?: true;
  /** Of an object for prometheus-operator. */
  readonly object?: {
    readonly namespace?: string;
    /** The label that tells one server of a pair from the other: alerts are sent without it. */
    readonly replica?: string;
    /** The key of a Secret with further steps. */
    readonly secret?: { readonly name: string; readonly key: string };
  };
}

const sign = /^(?:alerting|rule_files):/m;
const signAnywhere =
  /^[ \t]*(?:alerting|rule_files|additionalAlertRelabelConfigs(?:Secret)?|(?:- )?\{?(?:action|source_labels|target_label)):/m;
/** A Secret, whose data in base64 show nothing of what they are. */
const secretSign = /^[ \t-]*kind:[ \t]*["']?Secret\b/m;
const dataSign = /^[ \t]*data:/m;
/** Objects that hold files. */
const holderSign = /^[ \t-]*kind:[ \t]*["']?(?:ConfigMap|Secret)\b/m;
const changingSign = /^[ \t]+(?:alert_relabel_configs|external_labels):/m;
/** Alertmanager's own configuration, and tests of promtool, have sections of the same names. */
const isOther = /^(?:route|receivers|clients|groups|tests):/m;

/** Whether a text may hold a configuration of Prometheus. */
export function holdsPrometheusConfig(text: string): boolean {
  return signAnywhere.test(text) || (secretSign.test(text) && dataSign.test(text));
}

/** Whether a text may hold one that it did not hold before a change: by the lines of the change. */
export function mayHoldPrometheusConfig(text: string, { from, to }: Change): boolean {
  const end = text.indexOf('\n', to);
  const lines = text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end);
  return signAnywhere.test(lines) || secretSign.test(lines) || dataSign.test(lines);
}

/** The configurations that are a text, or stand in a ConfigMap or Secret of it. */
export function prometheusConfigsIn(file: string, text: string): readonly PrometheusConfig[] {
  return finish(prometheusConfigsInSlices(file, text));
}

/** The same in slices. */
export function* prometheusConfigsInSlices(file: string, text: string): Generator<void, readonly PrometheusConfig[]> {
  if (sign.test(text)) return isOther.test(text) ? [] : [{ file, ...readSending(text) }];
  const { texts, cut } = documentsWith(text, holderSign);
  const found: string[] = [];
  for (const one of texts) {
    yield;
    found.push(...parseYaml(one).documents.flatMap(({ root }) => objectsOf(root).flatMap(inObject)));
  }
  if (!cut.some(one => changingSign.test(one))) return found.map(inner => ({ file, ...readSending(inner) }));
  return [{ file, external: [], ruleFiles: [], unknown: tooLong }];
}

/** The texts of configurations in an object. */
function inObject(node: YamlNode | undefined): readonly string[] {
  const kind = getScalar(node, 'kind')?.value;
  if (kind !== 'ConfigMap' && kind !== 'Secret') return [];
  return filesOf(node, kind).flatMap(({ text }) => (sign.test(text) && !isOther.test(text) ? [text] : []));
}

/** What a configuration says, by the text of its sections; `clean` takes out what nobody may know. */
export function readSending(
  text: string,
  clean: (section: string) => string = section => section,
): Omit<PrometheusConfig, 'file'> {
  const sections = ['global', 'alerting', 'rule_files'].map(name => sectionOf(text, name));
  const none = { external: [], ruleFiles: [] };
  if (sections.includes(null)) return { ...none, unknown: 'its sections are too long' };
  const source = clean(sections.join('\n'));
  const { documents, refused: problem } = readAsGo(source, 0, 'v2');
  const root = documents[0]?.root;
  if (problem) {
    // What names no step has none, whatever else is wrong with it.
    const hasSteps = /\balert_relabel_configs\b/.test(source);
    return { ...none, ...(hasSteps ? {} : { stages: [] }), unknown: source.includes('{{') ? unwritten : refused };
  }
  const global = get(root, 'global');
  const external = follow(get(global, 'external_labels'));
  const legacy = getScalar(global, 'metric_name_validation_scheme')?.value === 'legacy';
  const told = {
    external: external?.kind === 'map' ? entries(external).map(({ name, value }) => externalLabel(name, value)) : [],
    ruleFiles: textsIn(get(root, 'rule_files')) ?? [],
    ...(legacy ? { legacyNames: true as const } : {}),
    ...(sectionOf(text, 'remote_write') === '' ? {} : { forwards: true as const }),
  };
  if (told.external.some(({ name }) => !isLabelName(name, legacy))) return { ...none, unknown: refused };
  try {
    return { ...told, stages: stagesOf(get(root, 'alerting'), legacy) };
  } catch (error) {
    if (error instanceof Unclear) return { ...told, unknown: error.message };
    throw error;
  }
}

/** Far above what labels and steps need. */
const maxSectionLength = 50_000;

/** The lines of a section; '' where there is none, null where it is too long. */
export function sectionOf(yaml: string, name: string): string | null {
  const line = `${name}:`;
  let start = yaml.startsWith(line) ? 0 : yaml.indexOf(`\n${line}`);
  if (start < 0) return '';
  if (yaml[start] === '\n') start++;
  const behind = start + line.length;
  const rest = yaml.slice(behind, behind + maxSectionLength);
  // Items of a list may stand below their key without an indent.
  const length = rest.search(/^(?!-\s)[^\s#]/m);
  if (length < 0 && rest.length === maxSectionLength) return null;
  return yaml.slice(start, behind + (length < 0 ? rest.length : length));
}

/** Since Prometheus 3 a dollar begins the name of an environment variable. */
function externalLabel(name: string, node: YamlNode): PrometheusConfig['external'][number] {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar') return { name };
  const value = scalar.value.replaceAll('$$', '\0');
  return /\$|\{\{/.test(value) ? { name } : { name, value: value.replaceAll('\0', '$') };
}

function stagesOf(alerting: YamlNode | undefined, legacy: boolean): readonly (readonly RelabelStep[])[] {
  const all = stepsOf(get(alerting, 'alert_relabel_configs'), legacy);
  const list = follow(get(alerting, 'alertmanagers'));
  const own = (list?.kind === 'seq' ? list.items : []).map(item => stepsOf(get(item, 'alert_relabel_configs'), legacy));
  const [first = [], ...others] = own;
  if (others.some(one => JSON.stringify(one) !== JSON.stringify(first)))
    throw new Unclear('its Alertmanagers get alerts changed in different ways');
  // The order of labels begins anew with those for one Alertmanager, even where all get them as they are.
  if (first.length > 0) return [all, first];
  return all.length > 0 ? [all] : [];
}

/** What a configuration does to alerts; undefined where that is not known. */
export function sendingOf({
  external,
  stages,
  legacyNames,
  unknown,
  object,
}: Omit<PrometheusConfig, 'file'>): Sending | undefined {
  if (!stages || unknown !== undefined) return undefined;
  const [first = [], ...others] = stages;
  const drop: readonly RelabelStep[] = object?.replica
    ? [{ ...defaultStep, action: 'labeldrop', regex: object.replica }]
    : [];
  return {
    external: Object.fromEntries(external.map(({ name, value }) => [name, value])),
    stages: drop.length > 0 ? [[...drop, ...first], ...others] : stages,
    ...(legacyNames ? { legacyNames } : {}),
  };
}
