// Routes of an AlertmanagerConfig: references, labels, and child routes, which the API server takes as free content and
// the operator's webhook decodes strictly. Layer: model.

import { secondsOf } from '../../promql/durations';
import { closest } from '../../text/closest';
import type { YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { schemaAt } from '../schema/schemaAt';
import type { KeyInfo } from '../schema/types';
import { checkGeneratedMatcher, checkGeneratedRoute } from './crdGenerated';
import { replaceText } from './fixes';
import { misspelling } from './misspelling';
import type { StructureOptions } from './options';
import { spanOfKey } from './reader';
import { placeOf, type Report } from './report';
import { hasType, isNullNode, isTextNode, shorten, textOf } from './scalars';
import { type View, viewOf } from './view';

/** Names that the routes may refer to, and where they are defined. */
export interface RouteContext {
  readonly receivers: ReadonlySet<string>;
  readonly intervals: ReadonlySet<string>;
  readonly intervalList: string;
  readonly report: Report;
  readonly version: string;
  readonly options: StructureOptions;
}

/** One route and its children; `depth` is 0 for the first. */
export function checkCrdRoute(route: View, context: RouteContext, depth: number): void {
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
    const matcher = viewOf(item, undefined, canonical(matcherKeys(context.version)));
    if (matcher) checkGeneratedMatcher(matcher, context.version, report, context.options);
  }
  checkGeneratedRoute(route, report);
  for (const key of ['groupInterval', 'repeatInterval']) {
    if (route.set(key) && secondsOf(route.text(key)) === 0) {
      report.warning(
        'invalid-duration',
        route.valueAt(key),
        `\`${key}\` is zero, which the operator leaves out, so that the default of Alertmanager holds; write how long.`,
      );
    }
  }
  for (const item of itemsOf(route.node('routes'))) {
    const child = viewOf(item, undefined, canonical(routeKeys(context.version)));
    if (!child) {
      report.error(
        'wrong-type',
        placeOf(item, route.keyAt('routes')),
        'A child route must be a mapping; fill it in or remove it.',
      );
      continue;
    }
    checkChildKeys(child, context);
    checkCrdRoute(child, context, depth + 1);
  }
}

/** Labels of `groupBy` that stand twice. */
export function checkRepeatedLabels(route: View, report: Report): void {
  const seen = new Set<string>();
  for (const item of itemsOf(route.node('groupBy'))) {
    const name = textOf(item, 'v2');
    if (seen.has(name))
      report.error('duplicate-item', placeOf(item), `\`${shorten(name)}\` stands twice in \`groupBy\`; remove one.`);
    seen.add(name);
  }
}

/** Child routes are free content to the API server; the webhook decodes them strictly, but no limits are checked. */
function checkChildKeys(child: View, { report, version }: RouteContext): void {
  const keys = routeKeys(version);
  for (const [name, { key, value }] of child.fields) {
    const at = spanOfKey(key);
    const info = keys.find(known => known.name === name);
    if (!info) {
      const { advice, fix } = misspelling(name, key, child.map, { kind: 'object', name: 'route', keys });
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
          if (!isNullNode(item) && !isTextNode(item))
            report.error('wrong-type', placeOf(item), `An item of \`${name}\` must be text; put it in quotes.`);
        }
      }
    } else if (wanted === 'bool' ? !hasType(value, ['bool']) : !isTextNode(value)) {
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
  const keys = matcherKeys(version);
  for (const item of items) {
    const matcher = viewOf(item, undefined, canonical(keys));
    if (!matcher) {
      const message = 'A matcher must be a mapping with `name`, `matchType` and `value`.';
      if (!isNullNode(item)) report.error('wrong-type', placeOf(item), message);
      continue;
    }
    for (const [name, { key, value }] of matcher.fields) {
      const info = keys.find(known => known.name === name);
      if (!info) {
        const message = `\`${shorten(name)}\` is no key of a matcher; use name, value and matchType.`;
        report.error('unknown-key', spanOfKey(key), message);
      } else if (!isNullNode(value) && !(info.type.kind === 'bool' ? hasType(value, ['bool']) : isTextNode(value))) {
        const wanted = info.type.kind === 'bool' ? 'true or false' : 'text; put it in quotes';
        report.error('wrong-type', placeOf(value, spanOfKey(key)), `\`${name}\` must be ${wanted}.`);
      }
    }
    const type = matcher.text('matchType');
    if (type === '') continue;
    if (!/^(?:=|!=|=~|!~)$/.test(type)) {
      const message = `\`${shorten(type)}\` is no comparison; use =, !=, =~ or !~.`;
      report.error('invalid-value', matcher.valueAt('matchType'), message);
    } else if (matcher.text('name').trim() === '') {
      const at = matcher.fields.has('name') ? matcher.keyAt('name') : matcher.at;
      report.error('missing-field', at, 'A matcher needs the `name` of a label.');
    }
  }
}

function checkName(
  node: YamlNode,
  known: ReadonlySet<string>,
  what: 'receiver' | 'interval',
  context: RouteContext,
): void {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar' || !(isTextNode(node) || isNullNode(node))) return;
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

function routeKeys(version: string): readonly KeyInfo[] {
  return keysAt(['spec', 'route'], version);
}

function matcherKeys(version: string): readonly KeyInfo[] {
  return keysAt(['spec', 'route', 'matchers', 0], version);
}

function keysAt(path: readonly (string | number)[], version: string): readonly KeyInfo[] {
  const table = schemaAt('alertmanager-config', path, { apiVersion: version });
  return table?.kind === 'object' ? table.keys : [];
}

/** The table's spelling of a key: Go's JSON reader does not look at letter case. */
function canonical(keys: readonly KeyInfo[]): (name: string) => string | undefined {
  return name => keys.find(known => known.name.toLowerCase() === name.toLowerCase())?.name;
}
