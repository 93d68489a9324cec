// The messages between the preview panel and the extension host, declared once and imported by both sides. Types and
// constants only. Everything the webview shows is one state; it never asks a server or the language server itself.

export const windowNames = ['1h', '6h', '24h', '7d', '30d'] as const;
export type WindowName = (typeof windowNames)[number];

/** What a person can be offered beside a notice. */
export type PreviewAction = 'addServer' | 'selectServer' | 'editServer' | 'manageTrust' | 'retry';

export type LabelPair = readonly [name: string, value: string];
/** A sample value that survives JSON. */
export type WireValue = number | 'NaN' | '+Inf' | '-Inf';

export interface PreviewState {
  readonly rule?: {
    readonly name: string;
    readonly kind: 'alert' | 'record';
    readonly severity?: string;
    readonly group: string;
    /** Name of the file and 1-based line, for the person. */
    readonly place: string;
  };
  /** Name of the server that is asked. */
  readonly server?: string;
  readonly window: WindowName;
  readonly pinned: boolean;
  /** What is being waited for, in words; absent when nothing is. */
  readonly busy?: string;
  /** The results are from before the last change. */
  readonly stale: boolean;
  /** What stands in the way, in words. */
  readonly notice?: {
    readonly tone: 'info' | 'warning' | 'error';
    readonly text: string;
    readonly actions: readonly PreviewAction[];
  };
  readonly expressionError?: {
    readonly expr: string;
    readonly from: number;
    readonly to: number;
    readonly message: string;
  };
  readonly graph?: GraphData;
  readonly series?: SeriesTable;
  /** Remarks of the server and of the preview, each a sentence. */
  readonly notes: readonly string[];
}

export interface GraphLine {
  /** Labels that tell this line from the others. */
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** The series is in the result now. */
  readonly matches: boolean;
}

export interface GraphData {
  /** What is drawn, in words: the left side of the comparison, or the result. */
  readonly title: string;
  /** Seconds since the epoch, rising; every line has one value for each. */
  readonly times: readonly number[];
  readonly lines: readonly GraphLine[];
  readonly thresholds: readonly GraphLine[];
  /** The comparison's operator in front of the threshold, e.g. `>`. */
  readonly op?: string;
  readonly total: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly tookMs: number;
  readonly unit?: string;
  /** Why there is nothing to draw. */
  readonly message?: string;
}

export interface SeriesRow {
  /** Final labels of the alert or the recorded series, by name. */
  readonly labels: readonly LabelPair[];
  readonly value: WireValue;
  /** Set where the sample is a native histogram. */
  readonly histogram?: { readonly count: number; readonly sum: number };
  readonly annotations: readonly {
    readonly name: string;
    readonly text: string;
    /** Why the template fails. */
    readonly error?: string;
    /** Why parts of the text are not known, in words. */
    readonly unknown?: string;
  }[];
}

export interface SeriesTable {
  readonly rows: readonly SeriesRow[];
  /** Labels that every row has with the same value. */
  readonly common: readonly LabelPair[];
  /** Names of the other labels, the most telling first. */
  readonly columns: readonly string[];
  /** Labels that have no column, for want of room. */
  readonly moreColumns: number;
  readonly total: number;
  readonly atMs: number;
  readonly tookMs: number;
  readonly unit?: string;
  /** Words for an empty table. */
  readonly empty?: string;
}

export type ToWebview = {
  readonly type: 'state';
  readonly state: PreviewState;
  /** What the webview hands to `setState`; absent while no rule was found. */
  readonly saved?: SavedPanel;
};

export type FromWebview =
  | { readonly type: 'ready' }
  | { readonly type: 'window'; readonly window: WindowName }
  | { readonly type: 'pin'; readonly pinned: boolean }
  | { readonly type: 'refresh' }
  | { readonly type: 'openRule' }
  | { readonly type: 'reveal'; readonly from: number; readonly to: number }
  | { readonly type: 'action'; readonly action: PreviewAction };

const actions: readonly PreviewAction[] = ['addServer', 'selectServer', 'editServer', 'manageTrust', 'retry'];

/** Reads a message of the webview; undefined for anything that is none: the page is not trusted further than its buttons go. */
export function readFromWebview(value: unknown): FromWebview | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const message = value as Record<string, unknown>;
  switch (message.type) {
    case 'ready':
    case 'refresh':
    case 'openRule':
      return { type: message.type };
    case 'window': {
      const window = windowNames.find(known => known === message.window);
      return window && { type: 'window', window };
    }
    case 'pin':
      return typeof message.pinned === 'boolean' ? { type: 'pin', pinned: message.pinned } : undefined;
    case 'reveal': {
      const { from, to } = message;
      return isCount(from) && isCount(to) ? { type: 'reveal', from, to } : undefined;
    }
    case 'action': {
      const action = actions.find(known => known === message.action);
      return action && { type: 'action', action };
    }
    default:
      return undefined;
  }
}

/** What the panel keeps over a reload of the window. */
export interface SavedPanel {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly window: WindowName;
  readonly pinned: boolean;
}

/** Reads a saved panel; undefined for anything that is none, as the store may be of another version. */
export function readSavedPanel(value: unknown): SavedPanel | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { uri, line, character, window, pinned } = value as Record<string, unknown>;
  const name = windowNames.find(known => known === window);
  if (typeof uri !== 'string' || !isCount(line) || !isCount(character) || !name) return undefined;
  return { uri, line, character, window: name, pinned: pinned === true };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
