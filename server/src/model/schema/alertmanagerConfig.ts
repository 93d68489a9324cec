// Keys of an AlertmanagerConfig object: types and limits from the operator's CRD, texts from the keys of Alertmanager's
// own configuration that they become. Layer: model.
import { lazy } from '../../text/lazy';
import { receiverObject } from './alertmanager';
import { alertmanagerConfigSpecs } from './alertmanagerConfig.gen';
import { formatted, list, object, text } from './build';
import type { CrdObject, CrdType } from './crdTypes';
import { customResource } from './prometheusRule';
import { inhibitObject, namedIntervalObject, routeObject } from './routing';
import type { Format, KeyInfo, ListSchema, ObjectSchema, SchemaType } from './types';

const API_GROUP = 'monitoring.coreos.com';

/** The whole object for a version of its API (`v1alpha1`, `v1beta1`, with or without the group). */
export function alertmanagerConfigSchema(apiVersion: string): ObjectSchema {
  const version = apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
  return (schemas[version] ?? schemas.v1alpha1!)();
}

/** What the keys of `spec` become in Alertmanager's configuration. */
const SPEC_TWIN = object('spec', [
  { name: 'route', type: routeObject, doc: 'Routes of this object; they stand below a condition on its namespace.' },
  { name: 'receivers', type: list(receiverObject), doc: 'Who is notified, and how.' },
  { name: 'inhibit_rules', type: list(inhibitObject), doc: 'Which alerts mute which others.' },
  { name: 'mute_time_intervals', type: list(namedIntervalObject), doc: 'Named time intervals for the routes.' },
  { name: 'time_intervals', type: list(namedIntervalObject), doc: 'Named time intervals for the routes.' },
]);

function convert(spec: CrdObject): ObjectSchema {
  const made = new Map<CrdType, Map<SchemaType | undefined, ObjectSchema>>();
  const objectOf = (crd: CrdObject, twin: SchemaType | undefined, name: string): ObjectSchema => {
    const known = made.get(crd)?.get(twin);
    if (known) return known;
    const table = object(
      name,
      Object.entries(crd.keys).map(([key, type]) => keyInfo(key, type, crd, twin)),
    );
    made.set(crd, (made.get(crd) ?? new Map()).set(twin, table));
    return table;
  };
  const typeOf = (crd: CrdType, twin: SchemaType | undefined, name: string): SchemaType => {
    switch (crd.t) {
      case 'object':
        return objectOf(crd, twin, titleOf(name, crd, twin));
      case 'list': {
        // Child routes are free content to the API server; what may stand there is a route again.
        if (name === 'routes' && crd.of.t === 'any') return childRoutes();
        const item = typeOf(crd.of, itemTwin(twin), name);
        return {
          kind: 'list',
          item,
          minItems: crd.minItems,
          maxItems: crd.maxItems,
          uniqueBy: crd.by,
          unique: crd.set,
        };
      }
      case 'map':
        return { kind: 'map', value: typeOf(crd.of, twin?.kind === 'map' ? twin.value : undefined, name) };
      case 'any':
      case 'bool':
      case 'int-or-string':
        return { kind: crd.t };
      default: {
        const { t: kind, ...limits } = crd;
        // Where only some values are allowed nothing is a template.
        const format = twin && 'format' in twin && !crd.values ? KEPT_FORMATS.get(twin.format) : undefined;
        return { kind, ...limits, format: DURATION.test(crd.pattern ?? '') ? 'duration' : format };
      }
    }
  };
  const childRoutes = (): ListSchema => ({
    kind: 'list',
    get item(): SchemaType {
      return typeOf(spec.keys.route!, routeObject, 'route');
    },
  });
  const keyInfo = (name: string, type: CrdType, parent: CrdObject, twin: SchemaType | undefined): KeyInfo => {
    const like = twinKey(twin, name);
    const isLoadedTemplate = twin?.kind === 'object' && LOADED_TEMPLATES[twin.name]?.includes(name);
    return {
      name,
      type: typeOf(type, isLoadedTemplate ? formatted('template-url') : like?.type, name),
      doc: docOf(name, type, like),
      required: parent.required?.includes(name) ? true : undefined,
      deprecated: DEPRECATED[name],
    };
  };
  return objectOf(spec, SPEC_TWIN, 'spec');
}

/** What an item of a list becomes: settings by name are a list of pairs here. */
function itemTwin(twin: SchemaType | undefined): SchemaType | undefined {
  if (twin?.kind === 'list') return twin.item;
  if (twin?.kind !== 'map') return undefined;
  return object('setting', [
    { name: 'key', type: text, doc: DOCS.key! },
    { name: 'value', type: twin.value, doc: DOCS.value! },
  ]);
}

