// The requests of the live preview: a rule at a position, its rendered messages, and places in its expression.
// Layer: lsp (shapes of protocol.ts over features/rulePreview.ts).

import { renderRule } from '../features/ruleMessages';
import { previewOf } from '../features/rulePreview';
import { inFile, type RuleAt } from '../features/rules';
import { toFile } from '../model/region';
import type { Service } from '../service';
import { rangeOf } from './convert';
import type { Folders } from './folders';
import type { OpenDocument } from './openDocuments';
import type { LocateParams, LocateResult, RenderParams, RenderResult, RuleAtParams, RulePreview } from './protocol';

export interface PreviewRequests {
  ruleAt(document: OpenDocument | undefined, params: RuleAtParams): RulePreview | null;
  render(document: OpenDocument | undefined, params: RenderParams): RenderResult | null;
  locate(document: OpenDocument | undefined, params: LocateParams): LocateResult | null;
}

/** Answers of one connection. */
export function createPreviewRequests(service: Service, folders: Folders): PreviewRequests {
  /** The rule that an earlier `ruleAt` named; undefined when the document has moved on. */
  const named = (document: OpenDocument | undefined, version: number, id: number): RuleAt | undefined => {
    if (document?.version !== version) return undefined;
    for (const found of service.rules(document.source)) if (found.span.from === id) return found;
    return undefined;
  };
  return {
    ruleAt(document, { position }) {
      const found = document && service.ruleAt(document.source, document.lines.offset(position));
      if (!found) return null;
      const { workspace } = folders.of(document.uri);
      return {
        uri: document.uri,
        version: document.version,
        id: found.span.from,
        ...previewOf(found, service.parts(workspace, found.rule), workspace.catalog()),
        range: rangeOf(found.span, document.lines),
      };
    },
    render(document, params) {
      const found = named(document, params.version, params.id);
      if (!document || !found) return null;
      const { workspace } = folders.of(document.uri);
      return renderRule(found, params, workspace.config.dialect.version);
    },
    locate(document, { version, id, from, to }) {
      const found = named(document, version, id);
      const expr = found?.rule.expr;
      if (!document || !found || !expr) return [];
      const spans = expr.map
        .toFile(from, to)
        .flatMap(span =>
          found.root.region.map
            ? toFile(found.root.region, { from: span.from + found.base, to: span.to + found.base })
            : [inFile(found, span)],
        );
      return spans.map(span => rangeOf(span, document.lines));
    },
  };
}
