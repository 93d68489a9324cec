// What a hover says of routing: on the name of an alert who gets it, on a route which alerts of the workspace end up there.
// Silent where no configuration is there, or several that do not agree. Layer: features. Texts are Markdown without HTML.

import type { AlertFact } from '../../analysis/facts';
import { isSent, labelOf } from '../../routing/reach';
import { integrationsOf } from '../../routing/receivers';
import { type RouteNode, routesTaking } from '../../routing/tree';
import { lengthText } from '../../text/length';
import { shownName } from '../../text/paths';
import { allOf, firstAndMore } from '../../text/words';
import { get, getScalar } from '../../yaml/path';
import type { Written } from '../cursor/written';
import type { FoundConfiguration } from './configurations';
import { factSentAs } from './sending';

/** So many names are shown. */
const mostNames = 8;
/** So many alerts between two yields. */
const perSlice = 200;

/** Where an alert goes; undefined where that is not clear. `unclear`: why it is not known how it is sent. */
export function alertMarkdown(
  fact: AlertFact,
  found: readonly FoundConfiguration[],
  unclear?: string,
): string | undefined {
  const labels = Object.fromEntries(
    fact.labels.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
  const sentAs = factSentAs(fact, labels);
  const words = [...(sentAs?.words ?? []), ...(unclear === undefined ? [] : [unclear])];
  const before = words.length > 0 ? `${words.map(escaped).join(' ')}\n\n` : '';
  if (sentAs?.sent === 'no') return before.trimEnd();
  const texts = found.map(({ configuration }) => {
    const taken = routesTaking(configuration.tree, label => labelOf(fact, label));
    return taken
      .map(({ route, certain }) => {
        const receiver = configuration.receivers.get(route.options.receiver);
        const kinds = receiver ? integrationsOf(receiver).map(({ kind }) => kind) : [];
        const told = kinds.length > 0 ? kinds.join(', ') : 'tells nobody';
        const times = `after ${lengthText(route.options.groupWait)}`;
        return `- ${certain && sentAs?.sent !== 'perhaps' ? '' : 'perhaps '}${code(route.options.receiver)} (${told}), ${times}`;
      })
      .join('\n');
  });
  const [first] = texts;
  if (!first || texts.some(text => text !== first)) return undefined;
  const files = [...new Set(found.map(({ configuration }) => code(shownName(configuration.file))))];
  return `${before}Goes by ${allOf(files)} to\n\n${first}`;
}

/** The route at a cursor in a configuration or object; undefined where it is in none. */
export function routeAtCursor(
  { root, path }: Written,
  file: string,
  { configuration: { tree } }: FoundConfiguration,
): RouteNode | undefined {
  const isObject = root.kind === 'alertmanager-config';
  const steps = isObject && path[0] === 'spec' ? path.slice(1) : path;
  if (steps[0] !== 'route') return undefined;
  let node: RouteNode | undefined = tree;
  let own = tree.routes.filter(({ fact }) => fact.object === undefined);
  if (isObject) {
    const metadata = get(root.node, 'metadata');
    const name = `${getScalar(metadata, 'namespace')?.value ?? ''}/${getScalar(metadata, 'name')?.value ?? ''}`;
    node = tree.routes.find(({ fact }) => fact.object === name);
    own = [...(node?.routes ?? [])];
  } else if (tree.file !== file) return undefined;
  for (let i = 1; steps[i] === 'routes' && typeof steps[i + 1] === 'number'; i += 2) {
    node = own[steps[i + 1] as number];
    own = [...(node?.routes ?? [])];
  }
  return node;
}

/** Which alerts end up at a route. In slices. */
export function* routeMarkdown(
  route: RouteNode,
  tree: RouteNode,
  alerts: readonly AlertFact[],
): Generator<void, string | undefined> {
  if (alerts.length === 0) return undefined;
  const [sure, perhaps]: [Set<string>, Set<string>] = [new Set(), new Set()];
  for (const [i, fact] of alerts.entries()) {
    if (i % perSlice === perSlice - 1) yield;
    const sent = isSent(fact);
    if (sent === 'no') continue;
    const taken = routesTaking(tree, label => labelOf(fact, label)).find(one => one.route === route);
    if (taken) (taken.certain && sent === 'yes' ? sure : perhaps).add(fact.name);
  }
  const more = [...perhaps].filter(name => !sure.has(name));
  if (sure.size === 0 && more.length === 0) {
    return route.routes.length > 0
      ? 'No alert of the workspace ends here: routes below take all that come.'
      : 'No alert of the workspace ends here.';
  }
  return [
    sure.size > 0
      ? `${count(sure.size)} of the workspace ${sure.size === 1 ? 'ends' : 'end'} here: ${listed([...sure])}.`
      : '',
    more.length > 0 ? `Perhaps, as the data decides: ${listed(more)}.` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function count(n: number): string {
  return n === 1 ? 'One alert' : `${n} alerts`;
}

function listed(names: readonly string[]): string {
  return firstAndMore(names.map(code), mostNames);
}

/** A sentence with names as code: what has a meaning in Markdown outside of these is escaped. */
function escaped(text: string): string {
  const parts = text.split('`');
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\*_<[\]]/g, '\\$&'))).join('`');
}

/** A name as code, which a backtick would end. */
function code(name: string): string {
  return `\`${name.replaceAll('`', "'")}\``;
}
