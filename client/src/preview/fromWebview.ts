// What the webview sends, read with care: the page is not trusted further than its buttons go. Pure; no vscode here.
import { type PreviewAction, type SavedPanel, type TimeRange, type WindowName, windowNames } from './messages';

export type FromWebview =
  | { readonly type: 'ready' }
  | { readonly type: 'range'; readonly range: TimeRange }
  | { readonly type: 'part'; readonly part: number }
  /** Shows the message of a change of the history. */
  | { readonly type: 'moment'; readonly change: number }
  /** Tries out other numbers or durations; those that are left out stay as they are. */
  | { readonly type: 'tune'; readonly tune: Tune }
  | { readonly type: 'untune' }
  /** Asks for the history although it is much. */
  | { readonly type: 'evaluate' }
  | { readonly type: 'write' }
  /** Shows or hides the explanation. */
  | { readonly type: 'explain'; readonly open: boolean }
  /** Takes what is shown along; `png` has the picture in base64. */
  | { readonly type: 'take'; readonly as: 'markdown' | 'csv' | 'page' }
  | { readonly type: 'take'; readonly as: 'png'; readonly data: string }
  | { readonly type: 'pin'; readonly pinned: boolean }
  | { readonly type: 'refresh' }
  | { readonly type: 'openRule' }
  | { readonly type: 'reveal'; readonly from: number; readonly to: number }
  | { readonly type: 'action'; readonly action: PreviewAction };

/** Other numbers, by where they stand in the expression, and other durations, as they would be written. */
export interface Tune {
  readonly thresholds?: readonly { readonly at: number; readonly text: string }[];
  readonly for?: string;
  readonly keepFiringFor?: string;
  /** Counts what the page tried. */
  readonly turn?: number;
}

const actions: readonly PreviewAction[] = [
  'addServer',
  'selectServer',
  'editServer',
  'manageTrust',
  'selectData',
  'simulate',
  'retry',
];
/** The last moment that a calendar has. */
const lastMs = 8.64e15;

/** Reads a message of the webview; undefined for anything that is none. */
export function readFromWebview(value: unknown): FromWebview | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const message = value as Record<string, unknown>;
  switch (message.type) {
    case 'ready':
    case 'refresh':
    case 'openRule':
    case 'untune':
    case 'evaluate':
    case 'write':
      return { type: message.type };
    case 'range': {
      const range = readRange(message.range);
      return range && { type: 'range', range };
    }
    case 'part':
      return isCount(message.part) ? { type: 'part', part: message.part } : undefined;
    case 'moment':
      return isCount(message.change) ? { type: 'moment', change: message.change } : undefined;
    case 'tune': {
      const tune = readTune(message.tune);
      return tune && { type: 'tune', tune };
    }
    case 'take':
      return readTake(message);
    case 'explain':
      return typeof message.open === 'boolean' ? { type: 'explain', open: message.open } : undefined;
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

/** A picture of the panel is some hundred kilobytes. */
const largestPicture = 20_000_000;

function readTake({ as, data }: Record<string, unknown>): FromWebview | undefined {
  if (as === 'markdown' || as === 'csv' || as === 'page') return { type: 'take', as };
  if (as !== 'png' || typeof data !== 'string' || data.length > largestPicture) return undefined;
  return /^[A-Za-z0-9+/]+={0,2}$/.test(data) ? { type: 'take', as, data } : undefined;
}

const numberText = /^[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/;
const durationText = /^[0-9a-z]{1,40}$/;
/** More numbers than any expression is given. */
const mostThresholds = 50;

function readTune(value: unknown): Tune | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { thresholds, for: hold, keepFiringFor, turn } = value as Record<string, unknown>;
  const isDuration = (text: unknown): text is string => typeof text === 'string' && durationText.test(text);
  const numbers = (Array.isArray(thresholds) ? thresholds : []).slice(0, mostThresholds).flatMap((one: unknown) => {
    const { at, text } = (one ?? {}) as Record<string, unknown>;
    return isCount(at) && typeof text === 'string' && numberText.test(text) ? [{ at, text }] : [];
  });
  return {
    ...(numbers.length > 0 ? { thresholds: numbers } : {}),
    ...(isDuration(hold) ? { for: hold } : {}),
    ...(isDuration(keepFiringFor) ? { keepFiringFor } : {}),
    ...(isCount(turn) ? { turn } : {}),
  };
}

/** Reads a time range; undefined for anything that is none. */
function readRange(value: unknown): TimeRange | undefined {
  const name: WindowName | undefined = windowNames.find(known => known === value);
  if (name || typeof value !== 'object' || value === null) return name;
  const { fromMs, toMs } = value as Record<string, unknown>;
  return isCount(fromMs) && isCount(toMs) && fromMs < toMs && toMs <= lastMs ? { fromMs, toMs } : undefined;
}

/** Reads a saved panel; undefined for anything that is none, as the store may be of another version. */
export function readSavedPanel(value: unknown): SavedPanel | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { uri, line, character, range, pinned, scenario } = value as Record<string, unknown>;
  const read = readRange(range);
  if (typeof uri !== 'string' || !isCount(line) || !isCount(character) || !read) return undefined;
  return {
    uri,
    line,
    character,
    range: read,
    pinned: pinned === true,
    ...(typeof scenario === 'string' ? { scenario } : {}),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
