// AlertmanagerConfig objects: the API server's view of their types, then the operator's webhook: routes, receivers,
// intervals. Layer: model.

import { closest } from '../../text/closest';
import type { Span } from '../../text/span';
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { scalarType } from '../../yaml/resolve';
import { regexProblem } from '../goRegex';
import { alertmanagerConfigSchema } from '../schema/alertmanagerConfig';
import { schemaAt } from '../schema/schemaAt';
import type { ObjectSchema } from '../schema/types';
import { CrdReader, isNullNode } from './crdReader';
import { checkCrdReceiver } from './crdReceivers';
import { checkIdentity } from './customResource';
import { itemsOf } from './fields';
import { durationSeconds } from './formats';
import { misspelling } from './misspelling';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { clockMinutes, dayOfMonthProblem, monthProblem, weekdayProblem, yearProblem } from './ranges';
import { spanOfKey } from './reader';
import { placeOf, Report } from './report';
import { replaceText } from './routes';
import { shorten, textOf } from './scalars';
import { View } from './view';

/** Everything that is refused or dropped about an AlertmanagerConfig. */
export function checkAlertmanagerConfigStructure(
  root: YamlNode,
  options: StructureOptions,
): readonly StructureProblem[] {
  const report = new Report();
  const top = viewOf(root);
  const version = top?.text('apiVersion').split('/').pop() ?? 'v1alpha1';
  const target = {
    onObject: (map: View['map'], object: ObjectSchema, owner: Span | undefined): void => {
      checkCrdReceiver(new View(map, 'v2', owner), object, { report, options, viewOf });
    },
  };
  new CrdReader(report, target).read(root, withoutChildren(version), { name: 'the object' });
  checkIdentity(root, ['v1alpha1', 'v1beta1'], report);
  const spec = top && viewOf(top.node('spec'));
  if (spec) checkSpec(spec, version, options, report);
  return report.sorted();
}

function checkSpec(spec: View, version: string, options: StructureOptions, report: Report): void {
  // Only the schema of v1alpha1 tells receivers and labels apart by itself.
  if (version === 'v1beta1') checkRepeated(spec, report);
  const receivers = names(spec.node('receivers'));
  const key = version === 'v1beta1' ? 'timeIntervals' : 'muteTimeIntervals';
  const intervals = names(spec.node(key));
  checkIntervals(spec.node(key), report);
  const route = viewOf(spec.node('route'));
  if (!route) return;
  if (!route.set('receiver')) {
    const at = route.fields.has('receiver')
      ? route.keyAt('receiver')
      : route.fields.size > 0
        ? route.at
        : spec.keyAt('route');
    report.error('missing-field', at, 'The first route needs a `receiver`.');
  }
  checkRoute(route, { receivers, intervals, report, version, options, intervalList: key }, 0);
}

function checkRepeated(spec: View, report: Report): void {
  const first = new Map<string, Span>();
  for (const item of itemsOf(spec.node('receivers'))) {
    const receiver = viewOf(item);
    const name = receiver?.text('name') ?? '';
    if (!receiver || name === '') continue;
    const at = receiver.valueAt('name');
    const earlier = first.get(name);
    if (!earlier) first.set(name, at);
    else {
      report.error(
        'duplicate-receiver',
        at,
        `The name \`${shorten(name)}\` is already taken in \`receivers\`; choose another.`,
        {
          related: { span: earlier, message: 'The first one of this name.' },
        },
      );
    }
  }
  const route = viewOf(spec.node('route'));
  if (route) checkRepeatedLabels(route, report);
}

function checkRepeatedLabels(route: View, report: Report): void {
  const seen = new Set<string>();
  for (const item of itemsOf(route.node('groupBy'))) {
    const name = textOf(item, 'v2');
    if (seen.has(name))
      report.error('duplicate-item', placeOf(item), `\`${shorten(name)}\` stands twice in \`groupBy\`; remove one.`);
    seen.add(name);
  }
}

interface RouteContext {
  readonly receivers: ReadonlySet<string>;
  readonly intervals: ReadonlySet<string>;
  readonly intervalList: string;
  readonly report: Report;
  readonly version: string;
  readonly options: StructureOptions;
}

