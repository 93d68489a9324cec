// Proposals for YAML itself: keys that may stand here and values that their type allows. Layer: features.

import { readAlertmanager } from '../../model/readAlertmanager';
import type { Root } from '../../model/root';
import type { KeyInfo, MapSchema, ScalarSchema, SchemaType } from '../../model/schema/types';
import type { Knowledge } from '../knowledge';
import { type KeyPlace, keyInfoOf, schemaOf, type ValuePlace } from '../place';
import { durationProposals } from './durations';
import type { Proposal, Proposals } from './item';
import { alertLabels } from './template';

/** Keys of the map at the cursor that it does not have yet. */
export function keyProposals(place: KeyPlace, know: Knowledge): Proposals {
  const { root, path, prefix, siblings, hasColon } = place;
  const types = alternatives(schemaOf(root, path));
  const items = types.flatMap(type => {
    if (type.kind === 'object') return type.keys.map(info => keyProposal(info, hasColon));
    return type.kind === 'map' ? freeKeys(type, path, know, hasColon) : [];
  });
  return { prefix, items: items.filter(({ label }) => !siblings.has(label)) };
}

/** Keys with which an item that is not written yet may begin. */
export function itemKeyProposals(type: SchemaType | undefined): readonly Proposal[] {
  return alternatives(type).flatMap(one =>
    one.kind === 'object' ? one.keys.map(info => keyProposal(info, false)) : [],
  );
}

function alternatives(type: SchemaType | undefined): readonly SchemaType[] {
  return type === undefined ? [] : type.kind === 'either' ? type.of : [type];
}

function keyProposal(info: KeyInfo, hasColon: boolean): Proposal {
  const [type] = alternatives(info.type);
  return {
    label: info.name,
    kind: 'key',
    detail: info.required
      ? 'required'
      : info.deprecated
        ? 'deprecated'
        : info.default
          ? `default ${info.default}`
          : undefined,
    documentation: keyMarkdown(info),
    insert: hasColon
      ? info.name
      : `${info.name}:${type && isBlock(type) ? `\n  ${type.kind === 'list' ? '- ' : ''}` : ' '}`,
    rank: info.required ? 0 : info.deprecated ? 40 : 20,
    deprecated: info.deprecated !== undefined,
  };
}

function isBlock(type: SchemaType): boolean {
  return type.kind === 'list' || type.kind === 'map' || type.kind === 'object';
}

/** A key's documentation for completion and hover. */
export function keyMarkdown(info: KeyInfo): string {
  const facts = [
    info.required ? 'Required.' : undefined,
    info.default === undefined ? undefined : `Default: \`${info.default}\`.`,
    info.since ? `Since ${info.since}.` : undefined,
    info.removedIn ? `Until ${info.removedIn}.` : undefined,
    info.deprecated ? `Deprecated: ${info.deprecated}` : undefined,
  ].filter(Boolean);
  return [info.doc, facts.join(' ')].filter(Boolean).join('\n\n');
}

const usualAnnotations = ['summary', 'description', 'runbook_url', 'dashboard_url'];

/** Names of labels and annotations that the author chooses: those that the workspace uses. */
function freeKeys(_type: MapSchema, path: KeyPlace['path'], know: Knowledge, hasColon: boolean): readonly Proposal[] {
  const key = path.at(-1);
  const names =
    key === 'annotations'
      ? usualAnnotations
      : key === 'labels'
        ? [
            'severity',
            'team',
            ...know.workspace.documents.flatMap(({ alerts }) =>
              alerts.flatMap(({ labels }) => labels.map(({ name }) => name)),
            ),
          ]
        : alertLabels(know).map(({ label }) => label);
  return [...new Set(names)].map((label, rank) => ({
    label,
    kind: 'label',
    insert: hasColon ? label : `${label}: `,
    rank,
  }));
}

/** Values that the scalar at the cursor may have by its key's type. */
export function valueProposals(place: ValuePlace, know: Knowledge): Proposals | undefined {
  const { root, path, text, at } = place;
  const type = schemaOf(root, path);
  const prefix = text.slice(0, at).trimStart();
  const scalar = alternatives(type).find((one): one is ScalarSchema => !isBlock(one));
  const items = [...(scalar ? scalarValues(scalar, root, know, prefix) : []), ...namedValues(place, know)];
  if (items.length === 0) return undefined;
  return { prefix, items };
}

function scalarValues(type: ScalarSchema, root: Root, know: Knowledge, prefix: string): readonly Proposal[] {
  if (type.values) return type.values.map((label, rank) => ({ label, kind: 'value', rank }));
  if (type.kind === 'bool') return ['true', 'false'].map((label, rank) => ({ label, kind: 'value', rank }));
  switch (type.format) {
    case 'duration':
    case 'optional-duration':
      return durationProposals(prefix);
    case 'receiver':
      return namesIn(root, 'receivers');
    case 'interval':
      return namesIn(root, 'intervals');
    case 'label-name':
      return alertLabels(know);
    case 'matcher':
      return matcherProposals(prefix, know);
    default:
      return [];
  }
}

/** Receivers or time intervals of the configuration. */
function namesIn(root: Root, what: 'receivers' | 'intervals'): readonly Proposal[] {
  if (root.kind !== 'alertmanager') return [];
  const names = readAlertmanager(root)[what].flatMap(({ name }) => (name ? [name.value] : []));
  const detail = what === 'receivers' ? 'receiver' : 'time interval';
  return [...new Set(names)].map((label, rank) => ({ label, kind: 'receiver', detail, rank }));
}

/** `label="value"` for labels that the workspace's alerts carry with fixed values. */
function matcherProposals(prefix: string, know: Knowledge): readonly Proposal[] {
  const alerts = know.workspace.documents.flatMap(document => document.alerts);
  const fixed = new Set(
    alerts.flatMap(({ labels }) =>
      labels.flatMap(({ name, value }) => (value ? [`${name}="${value.replace(/[\\"]/g, '\\$&')}"`] : [])),
    ),
  );
  const names = /[=!~]/.test(prefix)
    ? []
    : alertLabels(know).map(({ label }, rank) => ({
        label,
        kind: 'label' as const,
        insert: `${label}=`,
        rank: 20 + rank,
      }));
  return [...[...fixed].map((label, rank) => ({ label, kind: 'value' as const, rank })), ...names];
}

/** Values of labels whose names are known: what the workspace's alerts have there, and the usual severities. */
function namedValues({ path }: ValuePlace, { workspace }: Knowledge): readonly Proposal[] {
  const [map, key] = path.slice(-2);
  if (typeof key !== 'string' || !['labels', 'match', 'source_match', 'target_match'].includes(String(map))) return [];
  const seen = workspace.documents.flatMap(({ alerts }) =>
    alerts.flatMap(({ name, labels }) =>
      key === 'alertname' ? [name] : labels.flatMap(label => (label.name === key && label.value ? [label.value] : [])),
    ),
  );
  const usual = key === 'severity' ? ['critical', 'warning', 'info'] : [];
  return [...new Set([...seen, ...usual])].map((label, rank) => ({ label, kind: 'value', rank }));
}

/** Documentation of the key at the end of a path, for hover. */
export function keyHover(root: Root, path: readonly (string | number)[]): string | undefined {
  const info = keyInfoOf(root, path);
  return info && `**\`${info.name}\`**\n\n${keyMarkdown(info)}`;
}
