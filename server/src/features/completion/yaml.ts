// Proposals for YAML itself: keys that may stand here and values that their type allows. Layer: features.

import type { Root } from '../../model/root';
import { alternativesOf, type KeyPath, schemaOf } from '../../model/schema/ofRoot';
import type { KeyInfo, ScalarSchema, SchemaType } from '../../model/schema/types';
import { reaches } from '../../promql/dialect';
import { isSince } from '../../target/version';
import type { YamlNode } from '../../yaml/node';
import { get, getScalar, itemsOf } from '../../yaml/path';
import type { KeyPlace, ValuePlace } from '../cursor/place';
import { keyMarkdown } from '../keyText';
import type { Knowledge } from '../knowledge';
import { namesIn } from '../names';
import { alertLabels, alertLabelValues } from './alertLabels';
import { durationProposals } from './durations';
import type { Proposal, Proposals } from './item';

/** Keys of the map at the cursor that it does not have yet. `indent` is the white space in front of the key's further lines. */
export function keyProposals(place: KeyPlace, indent: string, know: Knowledge): Proposals {
  const { root, path, prefix, siblings } = place;
  const items = alternativesOf(schemaOf(root, path)).flatMap((type): readonly Proposal[] => {
    if (type.kind === 'object') return objectKeys(type.keys, place, indent, know);
    return type.kind === 'map' ? freeKeys(place, know) : [];
  });
  return { prefix, items: items.filter(({ label }) => !siblings.has(label)) };
}

function objectKeys(keys: readonly KeyInfo[], place: KeyPlace, indent: string, know: Knowledge): readonly Proposal[] {
  return (
    keys
      .filter(info => isKnown(info, place.root, know) && !contradicts(info.name, place.siblings))
      // The status of an object is the cluster's to write.
      .filter(({ name }) => name !== 'status' || place.path.length > 0)
      .map((info, i) => ({
        label: info.name,
        kind: 'key',
        ...keyDetail(info),
        doc: () => keyMarkdown(info),
        insert: `${info.name}${place.hasColon ? '' : opening(info.type, place.flow, indent)}`,
        ...(place.hasColon ? {} : { more: true }),
        rank: i * 0.1 + weightOf(info, place.root),
        ...(info.deprecated ? { deprecated: true } : {}),
      }))
  );
}

/** What an item is called comes first, then what it must have; what every integration has and what few need come last. */
function weightOf({ name, required, deprecated }: KeyInfo, { kind }: Root): number {
  if (deprecated) return 40;
  if (name === 'alert' || name === 'record' || name === 'name') return 0;
  if (required) return 5;
  const isRare = kind.startsWith('alertmanager') && /^(?:send_?[rR]esolved|http_?[cC]onfig|labels)$|_file$/.test(name);
  return isRare ? 20 : 10;
}

function keyDetail(info: KeyInfo): { readonly detail?: string } {
  if (info.required) return { detail: 'required' };
  if (info.deprecated) return { detail: 'deprecated' };
  return info.default === undefined ? {} : { detail: `default ${info.default}` };
}

/** A rule either alerts or records. */
function contradicts(key: string, siblings: ReadonlySet<string>): boolean {
  if (key === 'alert') return siblings.has('record');
  if (key === 'record') return siblings.has('alert');
  return siblings.has('record') && ['for', 'keep_firing_for', 'annotations'].includes(key);
}

/** Whether the target's version has the key. */
function isKnown({ since, removedIn }: KeyInfo, { kind }: Root, { dialect, alertmanager }: Knowledge): boolean {
  const has = (version: string): boolean =>
    kind === 'alertmanager' ? isSince(alertmanager, version) : reaches(dialect, version);
  return (since === undefined || has(since)) && (removedIn === undefined || !has(removedIn));
}

/** What follows a key: its value's first line where that is a block, else a blank. */
function opening(type: SchemaType, flow: boolean, indent: string): string {
  const [first] = alternativesOf(type);
  if (flow || !first || !['list', 'map', 'object'].includes(first.kind)) return ': ';
  return `:\n${indent}  ${first.kind === 'list' ? '- ' : ''}`;
}

const usualAnnotations = ['summary', 'description', 'runbook_url', 'dashboard_url'];

