// Alertmanager configurations: everything that amtool and the server refuse when they load one. Layer: model.
import { isSince } from '../../target/version';
import type { Span } from '../../text/span';
import type { YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { alertmanagerObject, eventRecorderObject } from '../schema/alertmanager';
import { httpConfig, sigv4, tlsConfig } from '../schema/http';
import { inhibitObject, routeObject } from '../schema/routing';
import type { ObjectSchema, SchemaType } from '../schema/types';
import { checkEventRecorder } from './eventRecorder';
import { checkHttpConfig, checkSigv4, checkTlsConfig } from './httpConfig';
import { needsOneOf, type ObjectCheck, type ObjectContext } from './objects';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { clockMinutes } from './ranges';
import { Reader, type ReaderTarget } from './reader';
import { checkReceivers } from './receivers';
import { placeOf, Report } from './report';
import { checkInhibitRule, checkReferences, checkRootRoute, checkRoute, type KnownNames } from './routes';
import { isNull, isNullNode, shorten } from './scalars';
import { itemOf } from './units';
import { View, viewOf, viewOfEmpty } from './view';
import { capital, nameOf } from './words';

/**
 * Everything Alertmanager refuses about a configuration; `root` is undefined for an empty document. In slices, as far as the
 * options keep what is wrong with receivers and routes.
 */
export function* checkAlertmanagerInSlices(
  root: YamlNode | undefined,
  options: StructureOptions,
): Generator<void, readonly StructureProblem[]> {
  const report = new Report();
  const context = makeContext(options, report);
  const start = root ? placeOf(root) : { from: 0, to: 0 };
  const value = follow(root);
  if (!root || !value || (value.kind === 'scalar' && isNull(value, 'v2'))) {
    report.error('missing-field', start, 'The configuration is empty; it needs a `route` and its receiver.');
    return report.sorted();
  }
  const reader = new Reader(alertmanagerTarget(options, report, context), report);
  const file = value.kind === 'map' ? new View(value, 'v2') : undefined;
  if (file) yield* prepare(file, reader, context);
  reader.read(root, alertmanagerObject, { name: 'the configuration' });
  yield;
  if (file) yield* checkFile(file, context);
  return report.sorted();
}

/** Judges the items of the lists that may be long, so that the rest finds it done. */
function* prepare(file: View, reader: Reader, context: ObjectContext): Generator<void, void> {
  const route = context.viewOf(file.node('route'));
  yield* reader.prepare(file.node('receivers'), itemOf(alertmanagerObject, 'receivers'), 'receivers');
  yield* reader.prepare(route?.node('routes'), itemOf(routeObject, 'routes'), 'routes');
}

function* checkFile(file: View, context: ObjectContext): Generator<void, void> {
  const { report } = context;
  const global = context.viewOf(file.node('global'));
  if (global) checkGlobal(global, context);
  const receivers = yield* checkReceivers(file, global, context);
  const intervals = checkIntervals(file, context);
  const route = context.viewOf(file.node('route'));
  if (route) {
    checkRootRoute(route, context);
    yield* checkReferences(route, { receivers, intervals }, context);
  } else if (!file.given('route')) {
    const at = file.fields.has('route') ? file.keyAt('route') : file.at;
    report.error('missing-field', at, 'The configuration has no `route`; it needs one with a receiver.');
  }
}

/** Pairs of a setting and the file that may hold it, with the version that knows both. */
const GLOBAL_PAIRS = [
  'slack_api_url',
  'slack_app_token',
  'opsgenie_api_key',
  'victorops_api_key',
  'smtp_auth_password',
  'smtp_auth_secret',
  'telegram_bot_token',
  'rocketchat_token',
  'rocketchat_token_id',
  'wechat_api_secret',
  'mattermost_webhook_url',
];

function checkGlobal(global: View, { report }: ObjectContext): void {
  for (const name of GLOBAL_PAIRS) {
    if (global.set(name) && global.set(`${name}_file`)) {
      const at = global.keyAt(`${name}_file`);
      report.error('conflicting-fields', at, `Only one of \`${name}\` and \`${name}_file\` may be set; remove one.`, {
        related: { span: global.keyAt(name), message: 'The other one stands here.' },
      });
    }
  }
  const token = ['slack_app_token', 'slack_app_token_file'].find(key => global.set(key));
  const url = ['slack_api_url', 'slack_api_url_file'].find(key => global.set(key));
  const appUrl = global.text('slack_app_url') || 'https://slack.com/api/chat.postMessage';
  if (token && url && global.text('slack_api_url') !== appUrl) {
    report.error(
      'conflicting-fields',
      global.keyAt(token),
      `Slack is reached by \`${url}\` or by \`${token}\`, not by both; remove one.`,
      {
        related: { span: global.keyAt(url), message: 'The other one stands here.' },
      },
    );
  }
}

/** Names of the intervals; undefined where a list of them is of the wrong kind. */
function checkIntervals(file: View, context: ObjectContext): KnownNames['intervals'] {
  const names = new Map<string, Span>();
  for (const key of ['mute_time_intervals', 'time_intervals']) {
    const list = follow(file.node(key));
    if (list && list.kind !== 'seq' && !(list.kind === 'scalar' && isNull(list, 'v2'))) return undefined;
    for (const item of itemsOf(file.node(key))) {
      const interval = context.viewOf(item);
      // An empty item is an interval without a name, which nobody looks at until there is a second one.
      if (!interval && isNullNode(item)) {
        const at = { from: item.from, to: item.to };
        if (!names.has('')) names.set('', at);
        else context.report.error('duplicate-interval', at, 'A second item of the list is empty; remove it.');
      }
      if (!interval) continue;
      const name = interval.text('name');
      const first = names.get(name);
      if (first && name !== '') {
        context.report.error(
          'duplicate-interval',
          interval.valueAt('name'),
          `The interval name \`${shorten(name)}\` is already taken; choose another.`,
          {
            related: { span: first, message: 'The first interval of this name.' },
          },
        );
      } else names.set(name, interval.valueAt('name'));
    }
  }
  return new Set(names.keys());
}

/** `times`: the end after the beginning. */
const checkTimeRange: ObjectCheck = (view, { report }) => {
  const [start, end] = [clockMinutes(view.text('start_time')), clockMinutes(view.text('end_time'))];
  if (start !== undefined && end !== undefined && start >= end) {
    report.error(
      'invalid-interval',
      view.valueAt('end_time'),
      'The end must come after the beginning; split a range that passes midnight in two.',
    );
  }
};

const checks: ReadonlyMap<string, ObjectCheck> = new Map([
  [httpConfig.name, checkHttpConfig],
  [tlsConfig.name, checkTlsConfig],
  [sigv4.name, checkSigv4],
  [routeObject.name, checkRoute],
  [inhibitObject.name, checkInhibitRule],
  ['time range', checkTimeRange],
  [eventRecorderObject.name, checkEventRecorder],
]);

function makeContext(options: StructureOptions, report: Report): ObjectContext {
  return {
    report,
    options,
    since: version => isSince(options.alertmanager, version),
    viewOf: node => viewOf(node) ?? viewOfEmpty(node),
  };
}

function alertmanagerTarget(options: StructureOptions, report: Report, context: ObjectContext): ReaderTarget {
  const { minor } = options.alertmanager;
  return {
    flavor: 'v2',
    givesNulls: true,
    options,
    name: `Alertmanager 0.${minor}`,
    knows: key => (!key.since || context.since(key.since)) && !(key.removedIn && context.since(key.removedIn)),
    onObject(map, object, owner) {
      const view = new View(map, 'v2', owner);
      checkRequired(view, object, report);
      checks.get(object.name)?.(view, context);
    },
  };
}

/** Keys that need a text; required mappings and lists have checks of their own. */
function checkRequired(view: View, object: ObjectSchema, report: Report): void {
  if (object === alertmanagerObject) return;
  for (const info of object.keys) {
    if (!info.required || !isText(info.type)) continue;
    needsOneOf(view, [info.name], object, `${capital(nameOf(object))} needs \`${info.name}\`.`, report);
  }
}

function isText(type: SchemaType): boolean {
  return type.kind === 'string';
}
