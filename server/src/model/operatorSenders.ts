// What prometheus-operator's objects say of the alerts that a Prometheus sends: Prometheus objects, values of the chart that makes one,
// and Secrets with steps. Layer: model (pure text). The source is pkg/prometheus/promcfg.go of prometheus-operator.
import type { RelabelStep } from '../relabel/step';
import { readAsGo } from '../yaml/goParser';
import type { YamlNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { entries, follow, get, getScalar } from '../yaml/path';
import { documentsWith, filesOf, longestManifest, objectsOf, sectionsBelow } from './manifestParts';
import type { PrometheusConfig } from './prometheusConfig';
import { stepsOf, tooLong, Unclear, unwritten } from './relabelSteps';

/** Steps that stand in a Secret, where a Prometheus object may name them. Plain data. */
export interface SecretSteps {
  readonly name: string;
  readonly namespace?: string;
  readonly key: string;
  readonly steps: readonly RelabelStep[];
}

const prometheusSign = /^[ \t-]*kind:[ \t]*["']?Prometheus\b/m;
const chartSign = /^[ \t]*prometheusSpec:/m;
const secretSign = /^[ \t-]*kind:[ \t]*["']?Secret\b/m;
/** Keys of steps that are written. */
const stepsSign =
  /^[ \t-]*(?:additionalAlertRelabelConfigs|additionalAlertRelabelConfigsSecret|alertRelabelings):(?! ?(?:\[\]|\{\}))/m;

/** What the objects of a text do to alerts. */
export function operatorSendersIn(file: string, text: string): readonly PrometheusConfig[] {
  const objects = documentsWith(text, prometheusSign);
  const values =
    text.length > longestManifest
      ? sectionsBelow(text, 'prometheus', 'prometheusSpec')
      : documentsWith(text, chartSign);
  const isUnknown = [...objects.cut, ...values.cut].some(one => stepsSign.test(one));
  const unknown: readonly PrometheusConfig[] = isUnknown
    ? [{ file, external: [], ruleFiles: [], unknown: tooLong }]
    : [];
  return [
    ...rootsOf(objects.texts)
      .flatMap(objectsOf)
      .flatMap(node => objectsIn(file, node)),
    ...rootsOf(values.texts).flatMap(root => chartIn(file, root)),
    ...unknown,
  ];
}

function rootsOf(texts: readonly string[]): readonly (YamlNode | undefined)[] {
  return texts.flatMap(text => parseYaml(text).documents.map(({ root }) => root));
}

/** The lists of steps in the Secrets of a text, in slices. */
export function* secretStepsIn(text: string): Generator<void, readonly SecretSteps[]> {
  const found: SecretSteps[] = [];
  for (const one of documentsWith(text, secretSign).texts) {
    yield;
    found.push(...rootsOf([one]).flatMap(root => objectsOf(root).flatMap(stepsInSecret)));
  }
  return found;
}

function stepsInSecret(node: YamlNode | undefined): readonly SecretSteps[] {
  if (getScalar(node, 'kind')?.value !== 'Secret') return [];
  const { name, namespace } = metadataOf(node);
  if (name === undefined) return [];
  return filesOf(node, 'Secret').flatMap(({ key, text }) => {
    if (!mayBeSteps.test(text)) return [];
    const list = readAsGo(text, 0, 'v2');
    if (list.refused) return [];
    try {
      const steps = stepsOf(list.documents[0]?.root, false);
      return steps.length > 0 ? [{ name, key, steps, ...(namespace === undefined ? {} : { namespace }) }] : [];
    } catch (error) {
      if (error instanceof Unclear) return [];
      throw error;
    }
  });
}

/** What a list of steps has: other files are not read. */
const mayBeSteps = /\b(?:action|source_labels|target_label|regex|replacement)\b/;

function objectsIn(file: string, node: YamlNode | undefined): readonly PrometheusConfig[] {
  const kind = getScalar(node, 'kind')?.value;
  if (kind !== 'Prometheus' || !/^monitoring\./.test(getScalar(node, 'apiVersion')?.value ?? '')) return [];
  const spec = get(node, 'spec');
  // Without it alerts go nowhere, or somewhere that is written elsewhere.
  if (!get(spec, 'alerting')) return [];
  const { name, namespace } = metadataOf(node);
  const own = name === undefined || namespace === undefined ? undefined : `${namespace}/${name}`;
  const secret = get(spec, 'additionalAlertRelabelConfigs');
  return [
    senderOf(file, spec, own, {
      ...(namespace === undefined ? {} : { namespace }),
      ...(secret
        ? { secret: { name: getScalar(secret, 'name')?.value ?? '', key: getScalar(secret, 'key')?.value ?? '' } }
        : {}),
    }),
  ];
}

/** The values of kube-prometheus-stack, by itself or below another chart. */
function chartIn(file: string, root: YamlNode | undefined): readonly PrometheusConfig[] {
  return [root, get(root, 'kube-prometheus-stack')].flatMap(values => {
    const spec = get(get(values, 'prometheus'), 'prometheusSpec');
    const list = follow(get(spec, 'additionalAlertRelabelConfigs'));
    const secret = get(spec, 'additionalAlertRelabelConfigsSecret');
    const says = (list?.kind === 'seq' && list.items.length > 0) || get(secret, 'name');
    if (!says) return [];
    const named = { name: getScalar(secret, 'name')?.value ?? '', key: getScalar(secret, 'key')?.value ?? '' };
    return [senderOf(file, spec, undefined, secret ? { secret: named } : {}, list)];
  });
}

/** `own`: the value of the label that says which Prometheus it is; undefined where that is not known. */
function senderOf(
  file: string,
  spec: YamlNode | undefined,
  own: string | undefined,
  object: Omit<NonNullable<PrometheusConfig['object']>, 'replica'>,
  list?: YamlNode,
): PrometheusConfig {
  const labelName = (key: string, usual: string): string => getScalar(spec, key)?.value ?? usual;
  const self = labelName('prometheusExternalLabelName', 'prometheus');
  const replica = labelName('replicaExternalLabelName', 'prometheus_replica');
  const labels = follow(get(spec, 'externalLabels'));
  const external = [
    ...(self === '' ? [] : [{ name: self, ...(own === undefined ? {} : { value: own }) }]),
    ...(replica === '' ? [] : [{ name: replica }]),
    ...(labels?.kind === 'map' ? entries(labels) : []).flatMap(({ name, value }) => {
      const scalar = follow(value);
      if (name === self || name === replica) return [];
      return [scalar?.kind === 'scalar' && !/\$|\{\{/.test(scalar.value) ? { name, value: scalar.value } : { name }];
    }),
  ];
  const told = { file, external, ruleFiles: [], object: { ...object, ...(replica === '' ? {} : { replica }) } };
  try {
    const alertmanagers = follow(get(get(spec, 'alerting'), 'alertmanagers'));
    const [first = [], ...others] = (alertmanagers?.kind === 'seq' ? alertmanagers.items : []).map(item =>
      stepsOf(get(item, 'alertRelabelings'), false, 'object'),
    );
    if (others.some(one => JSON.stringify(one) !== JSON.stringify(first)))
      throw new Unclear('its Alertmanagers get alerts changed in different ways');
    const all = stepsOf(list, false);
    const stages = first.length > 0 ? [all, first] : all.length > 0 ? [all] : [];
    return JSON.stringify(external).includes('{{') ? { ...told, stages, unknown: unwritten } : { ...told, stages };
  } catch (error) {
    if (error instanceof Unclear) return { ...told, unknown: error.message };
    throw error;
  }
}

/** Name and namespace, as far as they are written. */
function metadataOf(node: YamlNode | undefined): { readonly name?: string; readonly namespace?: string } {
  const metadata = get(node, 'metadata');
  const text = (key: string): string | undefined => {
    const value = getScalar(metadata, key)?.value;
    return value === undefined || /\{\{|\$/.test(value) ? undefined : value;
  };
  const [name, namespace] = [text('name'), text('namespace')];
  return { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) };
}
