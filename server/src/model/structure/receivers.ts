// The receivers of an Alertmanager configuration: their names, and each integration with what it inherits from `global`.
// What is wrong with a receiver that has its own lines is kept as long as these and `global` stay the same. Layer: model.
import { type Span, shiftedSpan } from '../../text/span';
import type { YamlMap, YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import type { UnitMemo } from '../unitMemo';
import { entriesOf } from './fields';
import { checkSlackToken, type Inherited } from './integrationChecks';
import { checkIntegration, globalNeeds, nullIsEmpty } from './integrations';
import type { ObjectContext } from './objects';
import type { StructureProblem } from './problem';
import { spanOfKey } from './reader';
import { placeOf } from './report';
import { isNull, isNullNode, shorten, textOf } from './scalars';
import { blocksOf, type KeptBlock, type Made } from './units';
import type { View } from './view';

/** Names of the receivers; undefined where `receivers` is of the wrong kind. In slices. */
export function* checkReceivers(
  file: View,
  global: View | undefined,
  context: ObjectContext,
): Generator<void, ReadonlySet<string> | undefined> {
  const list = follow(file.node('receivers'));
  if (list && list.kind !== 'seq' && !(list.kind === 'scalar' && isNull(list, 'v2'))) return undefined;
  const names = new Map<string, PlacedReceiver>();
  const take = (base: number, read: ReadReceiver): void => {
    context.report.addAt(base, read.problems);
    checkName({ base, read }, names, context);
  };
  const { kept } = context.options;
  const key = file.keyAt('receivers');
  const inherited = inheritedFrom(global, context);
  const blocks = kept && blocksOf(list);
  for (const block of blocks ?? []) {
    for (const { base, value } of yield* readBlock(block, key, inherited, kept!, context))
      take(block.base + base, value);
    yield;
  }
  if (!blocks) {
    for (const item of itemsOf(list)) {
      const read = readReceiver(item, key, inherited, context);
      if (read) take(0, read);
    }
  }
  if (global) checkInheritedHttp(file, global, context);
  return new Set(names.keys());
}

/** A receiver in a text that begins at `base`. */
interface PlacedReceiver {
  readonly base: number;
  readonly read: ReadReceiver;
}

/** A receiver with what is wrong with it alone. */
interface ReadReceiver {
  /** Undefined for an empty item. */
  readonly name: string | undefined;
  readonly at: Span;
  readonly problems: readonly StructureProblem[];
}

/** The receivers of a block of the list, which are kept. */
function readBlock(
  block: KeptBlock,
  list: Span,
  global: Inherited & { readonly terms: string },
  kept: UnitMemo,
  context: ObjectContext,
): Generator<void, readonly Made<ReadReceiver>[]> {
  return block.of(kept, 'receiver', global.terms, (node, at) => {
    // An empty item is told at the list's key, which is no part of its lines.
    return readReceiver(node, { from: list.from - at, to: list.to - at }, global, context);
  });
}

function readReceiver(item: YamlNode, list: Span, global: Inherited, context: ObjectContext): ReadReceiver | undefined {
  const receiver = context.viewOf(item);
  if (!receiver) return isNullNode(item) ? { name: undefined, at: placeOf(item, list), problems: [] } : undefined;
  const name = receiver.text('name');
  const problems = context.report.apart(() => {
    checkReceiverLabel(receiver, name, context);
    checkIntegrations(receiver.map, global, context);
  });
  const { from, to } = receiver.valueAt('name');
  return { name, at: { from, to }, problems };
}

/** The name is taken once. */
function checkName(
  receiver: PlacedReceiver,
  names: Map<string, PlacedReceiver>,
  { report, since }: ObjectContext,
): void {
  const { name } = receiver.read;
  if (name === undefined) {
    // One without a name is dropped from 0.26 on; before it made the program crash.
    if (names.has('') || !since('0.26')) {
      report.error('wrong-type', placeOfName(receiver), 'A receiver is empty; give it a `name` or remove it.');
    }
    names.set('', receiver);
    return;
  }
  const first = names.get(name);
  if (first && name !== '') {
    report.error(
      'duplicate-receiver',
      placeOfName(receiver),
      `The receiver name \`${shorten(name)}\` is already taken; choose another.`,
      {
        related: { span: placeOfName(first), message: 'The first receiver of this name.' },
      },
    );
  } else names.set(name, receiver);
}

function placeOfName({ read, base }: PlacedReceiver): Span {
  return shiftedSpan(read.at, base);
}

function checkIntegrations(receiver: YamlMap, global: Inherited, context: ObjectContext): void {
  for (const { name: type, key, value } of entriesOf(receiver)) {
    for (const one of itemsOf(value)) {
      const view = context.viewOf(one);
      if (view) {
        checkIntegration(type, view, global, context);
        if (type === 'slack_configs' && context.since('0.30')) checkSlackToken(view, global, context);
      } else if (isNullNode(one) && type.endsWith('_configs')) checkNullItem(type, spanOfKey(key), global, context);
    }
  }
}

/** What receivers inherit, with a text that is the same as long as this is the same. */
function inheritedFrom(global: View | undefined, context: ObjectContext): Inherited & { readonly terms: string } {
  const keysSet = (view: View | undefined): ReadonlySet<string> | undefined =>
    view && new Set([...view.fields.keys()].filter(key => view.set(key)));
  const own = keysSet(global);
  const http = keysSet(context.viewOf(global?.node('http_config')));
  const terms = [own, http].map(keys => [...(keys ?? [])].join()).join(';');
  return { set: key => own?.has(key) === true, http, terms };
}

/** Slack and Teams copy the global `http_config`; where that is a null, Alertmanager crashes. */
function checkInheritedHttp(file: View, global: View, context: ObjectContext): void {
  if (!global.fields.has('http_config') || global.given('http_config')) return;
  const copies = (type: string, view: View): boolean => {
    const own = context.viewOf(view.node('http_config'));
    return (
      (type === 'slack_configs' && context.since('0.30') && !own) ||
      (type === 'msteamsv2_configs' && context.since('0.34') && !own?.given('proxy_url'))
    );
  };
  const isCopied = itemsOf(file.node('receivers')).some(receiver =>
    entriesOf(receiver).some(({ name, value }) =>
      itemsOf(value).some(one => {
        const view = context.viewOf(one);
        return view !== undefined && copies(name, view);
      }),
    ),
  );
  const at = global.keyAt('http_config');
  if (!isCopied || context.report.problems.some(one => one.from === at.from)) return;
  context.report.error(
    'missing-field',
    at,
    'An empty `http_config` makes Alertmanager crash; fill it in or remove it.',
  );
}

function checkReceiverLabel(receiver: View, name: string, { report }: ObjectContext): void {
  const label = entriesOf(receiver.node('labels')).find(entry => entry.name === 'name');
  if (label && textOf(label.value, 'v2') !== name) {
    report.error(
      'invalid-value',
      placeOf(label.value, spanOfKey(label.key)),
      'The label `name` of a receiver is the name of the receiver; remove it.',
    );
  }
}

/** `- ` alone in a list of integrations. */
function checkNullItem(type: string, at: Span, global: Inherited, { report, since }: ObjectContext): void {
  const tolerated = since('0.26') && nullIsEmpty(type);
  const satisfied = globalNeeds(type).every(need => need.global?.some(key => global.set(key)));
  if (!tolerated || !satisfied) {
    report.error('missing-field', at, `An item of \`${type}\` is empty; fill it in or remove it.`);
  }
}
