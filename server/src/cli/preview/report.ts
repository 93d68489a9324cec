// What the reporters of `preview` get of an alert. Layer: cli. Types only.
import type { AskedBacktest } from '../../backtest/backtestRule';
import type { BacktestRule } from '../../backtest/rule';
import type { Moment } from './moments';
import type { Notifications } from './notifications';

export interface PreviewReport {
  readonly name: string;
  readonly group: string;
  /** Line in the file, from 1 on. */
  readonly line: number;
  readonly severity?: string;
  readonly expr: string;
  /** The scenario that it is shown in, where the data are simulated. */
  readonly simulated?: { readonly scenario: string; readonly note: string };
  /** Why nothing could be asked, or what the server answered instead. */
  readonly problem?: string;
  readonly rule?: BacktestRule;
  readonly asked?: AskedBacktest;
  /** The newest times at which an alert began to fire, with what it said. */
  readonly moments: readonly Moment[];
}

export interface PreviewOutput {
  readonly path: string;
  /** The window that was asked for, milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly server: string;
  /** What to say where the data are simulated; without a scenario each alert has its own. */
  readonly simulated?: { readonly scenario?: string; readonly note: string };
  readonly reports: readonly PreviewReport[];
  /** Who would have been told, or why that is not known; absent where no workspace was named. */
  readonly notifications?: Notifications | string;
  /** Columns of the terminal. */
  readonly width: number;
}
