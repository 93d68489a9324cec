// The texts of a receiver that are templates, by the tables of its keys. Layer: checks.
import type { Receiver } from '../../model/alertmanager';
import type { Root } from '../../model/root';
import { schemaAt } from '../../model/schema/schemaAt';
import type { SchemaType } from '../../model/schema/types';
import type { YamlNode, YamlScalar } from '../../yaml/node';
import { entries, follow } from '../../yaml/path';
import type { Context } from '../check';

/** The table of a receiver's integration. */
export function integrationSchema({ kind, apiVersion }: Root, type: string): SchemaType | undefined {
  const path = ['receivers', 0, type, 0];
  return kind === 'alertmanager-config'
    ? schemaAt(kind, ['spec', ...path], { apiVersion })
    : schemaAt('alertmanager', path);
}

/**
 * What `make` reads in a receiver's templates, read once as long as its lines and the kind of the file stay the same: of thousands
 * of receivers an edit changes one. One a check.
 */
export function readOnce<T>(
  { ofPart }: Pick<Context<never, never>, 'ofPart'>,
  receiver: Receiver,
  { kind, apiVersion }: Root,
  make: () => T,
): T {
  const last = ofPart(receiver, (): { known?: Read } => ({}));
  if (last.known?.kind !== kind || last.known.apiVersion !== apiVersion)
    last.known = { kind, apiVersion, value: make() };
  return last.known.value as T;
}

/** What was read in a file of a kind. */
interface Read extends Pick<Root, 'kind' | 'apiVersion'> {
  readonly value: unknown;
}

export interface Template {
  readonly scalar: YamlScalar;
  readonly isLoaded: boolean;
}

/** The scalars with templates below a node, by the tables of the keys. */
export function* templatesIn(node: YamlNode, type: SchemaType | undefined): Generator<Template, void> {
  const target = follow(node);
  if (!target || !type) return;
  const shape = type.kind === 'either' ? type.of.find(one => one.kind === shapeOf[target.kind]) : type;
  const format = shape && 'format' in shape ? shape.format : undefined;
  if (format === 'template-url' || format === 'notification-template') {
    const scalars = shape?.kind === 'any' ? scalarsIn(target, new Set()) : target.kind === 'scalar' ? [target] : [];
    for (const scalar of scalars) {
      if (scalar.value.includes('{{')) yield { scalar, isLoaded: format === 'template-url' };
    }
  } else if (target.kind === 'seq' && shape?.kind === 'list') {
    for (const item of target.items) yield* templatesIn(item, shape.item);
  } else if (target.kind === 'map') {
    for (const { name, value } of entries(target)) {
      if (shape?.kind === 'map') yield* templatesIn(value, shape.value);
      if (shape?.kind === 'object') yield* templatesIn(value, shape.keys.find(key => key.name === name)?.type);
    }
  }
}

/** All scalars of free content, each once although aliases may lead to it twice, or in a circle. */
function* scalarsIn(node: YamlNode, seen: Set<YamlNode>): Generator<YamlScalar, void> {
  const target = follow(node);
  if (!target || seen.has(target)) return;
  seen.add(target);
  if (target.kind === 'scalar') yield target;
  else if (target.kind === 'seq') for (const item of target.items) yield* scalarsIn(item, seen);
  else if (target.kind === 'map') for (const { value } of entries(target)) yield* scalarsIn(value, seen);
}

const shapeOf = { scalar: 'string', seq: 'list', map: 'object' } as const;
