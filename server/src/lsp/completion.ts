// Completion, hover and signature help as the protocol has them. Layer: lsp.
import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type CompletionList,
  type InitializeParams,
  InsertTextFormat,
  MarkupKind,
  type Hover as WireHover,
  type SignatureHelp as WireSignatureHelp,
} from 'vscode-languageserver';
import type { Completion, CompletionEntry, CompletionKind } from '../features/completion/item';
import type { Hover } from '../features/hover';
import type { SignatureHelp } from '../features/signature';
import { lazy } from '../text/lazy';
import type { LineIndex } from '../text/lineIndex';
import { visible } from '../text/printable';
import { plainText } from '../text/snippetText';
import { rangeOf } from './convert';

/** Characters after which an editor asks by itself, besides letters. */
export const completionTriggers = ['{', '(', '[', ',', '"', "'", '=', '~', '.', '$', ' ', '|', ':'];

const kinds = lazy(
  (): Readonly<Record<CompletionKind, CompletionItemKind>> => ({
    metric: CompletionItemKind.Variable,
    function: CompletionItemKind.Function,
    keyword: CompletionItemKind.Keyword,
    label: CompletionItemKind.Field,
    value: CompletionItemKind.Value,
    key: CompletionItemKind.Property,
    variable: CompletionItemKind.Variable,
    snippet: CompletionItemKind.Snippet,
    duration: CompletionItemKind.Unit,
    receiver: CompletionItemKind.Reference,
  }),
);

/** What a client can do with completions. */
export interface CompletionOffers {
  /** It expands `$1` and `${2:name}`. */
  readonly snippets: boolean;
  /** It shows a few words beside every label. */
  readonly besides: boolean;
  /** It has VS Code's command that asks for completions again. */
  readonly asksAgain: boolean;
}

export const noOffers: CompletionOffers = { snippets: false, besides: false, asksAgain: false };

export function offersOf({ capabilities, clientInfo }: InitializeParams): CompletionOffers {
  const item = capabilities.textDocument?.completion?.completionItem;
  return {
    snippets: item?.snippetSupport === true,
    besides: item?.labelDetailsSupport === true,
    asksAgain: /code/i.test(clientInfo?.name ?? ''),
  };
}

/** The list with the order of its entries kept; snippets are plain text for clients that would insert them as they are. */
export function completionOf(completion: Completion, lines: LineIndex, offers: CompletionOffers): CompletionList {
  const isSnippet = ({ snippet }: CompletionEntry): boolean => snippet === true && offers.snippets;
  return {
    isIncomplete: completion.incomplete,
    items: completion.entries.map(entry => ({
      label: entry.label,
      kind: kinds()[entry.kind],
      ...besideOf(entry, offers),
      ...(entry.documentation !== undefined
        ? { documentation: { kind: MarkupKind.Markdown, value: visible(entry.documentation) } }
        : {}),
      textEdit: { range: rangeOf(entry.replace, lines), newText: textOf(entry, offers) },
      insertTextFormat: isSnippet(entry) ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      sortText: String(entry.rank).padStart(5, '0'),
      ...(entry.filter !== undefined ? { filterText: entry.filter } : {}),
      ...(entry.deprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
      ...(entry.more && offers.asksAgain
        ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }
        : {}),
    })),
  };
}

function textOf({ insert, snippet }: CompletionEntry, { snippets }: CompletionOffers): string {
  return snippet && !snippets ? plainText(insert) : insert;
}

/** A long line beside a name would cut it short: what is more than a few words long stands with the documentation. */
function besideOf(
  { label, beside, detail, documentation }: CompletionEntry,
  { besides }: CompletionOffers,
): Partial<CompletionItem> {
  const short = beside ?? (detail !== undefined && detail.length <= besideLength ? detail : undefined);
  // Beside a long name there is no room at all; its documentation begins with the same words.
  if (documentation && label.length + (short ?? '').length > roomOfLine) return {};
  if (!besides) return short === undefined ? (detail === undefined ? {} : { detail }) : { detail: short };
  return {
    ...(short === undefined ? {} : { labelDetails: { description: short } }),
    ...(detail === undefined || detail === short ? {} : { detail }),
  };
}

const besideLength = 24;
/** Characters of a line in VS Code's list at its usual width. */
const roomOfLine = 42;

/** A hover with Markdown. */
export function hoverOf(hover: Hover, lines: LineIndex): WireHover {
  return { contents: { kind: MarkupKind.Markdown, value: visible(hover.markdown) }, range: rangeOf(hover, lines) };
}

/** The one signature of a call, with its active parameter. */
export function signatureOf({ label, documentation, parameters, active }: SignatureHelp): WireSignatureHelp {
  return {
    signatures: [
      {
        label,
        documentation: { kind: MarkupKind.Markdown, value: documentation },
        parameters: parameters.map(parameter => ({ label: parameter })),
      },
    ],
    activeSignature: 0,
    activeParameter: Math.min(active, Math.max(parameters.length - 1, 0)),
  };
}
