// Changes to what the API server asks of any object: its group, version and kind, its metadata, its first line.
import type { Random } from './random';

/** The text with one such change; as it is where it has no place for it. */
export function mutateIdentity(text: string, random: Random): string {
  switch (random.below(4)) {
    case 0:
      return text.replace(/^apiVersion:.*$/m, () => `apiVersion: ${random.pick(VERSIONS)}`);
    case 1:
      return text.replace(/^kind:.*$/m, () => `kind: ${random.pick(KINDS)}`);
    case 2:
      return ` ${text}`;
    default:
      return text.replace(/^metadata:[ \t]*$/m, () => `metadata:\n  ${random.pick(KEYS)}: ${random.pick(VALUES)}`);
  }
}

const VERSIONS = [
  'monitoring.coreos.com/v1',
  'monitoring.coreos.com/v1beta1',
  'monitoring.coreos.com/v2',
  'monitoring.coreos.com',
  'monitoring.creos.com/v1',
  'monitoring.rhobs/v1alpha1',
  'apps/v1',
  'v1',
  '1',
  'a/b/c',
  '""',
];
const KINDS = [
  'PrometheusRule',
  'PrometheusRules',
  'prometheusrule',
  'AlertmanagerConfig',
  'ServiceMonitor',
  'Lst',
  '',
];
const KEYS = [
  'labels',
  'annotations',
  'namespace',
  'generateName',
  'finalizers',
  'ownerReferences',
  'generation',
  'uid',
  'creationTimestamp',
];
const VALUES = [
  'a',
  'A',
  '"a b"',
  'a-',
  '1',
  '-1',
  'true',
  '[a]',
  '[a b]',
  '{a: b}',
  '{a: "b c"}',
  '{a/b/c: d}',
  '{A.b/c: d}',
  '{"a b": c}',
  '{a: 1}',
  '{a: }',
  '[{apiVersion: v1, kind: A, name: a, uid: b}]',
  '[{apiVersion: v1, kind: A}]',
  '2026-01-01T00:00:00Z',
  '~',
];