function checkRoute(route: View, context: RouteContext, depth: number): void {
  const { report } = context;
  if (route.set('receiver')) checkName(route.node('receiver')!, context.receivers, 'receiver', context);
  for (const key of ['muteTimeIntervals', 'activeTimeIntervals']) {
    for (const item of itemsOf(route.node(key))) checkName(item, context.intervals, 'interval', context);
  }
  const groupBy = itemsOf(route.node('groupBy'));
  const all = groupBy.find(item => textOf(item, 'v2') === '...');
  if (all && groupBy.length > 1) {
    report.error(
      'conflicting-fields',
      placeOf(all),
      '`...` means every label and must stand alone; remove it or the other labels.',
    );
  }
  for (const item of itemsOf(route.node('matchers'))) {
    const matcher = viewOf(item);
    if (matcher) checkPattern(matcher, context);
  }
  for (const key of ['groupInterval', 'repeatInterval']) {
    if (route.set(key) && durationSeconds(route.text(key)) === 0) {
      report.warning(
        'invalid-duration',
        route.valueAt(key),
        `\`${key}\` must be longer than zero: the webhook lets it pass, Alertmanager refuses the configuration made of it.`,
      );
    }
  }
  if (depth > 100) return;
  for (const item of itemsOf(route.node('routes'))) {
    const child = childView(item, context.version);
    if (!child) {
      report.error(
        'wrong-type',
        placeOf(item, route.keyAt('routes')),
        'A child route must be a mapping; fill it in or remove it.',
      );
      continue;
    }
    checkChildKeys(child, context);
    checkRoute(child, context, depth + 1);
  }
}

/** A child route with its keys as the table writes them: Go's JSON reader does not look at letter case. */
function childView(node: YamlNode, version: string): View | undefined {
  const map = follow(node);
  if (map?.kind !== 'map') return undefined;
  const table = schemaAt('alertmanager-config', ['spec', 'route'], { apiVersion: version });
  const known = table?.kind === 'object' ? table.keys : [];
  return new View(map, 'v2', undefined, name => known.find(one => one.name.toLowerCase() === name.toLowerCase())?.name);
}

/** Child routes are free content to the API server; the webhook decodes them strictly, but no limits are checked. */
function checkChildKeys(child: View, { report, version }: RouteContext): void {
  const table = schemaAt('alertmanager-config', ['spec', 'route'], { apiVersion: version });
  if (table?.kind !== 'object') return;
  for (const [name, { key, value }] of child.fields) {
    const at = spanOfKey(key);
    // Go's JSON reader does not look at letter case.
    const info = table.keys.find(known => known.name.toLowerCase() === name.toLowerCase());
    if (!info) {
      const { advice, fix } = misspelling(
        name,
        key,
        child.map,
        table.keys.map(known => known.name),
      );
      report.error('unknown-key', at, `\`${shorten(name)}\` is no key of a route; ${advice}`, { fix });
      continue;
    }
    if (isNullNode(value)) continue;
    const node = follow(value);
    const wanted = info.type.kind;
    if (wanted === 'list') {
      if (node?.kind !== 'seq') report.error('wrong-type', placeOf(value, at), `\`${name}\` must be a list.`);
      else if (info.name === 'matchers') checkChildMatchers(node.items, version, report);
      else if (info.name !== 'routes') {
        for (const item of node.items) {
          if (!isNullNode(item) && !isText(item))
            report.error('wrong-type', placeOf(item), `An item of \`${name}\` must be text; put it in quotes.`);
        }
      }
    } else if (wanted === 'bool' ? !isOfType(value, ['bool']) : !isText(value)) {
      report.error(
        'wrong-type',
        placeOf(value, at),
        `\`${name}\` must be ${wanted === 'bool' ? 'true or false' : 'text; put it in quotes'}.`,
      );
    }
  }
  checkRepeatedLabels(child, report);
}

function checkChildMatchers(items: readonly YamlNode[], version: string, report: Report): void {
  for (const item of items) {
    const matcher = viewOf(item);
    if (!matcher) {
      if (!isNullNode(item))
        report.error('wrong-type', placeOf(item), 'A matcher must be a mapping with `name`, `matchType` and `value`.');
      continue;
    }
    for (const [name, { key, value }] of matcher.fields) {
      if (!/^(?:name|value|matchtype)$/i.test(name) && !(version === 'v1alpha1' && /^regex$/i.test(name))) {
        report.error(
          'unknown-key',
          spanOfKey(key),
          `\`${shorten(name)}\` is no key of a matcher; use name, value and matchType.`,
        );
      } else if (!isNullNode(value) && !(name.toLowerCase() === 'regex' ? isOfType(value, ['bool']) : isText(value))) {
        report.error(
          'wrong-type',
          placeOf(value, spanOfKey(key)),
          `\`${name}\` must be ${name.toLowerCase() === 'regex' ? 'true or false' : 'text; put it in quotes'}.`,
        );
      }
    }
    const type = matcher.text('matchType');
    if (type === '') continue;
    if (!/^(?:=|!=|=~|!~)$/.test(type)) {
      report.error(
        'invalid-value',
        matcher.valueAt('matchType'),
        `\`${shorten(type)}\` is no comparison; use =, !=, =~ or !~.`,
      );
    } else if (matcher.text('name').trim() === '') {
      report.error(
        'missing-field',
        matcher.fields.has('name') ? matcher.keyAt('name') : matcher.at,
        'A matcher needs the `name` of a label.',
      );
    }
  }
}

