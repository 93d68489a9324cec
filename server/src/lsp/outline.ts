// Document symbols and code lenses. Layer: lsp.
import { type CodeLens, type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { inFile, rulesOf } from '../features/rules';
import type { Route } from '../model/alertmanager';
import { readAlertmanager } from '../model/readAlertmanager';
import { placeSpan } from '../model/region';
import type { Root } from '../model/root';
import { visible } from '../text/printable';
import type { Span } from '../text/span';
import { rangeOf } from './convert';
import type { OpenDocument } from './openDocuments';

/** Command of the client that opens the preview; its arguments are the document's URI and a position in the rule. */
const previewCommand = 'mlAlertRules.previewRule';

/** Groups with their rules, the tree of routes, receivers and time intervals. */
export function documentSymbols({ source, lines }: OpenDocument): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  const symbol = (name: string, kind: SymbolKind, span: Span, named: Span, detail?: string): DocumentSymbol => ({
    // Editors refuse a symbol without a name, and one whose name lies outside of it.
    name: visible(name.trim()) || '(no name)',
    kind,
    range: rangeOf({ from: Math.min(span.from, named.from), to: Math.max(span.to, named.to) }, lines),
    selectionRange: rangeOf(named, lines),
    ...(detail !== undefined ? { detail: visible(detail) } : {}),
    children: [],
  });
  const place = ({ from, to }: Span, base: number, root: Root): Span =>
    placeSpan({ from: from + base, to: to + base }, root.region);
  const routeSymbol = (route: Route, base: number, root: Root, inherited = ''): DocumentSymbol => {
    const span = place(route.node, base, root);
    const receiver = route.receiver?.value || inherited;
    const named = place(route.matchers[0]?.node ?? route.receiver ?? route.node, base, root);
    const own = symbol(routeName(route), SymbolKind.Interface, span, named, `route to ${receiver || 'nobody'}`);
    own.children!.push(...route.routes.map(below => routeSymbol(below, base, root, receiver)));
    return own;
  };
  let groupSymbol: DocumentSymbol | undefined;
  let group: unknown;
  for (const found of rulesOf(source)) {
    const { root, rule } = found;
    if (found.group !== group || !groupSymbol) {
      group = found.group;
      const span = placeSpan(found.group.span, root.region);
      const { name } = found.group;
      const named = name ? placeSpan(name, root.region) : { from: span.from, to: span.from };
      groupSymbol = symbol(name?.value ?? root.embeddedAs ?? '', SymbolKind.Namespace, span, named, 'group');
      symbols.push(groupSymbol);
    }
    const name = rule.alert ?? rule.record;
    const named = name ? inFile(found, name) : { from: found.span.from, to: found.span.from };
    const kind = rule.alert ? SymbolKind.Event : SymbolKind.Variable;
    groupSymbol.children!.push(symbol(name?.value ?? '', kind, found.span, named, rule.alert ? 'alert' : 'record'));
  }
  for (const root of source.roots) {
    if (root.kind !== 'alertmanager' && root.kind !== 'alertmanager-config') continue;
    const { route, routes, receivers, intervals } = readAlertmanager(root);
    if (route) {
      const tree = routeSymbol(route, 0, root);
      const receiver = route.receiver?.value ?? '';
      tree.children!.push(...routes.map(({ it, base }) => routeSymbol(it, base, root, receiver)));
      symbols.push(tree);
    }
    for (const { it, base } of receivers) {
      const span = place(it.node, base, root);
      const named = it.name ? place(it.name, base, root) : span;
      symbols.push(symbol(it.name?.value ?? '', SymbolKind.Object, span, named, 'receiver'));
    }
    for (const { node, name } of intervals) {
      symbols.push(
        symbol(name.value, SymbolKind.Object, placeSpan(node, root.region), placeSpan(name, root.region), 'interval'),
      );
    }
  }
  return symbols;
}

/** What a route takes of the alerts that reach it, as its matchers are written. */
function routeName({ matchers }: Route): string {
  if (matchers.length === 0) return 'all alerts';
  return matchers.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ');
}

/** A lens above each rule that opens its preview. */
export function codeLenses({ uri, source, lines }: OpenDocument): CodeLens[] {
  // Of a rule that has but begun there is nothing to preview, and a lens would move the lines under the hands.
  const begun = [...rulesOf(source)].filter(({ rule }) => rule.alert ?? rule.record ?? rule.expr);
  return begun.map(({ span }) => {
    const position = lines.position(span.from);
    return {
      range: { start: position, end: position },
      command: { title: 'Preview', command: previewCommand, arguments: [uri, position] },
    };
  });
}