/** Names of labels and annotations that the author chooses: those that the workspace uses. */
function freeKeys({ path, root, hasColon }: KeyPlace, know: Knowledge): readonly Proposal[] {
  const [parent, key] = [path.at(-2), path.at(-1)];
  // Labels and annotations of a Kubernetes object have nothing to do with those of alerts.
  if (parent === 'metadata') return [];
  const isRule = root.kind === 'rules' || root.kind === 'prometheus-rule';
  const names =
    key === 'annotations'
      ? usualAnnotations
      : isRule
        ? ['severity', ...ruleLabels(know), 'team']
        : [
              'labels',
              'match',
              'match_re',
              'source_match',
              'source_match_re',
              'target_match',
              'target_match_re',
            ].includes(String(key))
          ? alertLabels(know).map(({ label }) => label)
          : [];
  return [...new Set(names)].map((label, rank) => ({
    label,
    kind: 'label',
    insert: hasColon ? label : `${label}: `,
    ...(hasColon ? {} : { more: true }),
    rank,
  }));
}

/** Labels that rules of the workspace set, the most common first. */
function ruleLabels({ workspace }: Knowledge): readonly string[] {
  const counts = new Map<string, number>();
  for (const { alerts } of workspace.documents) {
    for (const { name } of alerts.flatMap(({ labels }) => labels)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** Values that the scalar at the cursor may have by its key's type. */
export function valueProposals(place: ValuePlace, know: Knowledge): Proposals | undefined {
  const { root, path, text, at } = place;
  const prefix = text.slice(0, at).trimStart();
  const scalar = alternativesOf(schemaOf(root, path)).find(
    (one): one is ScalarSchema => !['list', 'map', 'object', 'either'].includes(one.kind),
  );
  const items = [...(scalar ? scalarValues(scalar, root, know, prefix) : []), ...namedValues(place, know)];
  return items.length === 0 ? undefined : { prefix, items };
}

function scalarValues(type: ScalarSchema, root: Root, know: Knowledge, prefix: string): readonly Proposal[] {
  if (type.values) return valuesOf(type.values);
  if (type.suggestions) return valuesOf(type.suggestions);
  if (type.kind === 'bool') return valuesOf(['true', 'false']);
  switch (type.format) {
    case 'duration':
    case 'optional-duration':
      return durationProposals(prefix);
    // Go knows no unit above the hour.
    case 'go-duration':
    case 'go-text-duration':
      return durationProposals(prefix).filter(({ label }) => !/[dw]$/.test(label));
    case 'receiver':
      return names(root, 'receivers', 'receiver');
    case 'interval':
      return names(root, 'intervals', 'time interval');
    case 'label-name':
      return alertLabels(know);
    case 'matcher':
      return matcherProposals(prefix, know);
    default:
      return [];
  }
}

function valuesOf(values: readonly string[]): readonly Proposal[] {
  return values.map((label, rank) => ({ label, kind: 'value', rank }));
}

function names(root: Root, what: 'receivers' | 'intervals', detail: string): readonly Proposal[] {
  const known = new Set(namesIn(root, what).map(({ value }) => value));
  return [...known].filter(Boolean).map((label, rank) => ({ label, kind: 'receiver', detail, rank }));
}

/** `label="value"`: labels of alerts, then the values that the workspace's alerts have for the one that is written. */
function matcherProposals(prefix: string, know: Knowledge): readonly Proposal[] {
  const written = /^([A-Za-z_]\w*)\s*(=~|!~|!=|=)/.exec(prefix);
  if (!written) {
    return alertLabels(know).map(({ label, rank }) => ({
      label,
      kind: 'label',
      insert: `${label}=`,
      more: true,
      rank,
    }));
  }
  const [head, name] = written;
  return alertLabelValues(name!, know).map((value, rank) => ({
    label: value,
    kind: 'value',
    filter: `${head}"${value}"`,
    insert: `${head}"${value.replace(/[\\"]/g, '\\$&')}"`,
    rank,
  }));
}

/** Values of labels whose names are known: what the workspace's alerts have there, and the usual severities. */
function namedValues({ root, path }: ValuePlace, know: Knowledge): readonly Proposal[] {
  const [parent, map, key] = path.slice(-3);
  if (typeof key !== 'string' || parent === 'metadata') return [];
  if (['labels', 'match', 'source_match', 'target_match'].includes(String(map))) {
    return valuesOf(alertLabelValues(key, know));
  }
  // Matchers of an AlertmanagerConfig are maps of a name and a value.
  if (root.kind !== 'alertmanager-config' || !['matchers', 'sourceMatch', 'targetMatch'].includes(String(parent)))
    return [];
  if (key === 'name') return alertLabels(know);
  const name = key === 'value' ? getScalar(nodeOf(root.node, path.slice(0, -1)), 'name')?.value : undefined;
  return name === undefined ? [] : valuesOf(alertLabelValues(name, know));
}

function nodeOf(node: YamlNode | undefined, path: KeyPath): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((at, step) => {
    return typeof step === 'string' ? get(at, step) : itemsOf(at)[step];
  }, node);
}
