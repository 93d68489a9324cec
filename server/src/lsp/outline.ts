// Document symbols and code lenses. Layer: lsp.
import { type CodeLens, type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { OutlineItem, OutlineKind } from '../features/outline';
import type { Service } from '../service';
import type { LineIndex } from '../text/lineIndex';
import { visible } from '../text/printable';
import { rangeOf } from './convert';
import type { OpenDocument } from './openDocuments';

/** Command of the client that opens the preview; its arguments are the document's URI and a position in the rule. */
const previewCommand = 'mlAlertRules.previewRule';

/** By name: the protocol's package is not loaded by a check. */
const kinds = {
  group: 'Namespace',
  alert: 'Event',
  record: 'Variable',
  route: 'Interface',
  receiver: 'Object',
  interval: 'Object',
} as const satisfies Record<OutlineKind, keyof typeof SymbolKind>;

/** Groups with their rules, the tree of routes, receivers and time intervals. */
export function documentSymbols({ source, lines }: OpenDocument, service: Service): DocumentSymbol[] {
  return service.outline(source).map(item => symbolOf(item, lines));
}

function symbolOf({ kind, name, detail, span, named, children }: OutlineItem, lines: LineIndex): DocumentSymbol {
  return {
    // Editors refuse a symbol without a name, and one whose name lies outside of it.
    name: visible(name.trim()) || '(no name)',
    kind: SymbolKind[kinds[kind]],
    range: rangeOf({ from: Math.min(span.from, named.from), to: Math.max(span.to, named.to) }, lines),
    selectionRange: rangeOf(named, lines),
    detail: visible(detail),
    children: children.map(child => symbolOf(child, lines)),
  };
}

/** A lens above each rule that opens its preview. */
export function codeLenses({ uri, source, lines }: OpenDocument, service: Service): CodeLens[] {
  // Of a rule that has but begun there is nothing to preview, and a lens would move the lines under the hands.
  const begun = [...service.rules(source)].filter(({ rule }) => rule.alert ?? rule.record ?? rule.expr);
  return begun.map(({ span }) => {
    const position = lines.position(span.from);
    return {
      range: { start: position, end: position },
      command: { title: 'Preview', command: previewCommand, arguments: [uri, position] },
    };
  });
}
