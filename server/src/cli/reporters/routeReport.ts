// What the reporters of `route` get. Layer: cli.
import type { AskedAlert } from '../../features/routing/route';
import type { FilePlace, Routing } from '../../features/routing/shapes';
import type { LineIndex } from '../../text/lineIndex';

/** An alert with where it comes from: a rule, or the command line. */
export interface ReportedAlert {
  readonly alert: AskedAlert;
  /** Of a rule: the file and its line, from 1. */
  readonly place?: { readonly file: string; readonly line: number };
}

/** What the reporters print. */
export interface RouteReport {
  readonly alerts: readonly ReportedAlert[];
  readonly routing: Routing<FilePlace>;
  /** Lines of any file that is named. */
  readonly linesOf: (file: string) => LineIndex;
}
