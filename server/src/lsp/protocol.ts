// The custom messages between the client and the language server, declared once and imported by both sides.
// Types only: no dependency on a connection. Layer: lsp.
import type {
  PreviewedRule,
  PreviewSample,
  RenderedSeries,
  RenderedText,
  RenderInput,
  RenderOutput,
} from '../features/previewShapes';

/** A place in a document, 0-based, characters in UTF-16 units, as in LSP. */
export interface WirePosition {
  readonly line: number;
  readonly character: number;
}
export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

/** `mlAlertRules/ruleAt`: the rule at a position, prepared for the preview; null where there is none. */
export const ruleAtRequest = 'mlAlertRules/ruleAt';
export interface RuleAtParams {
  readonly uri: string;
  readonly position: WirePosition;
}
export interface RulePreview extends PreviewedRule {
  readonly uri: string;
  /** Version of the document this was read from. */
  readonly version: number;
  /** Names the rule for later requests while the document has this version: offset of the rule's first character. */
  readonly id: number;
  readonly range: WireRange;
}

/** `mlAlertRules/render`: final labels and rendered annotations of series in the result. */
export const renderRequest = 'mlAlertRules/render';
export type WireSample = PreviewSample;
export interface RenderParams extends RenderInput {
  readonly uri: string;
  readonly version: number;
  readonly id: number;
}
export type { RenderedSeries, RenderedText };
/** Null when the document has moved on: ask `ruleAt` again. */
export type RenderResult = RenderOutput;

/** `mlAlertRules/locate`: where characters of a rule's decoded expression stand in the document. */
export const locateRequest = 'mlAlertRules/locate';
export interface LocateParams {
  readonly uri: string;
  readonly version: number;
  readonly id: number;
  readonly from: number;
  readonly to: number;
}
export type LocateResult = readonly WireRange[];

/**
 * `mlAlertRules/standardAlerts`: the alerts, records, routes and receivers that may be inserted near a position, each with
 * its edit. Without a document, or where nothing of ours may stand in it, they are for a new file.
 */
export const standardAlertsRequest = 'mlAlertRules/standardAlerts';
export interface StandardAlertsParams {
  readonly uri?: string;
  readonly position?: WirePosition;
}
export interface WireStandardAlert {
  readonly title: string;
  readonly topic: string;
  /** What it watches, one sentence. */
  readonly watches: string;
  /** Exporters that it needs; '' for routes and receivers. */
  readonly needs: string;
  readonly metrics: readonly string[];
  readonly range: WireRange;
  /** In VS Code's snippet syntax, indented for its place: to be inserted as it is. */
  readonly snippet: string;
}
export interface StandardAlertsResult {
  /** Version of the document that the ranges are in; absent where they are for a new file. */
  readonly version?: number;
  /** Where they go, in words: `into the group gpu, after GPUHot`. */
  readonly where: string;
  readonly alerts: readonly WireStandardAlert[];
}

/**
 * `mlAlertRules/documentKinds`, a notification of the server: what an open document holds. Sent after the first analysis
 * of a document and whenever the list changes; an empty list for a file that is none of ours. Menus and the status bar
 * of the client follow it.
 */
export const documentKindsNotification = 'mlAlertRules/documentKinds';
export interface DocumentKindsParams {
  readonly uri: string;
  /** Kinds as in `check --format json`: `rules`, `prometheus-rule`, `alertmanager`, … */
  readonly kinds: readonly string[];
}

/** What the client sends as `initializationOptions`; every field may be missing. */
export interface InitializationOptions {
  /** URI of the folder with the pages of the checks, without a slash at the end; `codeDescription.href` points below it. */
  readonly docs?: string;
}
