// What the reporters of `test` get. Layer: cli.
import type { FileResult } from '../../unittest/runFile';

/** What the reporters get of a file of unit tests. */
export interface TestReport {
  readonly path: string;
  readonly text: string;
  /** Texts of the rule files by their names. */
  readonly sources: ReadonlyMap<string, string>;
  /** What is wrong with the file or with its rule files: the tests were not run. */
  readonly errors: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  /** What does not keep them from holding: a pattern that matches nothing, a file that asks nothing. */
  readonly warnings: readonly string[];
  readonly results: readonly FileResult[];
}
