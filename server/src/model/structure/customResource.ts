// What the API server says of any custom resource: its name, its version. Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { CrdReader } from './crdReader';
import { anyOf } from './formats';
import type { StructureProblem } from './problem';
import { Report } from './report';
import { isNullNode, shorten } from './scalars';
import { View } from './view';

/**
 * The version of the object's API, which must be one of `versions` where the group is prometheus-operator's, and its
 * `metadata`: a name, or the beginning of one.
 */
export function checkIdentity(root: YamlNode, versions: readonly string[], report: Report): void {
  const map = follow(root);
  if (map?.kind !== 'map') return;
  const object = new View(map, 'v2');
  const [group, version = ''] = object.text('apiVersion').split('/');
  if (group === 'monitoring.coreos.com' && !versions.includes(version)) {
    const known = anyOf(versions.map(one => `\`monitoring.coreos.com/${one}\``));
    report.error(
      'invalid-value',
      object.valueAt('apiVersion'),
      `There is no version \`${shorten(version)}\` of this kind; use ${known}.`,
    );
  }
  const inner = follow(object.node('metadata'));
  // That there is none at all has been said with the types.
  if (inner?.kind !== 'map') return;
  const metadata = new View(inner, 'v2', object.keyAt('metadata'));
  if (!metadata.set('name') && !metadata.set('generateName')) {
    const at = metadata.fields.has('name') ? metadata.keyAt('name') : object.keyAt('metadata');
    report.error('missing-field', at, 'The object has no name; write one under `metadata`.');
    return;
  }
  for (const key of ['creationTimestamp', 'deletionTimestamp']) {
    if (metadata.given(key) && !RFC3339.test(metadata.text(key))) {
      const message = `\`${key}\` is no time as the API server writes it; remove it.`;
      report.error('invalid-value', metadata.valueAt(key), message);
    }
  }
  const name = metadata.text('name');
  if (
    name !== '' &&
    (name.length > 253 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name))
  ) {
    report.error(
      'invalid-name',
      metadata.valueAt('name'),
      `\`${shorten(name)}\` is no name of an object; use small letters, digits, \`-\` and \`.\`, a letter or digit at both ends.`,
    );
  }
}

/** The kinds of prometheus-operator's API group by version. */
const OPERATOR_KINDS: Readonly<Record<string, readonly string[]>> = {
  v1: ['Alertmanager', 'PodMonitor', 'Probe', 'Prometheus', 'PrometheusRule', 'ServiceMonitor', 'ThanosRuler'],
  v1alpha1: ['AlertmanagerConfig', 'PrometheusAgent', 'ScrapeConfig'],
  v1beta1: ['AlertmanagerConfig'],
};

/**
 * What the API server refuses about an object whose keys have no table here: a kind that prometheus-operator does not
 * have, and keys written twice. For documents that are to be judged as Kubernetes would though nothing of ours is in them.
 */
export function checkOtherObject(root: YamlNode): readonly StructureProblem[] {
  const report = new Report();
  new CrdReader(report).read(root, { kind: 'any' }, { name: 'the object' });
  const map = follow(root);
  if (map && map.kind !== 'map' && !isNullNode(map)) {
    report.error('wrong-type', map, 'An object for Kubernetes must be a mapping with `apiVersion` and `kind`.');
  }
  const object = map?.kind === 'map' ? new View(map, 'v2') : undefined;
  const [group, version = ''] = object?.text('apiVersion').split('/') ?? [];
  const kind = object?.text('kind') ?? '';
  if (object && group === 'monitoring.coreos.com' && !OPERATOR_KINDS[version]?.includes(kind)) {
    const at = object.fields.has('kind') ? object.valueAt('kind') : object.at;
    if (kind === '') {
      report.error('missing-field', at, 'The object has no `kind`; write one.');
      return report.sorted();
    }
    const homes = Object.keys(OPERATOR_KINDS).filter(one => OPERATOR_KINDS[one]!.includes(kind));
    const advice = homes.length > 0 ? `its version is ${anyOf(homes)}` : 'correct the kind';
    report.error(
      'invalid-value',
      at,
      `There is no kind \`${shorten(kind)}\` in \`${shorten(object.text('apiVersion'))}\`; ${advice}.`,
    );
  }
  return report.sorted();
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/;