/** By tables of Alertmanager's configuration: addresses that the webhook parses as templates of Go. */
const LOADED_TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  pagerduty_configs: ['clientURL'],
  image: ['href'],
  link: ['href'],
  rocketchat_configs: ['iconURL', 'imageURL', 'thumbURL'],
  'action of a Rocket.Chat message': ['url'],
  pushover_configs: ['url'],
  webhook_configs: ['url'],
  sns_configs: ['apiURL'],
};

/** Formats that mean the same in both; URLs and durations are limited by the CRD's own patterns. */
const KEPT_FORMATS: ReadonlyMap<Format | undefined, Format> = new Map([
  ['notification-template', 'notification-template'],
  ['template-url', 'template-url'],
  ['receiver', 'receiver'],
  ['interval', 'interval'],
  ['label-name', 'label-name'],
  ['weekday-range', 'weekday-range'],
  ['month-range', 'month-range'],
  ['year-range', 'year-range'],
  ['clock', 'clock'],
]);

const DURATION = /^\^\(.*\(\(\[0-9\]\+\)ms\)\?\)?\$$/;

/** The key of Alertmanager's configuration that a camelCase key becomes. */
function twinKey(twin: SchemaType | undefined, name: string): KeyInfo | undefined {
  const table = twin?.kind === 'either' ? twin.of.find(one => one.kind === 'object') : twin;
  if (table?.kind !== 'object') return undefined;
  const named = (snake: string): KeyInfo | undefined =>
    table.keys.find(info => info.name === snake || info.name.replaceAll('_', '') === snake.replaceAll('_', ''));
  return named(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()) ?? named(RENAMED[name] ?? '');
}

function docOf(name: string, type: CrdType, like: KeyInfo | undefined): string {
  if (like) {
    const isSelector = type.t === 'object' && 'key' in type.keys && 'name' in type.keys;
    return isSelector ? `${like.doc} Taken from a key of a Secret in the same namespace.` : like.doc;
  }
  return DOCS[name] ?? `Setting \`${name}\`.`;
}

const RENAMED: Readonly<Record<string, string>> = {
  pagerdutyConfigs: 'pagerduty_configs',
  keySecret: 'key',
  urlSecret: 'url',
  bearerTokenSecret: 'bearer_token',
  pagerDutyImageConfigs: 'images',
  pagerDutyLinkConfigs: 'links',
  alt: 'text',
  apiURL: 'api_url',
  clientId: 'client_id',
  enableHttp2: 'enable_http2',
  startTime: 'start_time',
  endTime: 'end_time',
  sourceMatch: 'source_match',
  targetMatch: 'target_match',
};

/** What a mapping is called in messages. */
function titleOf(name: string, crd: CrdObject, twin: SchemaType | undefined): string {
  if ('key' in crd.keys && 'optional' in crd.keys) return 'selector of a key';
  return TITLES[name] ?? (twin?.kind === 'object' ? twin.name : name);
}

const TITLES: Readonly<Record<string, string>> = {
  matchers: 'matcher',
  sourceMatch: 'matcher',
  targetMatch: 'matcher',
};

const DEPRECATED: Readonly<Record<string, string>> = {
  regex: 'Use `matchType: =~`.',
  bearerTokenSecret: 'Use `authorization`.',
  proxyURL: 'Use `proxyUrl`.',
};

const DOCS: Readonly<Record<string, string>> = {
  name: 'Name; in a selector that of the Secret or ConfigMap.',
  key: 'Key; in a selector that within the Secret or ConfigMap, in a list of settings the setting’s name.',
  value: 'Value that the label is compared with, or that the setting gets.',
  optional: 'Whether the Secret or its key may be missing.',
  matchType: 'How the label is compared: =, !=, =~ or !~.',
  regex: 'Whether the value is a pattern.',
  secret: 'Takes the value from a key of a Secret in the same namespace.',
  configMap: 'Takes the value from a key of a ConfigMap in the same namespace.',
  start: 'First day of the range; -1 is the last day of the month.',
  end: 'Last day of the range; -1 is the last day of the month.',
  apiURL: 'URL of the service, taken from a key of a Secret in the same namespace.',
  url: 'URL that is asked.',
};

const schemas: Readonly<Record<string, () => ObjectSchema>> = Object.fromEntries(
  Object.entries(alertmanagerConfigSpecs).map(([version, spec]) => [
    version,
    lazy(() => customResource('AlertmanagerConfig', [`${API_GROUP}/${version}`], convert(spec))),
  ]),
);
