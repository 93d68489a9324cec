// What an outline shows of a document: groups with their rules, the tree of routes, receivers and time intervals.
// Layer: features.

import type { Analysis } from '../analysis/analysis';
import type { Route } from '../model/alertmanager';
import type { SourceDocument } from '../model/document';
import { placeSpan } from '../model/region';
import { isAlertmanager, type Root } from '../model/root';
import { inFile } from '../model/rulePlaces';
import type { Span } from '../text/span';
import { rulesOf } from './rules';

export type OutlineKind = 'group' | 'alert' | 'record' | 'route' | 'receiver' | 'interval';

/** A thing with a name, in file offsets; `named` may lie outside of `span`, and a name may be empty. */
export interface OutlineItem {
  readonly kind: OutlineKind;
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  /** What is selected when somebody goes there. */
  readonly named: Span;
  readonly children: readonly OutlineItem[];
}

/** The things of a document: first the groups, then what stands in configurations. */
export function outlineOf(document: SourceDocument, analysis: Analysis): readonly OutlineItem[] {
  return [
    ...groupsOf(document, analysis),
    ...document.roots.filter(isAlertmanager).flatMap(root => [...configurationItems(root, analysis)]),
  ];
}

function groupsOf(document: SourceDocument, analysis: Analysis): readonly OutlineItem[] {
  const groups: (OutlineItem & { readonly children: OutlineItem[] })[] = [];
  let group: unknown;
  for (const found of rulesOf(document, analysis)) {
    const { root, rule } = found;
    if (found.group !== group) {
      group = found.group;
      const span = placeSpan(found.group.span, root.region);
      const { name } = found.group;
      groups.push({
        kind: 'group',
        name: name?.value ?? root.embeddedAs ?? '',
        detail: 'group',
        span,
        named: name ? placeSpan(name, root.region) : { from: span.from, to: span.from },
        children: [],
      });
    }
    const name = rule.alert ?? rule.record;
    const kind = rule.alert ? 'alert' : 'record';
    groups.at(-1)!.children.push({
      kind,
      name: name?.value ?? '',
      detail: kind,
      span: found.span,
      named: name ? inFile(found, name) : { from: found.span.from, to: found.span.from },
      children: [],
    });
  }
  return groups;
}

function* configurationItems(root: Root, analysis: Analysis): Generator<OutlineItem, void> {
  const place = ({ from, to }: Span, base: number): Span =>
    placeSpan({ from: from + base, to: to + base }, root.region);
  const routeItem = (
    route: Route,
    base: number,
    inherited: string,
    below: (receiver: string) => readonly OutlineItem[] = () => [],
  ): OutlineItem => {
    const receiver = route.receiver?.value || inherited;
    return {
      kind: 'route',
      name: routeName(route),
      detail: `route to ${receiver || 'nobody'}`,
      span: place(route.node, base),
      named: place(route.matchers[0]?.node ?? route.receiver ?? route.node, base),
      children: [...route.routes.map(one => routeItem(one, base, receiver)), ...below(receiver)],
    };
  };
  const { route, routes, receivers, intervals } = analysis.alertmanager(root);
  if (route) yield routeItem(route, 0, '', receiver => routes.map(({ it, base }) => routeItem(it, base, receiver)));
  for (const { it, base } of receivers) {
    const span = place(it.node, base);
    const named = it.name ? place(it.name, base) : span;
    yield { kind: 'receiver', name: it.name?.value ?? '', detail: 'receiver', span, named, children: [] };
  }
  for (const { node, name } of intervals) {
    const [span, named] = [placeSpan(node, root.region), placeSpan(name, root.region)];
    yield { kind: 'interval', name: name.value, detail: 'interval', span, named, children: [] };
  }
}

/** What a route takes of the alerts that reach it, as its matchers are written. */
function routeName({ matchers }: Route): string {
  if (matchers.length === 0) return 'all alerts';
  return matchers.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ');
}
