// A notification as a receiver gets it: its own texts, or those that stand where it says nothing, rendered for a group of alerts.
// Layer: routing (above model and template).
import { touchesHole } from '../model/holes/holes';
import { entriesOf, fieldValue } from '../model/structure/fields';
import { atLeast, type Version } from '../target/version';
import {
  type NamedText,
  type NotificationData,
  type NotificationRenderer,
  notificationRenderer,
} from '../template/notification';
import type { Span } from '../text/span';
import type { YamlMap, YamlNode } from '../yaml/node';
import { follow, itemsOf } from '../yaml/path';
import type { PlacedReceiver } from './configuration';
import {
  type FieldRow,
  type KindRow,
  type ListRow,
  messageKinds,
  type PartRole,
  pagerdutyDetails,
} from './messageFields';
import type { PlacedIntegration } from './receivers';

/** A text of a message. */
export interface MessagePart {
  readonly role: PartRole;
  /** The key that it comes from, or the name of a field. */
  readonly name: string;
  readonly text: string;
  /** Why there is no text: Alertmanager would send nothing. */
  readonly error?: string;
  /** The service takes no more: the rest of the text is cut off. */
  readonly isCut?: true;
  /** The text is HTML, with its values escaped. */
  readonly isHtml?: true;
}

/** A message as it would look. */
export interface Message {
  /** `slack`, `pagerduty`, … and as people call it. */
  readonly kind: string;
  readonly label: string;
  /** How its longer texts are to be read. */
  readonly format?: 'markdown' | 'html' | 'json';
  readonly status: 'firing' | 'resolved';
  /** What is to be shown, in order; empty texts are left out. */
  readonly parts: readonly MessagePart[];
}

/** What a message is about. */
export interface MessageData extends NotificationData {
  readonly groupKey: string;
}

/** Renders what one receiver's integrations say. */
export class MessageMaker {
  private readonly renderer: NotificationRenderer;
  /** For what is no template of a user: the body of a webhook. */
  private readonly own: NotificationRenderer;

  /** `files`: the configuration's template files, in their order. */
  constructor(
    private readonly version: Version,
    files: readonly NamedText[],
  ) {
    this.renderer = notificationRenderer(version, files);
    this.own = notificationRenderer();
  }

  /** The message of an integration about a group of alerts. In slices, as there may be thousands of them. */
  *message(
    { root, part }: PlacedReceiver,
    { kind, integration }: PlacedIntegration,
    data: MessageData,
  ): Generator<void, Message> {
    const row = messageKinds[kind];
    const status = data.alerts.some(({ endsAt }) => endsAt === undefined || endsAt > data.now) ? 'firing' : 'resolved';
    const holds = (span: Span): boolean =>
      touchesHole(root.holes, { from: span.from + part.base, to: span.to + part.base });
    const { renderer } = this;
    function* render(
      role: PartRole,
      name: string,
      template: string,
      most?: number,
      isHtml?: true,
    ): Generator<void, MessagePart> {
      const { text, error } = yield* renderer.renderInSlices(template, data, isHtml);
      if (error) return { role, name, text: '', error: error.message };
      const first = most === undefined ? text : firstCharacters(text, most);
      if (first !== text) return { role, name, text: first, isCut: true };
      return { role, name, text, ...(isHtml ? { isHtml } : {}) };
    }
    function* written(
      role: PartRole,
      name: string,
      node: YamlNode,
      most?: number,
      isHtml?: true,
    ): Generator<void, MessagePart | undefined> {
      const scalar = follow(node);
      if (scalar?.kind !== 'scalar') return undefined;
      if (holds(scalar)) return { role, name, text: '', error: 'A template engine has yet to fill this in.' };
      return yield* render(role, name, scalar.value, most, isHtml);
    }
    const parts: (MessagePart | undefined)[] = [];
    for (const field of row?.fields ?? []) {
      const node = valueOfField(integration.node, field);
      if (node) parts.push(yield* written(field.role, field.key, node, field.most, field.isHtml));
      else if (field.usual !== undefined) parts.push(yield* render(field.role, field.key, field.usual, field.most));
      yield;
    }
    if (row) parts.push(...statusPart(row, status));
    for (const list of row?.lists ?? []) {
      for (const { name, node } of listed(integration.node, list)) {
        const title = yield* render('field', name, name);
        parts.push(yield* written('field', title.text || name, node));
        yield;
      }
    }
    if (kind === 'pagerduty') {
      for (const [name, template] of this.usualDetails(integration.node)) {
        parts.push(yield* render('field', name, template));
        yield;
      }
    }
    const isJson = kind === 'webhook' || kind === 'incidentio';
    if (isJson) parts.push(yield* this.body(integration.node, data, holds));
    const format = isJson ? 'json' : row?.format;
    return {
      kind,
      label: row?.label ?? kind,
      ...(format ? { format } : {}),
      status,
      parts: parts.filter(part => part !== undefined).filter(({ text, error }) => text !== '' || error !== undefined),
    };
  }

  /** The details that PagerDuty gets besides those that are written, with their templates. */
  private usualDetails(node: YamlMap): readonly (readonly [name: string, template: string])[] {
    const own = new Set(listed(node, { key: 'details', name: 'key', value: 'value' }).map(({ name }) => name));
    const usual = pagerdutyDetails(atLeast(this.version, { major: 0, minor: 30 }));
    return Object.entries(usual).filter(([name]) => !own.has(name));
  }