/** The webhook does not compile patterns; Alertmanager refuses the whole configuration that the operator makes of them. */
function checkPattern(matcher: View, { report, options }: RouteContext): void {
  const type = matcher.text('matchType');
  if (type !== '=~' && type !== '!~' && !(type === '' && matcher.isTrue('regex'))) return;
  const value = matcher.text('value');
  const problem = (options.regexProblem ?? regexProblem)(value);
  if (problem) {
    const message = `\`${shorten(value)}\` is no regular expression: ${problem}`;
    report.error('invalid-regex', matcher.valueAt('value'), message);
  }
}

function checkName(
  node: YamlNode,
  known: ReadonlySet<string>,
  what: 'receiver' | 'interval',
  context: RouteContext,
): void {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar' || !(isText(node) || isNullNode(node))) return;
  const name = textOf(scalar, 'v2');
  if (known.has(name)) return;
  const meant = closest(name, known);
  const list = what === 'receiver' ? 'receivers' : context.intervalList;
  const thing = what === 'receiver' ? 'receiver' : 'time interval';
  context.report.error(
    what === 'receiver' ? 'undefined-receiver' : 'undefined-interval',
    placeOf(scalar),
    `There is no ${thing} \`${shorten(name)}\` under \`${list}\`; ${meant === undefined ? 'define it there.' : `did you mean \`${meant}\`?`}`,
    { fix: meant === undefined ? undefined : replaceText(scalar, meant) },
  );
}

function checkIntervals(list: YamlNode | undefined, report: Report): void {
  for (const item of itemsOf(list)) {
    const named = viewOf(item);
    if (!named) continue;
    if (named.fields.has('name') && named.given('name') && named.text('name') === '') {
      report.error('missing-field', named.keyAt('name'), 'A time interval needs a `name` that is not empty.');
    }
    for (const one of itemsOf(named.node('timeIntervals'))) {
      const interval = viewOf(one);
      if (interval) checkInterval(interval, report);
    }
  }
}

function checkInterval(interval: View, report: Report): void {
  const wrong = (node: YamlNode, message: string | undefined): void => {
    // The pattern of the schema has its own say; a second sentence at the same place helps nobody.
    const at = placeOf(node);
    if (message && !report.problems.some(one => one.from === at.from)) report.error('invalid-interval', at, message);
  };
  for (const item of itemsOf(interval.node('times'))) {
    const range = viewOf(item);
    if (!range) continue;
    for (const key of ['startTime', 'endTime']) {
      if (!range.set(key))
        report.error(
          'missing-field',
          range.fields.has(key) ? range.keyAt(key) : range.at,
          `A time range needs \`${key}\`, as HH:MM.`,
        );
    }
    const [start, end] = [clockMinutes(range.text('startTime')), clockMinutes(range.text('endTime'))];
    if (start !== undefined && end !== undefined && start >= end) {
      report.error(
        'invalid-interval',
        range.valueAt('endTime'),
        'The end must come after the beginning; split a range that passes midnight in two.',
      );
    }
  }
  for (const item of itemsOf(interval.node('weekdays')))
    if (isText(item)) wrong(item, weekdayProblem(textOf(item, 'v2')));
  for (const item of itemsOf(interval.node('months'))) if (isText(item)) wrong(item, monthProblem(textOf(item, 'v2')));
  for (const item of itemsOf(interval.node('years'))) if (isText(item)) wrong(item, yearProblem(textOf(item, 'v2')));
  for (const item of itemsOf(interval.node('daysOfMonth'))) {
    const range = viewOf(item);
    if (!range) continue;
    const [start, end] = [range.text('start') || '0', range.text('end') || '0'];
    wrong(item, dayOfMonthProblem(`${start}:${end}`));
  }
}

function names(list: YamlNode | undefined): ReadonlySet<string> {
  return new Set(itemsOf(list).map(item => viewOf(item)?.text('name') ?? ''));
}

function viewOf(node: YamlNode | undefined): View | undefined {
  const map = follow(node);
  return map?.kind === 'map' ? new View(map, 'v2') : undefined;
}

function isText(node: YamlNode): boolean {
  return isOfType(node, ['str', 'timestamp', 'binary', 'merge']);
}

function isOfType(node: YamlNode, types: readonly string[]): boolean {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && types.includes(scalarType(scalar, 'v2'));
}

/** The table with child routes left to the checks here. */
function withoutChildren(version: string): ObjectSchema {
  return replaceKey(alertmanagerConfigSchema(version), ['spec', 'route', 'routes']);
}

function replaceKey(object: ObjectSchema, [first, ...rest]: readonly string[]): ObjectSchema {
  return {
    ...object,
    keys: object.keys.map(info => {
      if (info.name !== first) return info;
      if (rest.length === 0) return { ...info, type: { kind: 'list', item: { kind: 'any' } } };
      return info.type.kind === 'object' ? { ...info, type: replaceKey(info.type, rest) } : info;
    }),
  };
}
