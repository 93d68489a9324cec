// The requests of the live preview: a rule at a position, its rendered messages, and places in its expression.
// Layer: lsp (shapes of protocol.ts).

import type { RuleAt } from '../features/rules';
import type { Service } from '../service';
import { rangeOf } from './convert';
import type { Folders } from './folders';
import type { OpenDocument } from './openDocuments';
import type {
  BacktestRuleParams,
  BacktestRuleResult,
  EditRuleParams,
  EditRuleResult,
  LocateParams,
  LocateResult,
  RenderParams,
  RenderResult,
  RuleAtParams,
  RulePreview,
} from './protocol';

export interface PreviewRequests {
  ruleAt(document: OpenDocument | undefined, params: RuleAtParams): RulePreview | null;
  render(document: OpenDocument | undefined, params: RenderParams): RenderResult | null;
  locate(document: OpenDocument | undefined, params: LocateParams): LocateResult | null;
  backtest(params: BacktestRuleParams): Generator<void, BacktestRuleResult>;
  edit(document: OpenDocument | undefined, params: EditRuleParams): Generator<void, EditRuleResult>;
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
      const preview = service.preview(workspace, found);
      // Of an expression with a hole there is nothing to replay.
      const backtest = preview.problems.length > 0 ? undefined : service.backtestRule(workspace, found, document.uri);
      const recordings = backtest ? service.recordings(workspace, backtest) : [];
      return {
        uri: document.uri,
        version: document.version,
        id: found.span.from,
        ...preview,
        ...(backtest ? { backtest: recordings.length > 0 ? { ...backtest, recordings } : backtest } : {}),
        range: rangeOf(found.span, document.lines),
      };
    },
    render(document, params) {
      const found = named(document, params.version, params.id);
      if (!document || !found) return null;
      const { workspace } = folders.of(document.uri);
      return service.render(workspace, found, params);
    },
    locate(document, { version, id, from, to }) {
      const found = named(document, version, id);
      if (!document || !found) return [];
      return service.locate(found, from, to).map(span => rangeOf(span, document.lines));
    },
    *backtest({ uri, text, group, name }) {
      const { workspace } = folders.of(uri);
      const document = yield* service.opening(text, undefined, service.openOptions(workspace, uri));
      for (const found of service.rules(document))
        if (found.rule.alert?.value === name && (found.group.name?.value ?? '') === group)
          return service.backtestRule(workspace, found, uri) ?? null;
      return null;
    },
    *edit(document, { version, id, ...change }) {
      const found = named(document, version, id);
      if (!document || !found) return null;
      const edits = yield* service.editRule(document.source, found, change);
      return edits?.map(edit => ({ range: rangeOf(edit, document.lines), newText: edit.newText })) ?? null;
    },
  };
}