  /** The JSON that a webhook gets, indented. */
  private *body(node: YamlMap, data: MessageData, holds: (span: Span) => boolean): Generator<void, MessagePart> {
    const payload = fieldValue(node, 'payload');
    if (payload) {
      const filled = yield* this.filledIn(payload, data, holds);
      if ('error' in filled) return { role: 'body', name: 'payload', text: '', error: filled.error };
      return { role: 'body', name: 'payload', text: JSON.stringify(filled.value, undefined, 2) };
    }
    const limit = follow(fieldValue(node, 'max_alerts') ?? fieldValue(node, 'maxAlerts'));
    const most = limit?.kind === 'scalar' ? Number(limit.value) || 0 : 0;
    const kept = most > 0 ? data.alerts.slice(0, most) : data.alerts;
    const { text, error } = yield* this.own.json({ ...data, alerts: kept });
    if (error) return { role: 'body', name: 'body', text: '', error: error.message };
    yield;
    const whole = JSON.parse(text) as Record<string, unknown>;
    if (!atLeast(this.version, { major: 0, minor: 32 })) delete whole['notification_reason'];
    if (!atLeast(this.version, { major: 0, minor: 34 })) delete whole['routeLabels'];
    const body = {
      ...whole,
      version: '4',
      groupKey: data.groupKey,
      truncatedAlerts: data.alerts.length - kept.length,
    };
    yield;
    return { role: 'body', name: 'body', text: JSON.stringify(body, undefined, 2) };
  }

  /** A payload of one's own: every text in it is a template, and one that gives JSON is that. */
  private *filledIn(
    node: YamlNode,
    data: MessageData,
    holds: (span: Span) => boolean,
  ): Generator<void, { readonly value: unknown } | { readonly error: string }> {
    const at = follow(node);
    if (at?.kind === 'map') {
      const map: Record<string, unknown> = {};
      for (const { name, value } of entriesOf(at)) {
        const filled = yield* this.filledIn(value, data, holds);
        if ('error' in filled) return filled;
        map[(yield* this.renderer.renderInSlices(name, data)).text] = filled.value;
      }
      return { value: map };
    }
    if (at?.kind === 'seq') {
      const items: unknown[] = [];
      for (const item of at.items) {
        const filled = yield* this.filledIn(item, data, holds);
        if ('error' in filled) return filled;
        items.push(filled.value);
      }
      return { value: items };
    }
    if (at?.kind !== 'scalar') return { value: null };
    if (holds(at)) return { error: 'A template engine has yet to fill this in.' };
    const { text, error } = yield* this.renderer.renderInSlices(at.value, data);
    return error ? { error: error.message } : { value: jsonIn(text) };
  }
}

/** A text up to so many characters, with a sign that it was cut where it has more. */
function firstCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  let [count, end] = [0, 0];
  for (const character of text) {
    count++;
    if (count === most) return end + character.length === text.length ? text : `${text.slice(0, end)}…`;
    end += character.length;
  }
  return text;
}

/** A number, a truth value, a list or a map in a text; everything else stays the text. */
function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? text : value;
  } catch {
    return text;
  }
}

function statusPart({ byStatus }: KindRow, status: 'firing' | 'resolved'): readonly MessagePart[] {
  return byStatus ? [{ role: byStatus.role, name: byStatus.key, text: byStatus[status] }] : [];
}

/** The value under a key, written as in a configuration or as in an object. */
function keyed(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const camel = key
    .replace(/_(url|arn|id)\b/g, (_, word: string) => `_${word.toUpperCase()}`)
    .replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
  return fieldValue(node, key) ?? fieldValue(node, camel);
}

function valueOfField(node: YamlMap, { key, under }: FieldRow): YamlNode | undefined {
  if (under === undefined) {
    const value = keyed(node, key);
    // Jira's texts may say besides whether they are updated.
    return follow(value)?.kind === 'map' ? fieldValue(value, 'template') : value;
  }
  return listed(node, { key: under, name: 'key', value: 'value' }).find(
    ({ name }) => name.toLowerCase() === key.toLowerCase(),
  )?.node;
}

/** Names and values of a list of maps, or of a map; values in maps have the names of all keys on the way. */
function listed(
  node: YamlMap,
  { key, name, value }: ListRow,
): readonly { readonly name: string; readonly node: YamlNode }[] {
  const at = follow(keyed(node, key));
  if (at?.kind === 'map') return pairsIn(at, '');
  return itemsOf(at).flatMap(item => {
    const title = follow(fieldValue(item, name));
    const text = fieldValue(item, value);
    return title?.kind === 'scalar' && text ? [{ name: title.value, node: text }] : [];
  });
}

function pairsIn(map: YamlMap, before: string): readonly { readonly name: string; readonly node: YamlNode }[] {
  return entriesOf(map).flatMap(({ name, value }) => {
    const inner = follow(value);
    return inner?.kind === 'map' ? pairsIn(inner, `${before}${name}.`) : [{ name: `${before}${name}`, node: value }];
  });
}
