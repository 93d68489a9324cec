// What the preview needs from VS Code, and the server that it asks: handed in, so that the preview runs in a plain test.
import type { DataSource } from '../../../server/src/datasource/datasource';
import type {
  EditRuleParams,
  RenderParams,
  RenderResult,
  RouteParams,
  RouteResult,
  RulePreview,
  WirePosition,
} from '../../../server/src/lsp/protocol';
import type { WrittenRule } from './before';
import type { PreviewAction, PreviewState } from './messages';

export interface Target {
  readonly uri: string;
  readonly position: WirePosition;
}

/** A server that can be asked. */
export interface Connected {
  readonly ok: true;
  readonly name: string;
  /** Changes whenever answers may. */
  readonly key: string;
  readonly source: DataSource;
  /** Nobody is asked: the data are made up. */
  readonly simulated?: true;
}

/** The server to ask for a document, or why there is none. */
export type Connection =
  | Connected
  | { readonly ok: false; readonly name?: string; readonly text: string; readonly actions: readonly PreviewAction[] };

export interface PreviewDeps {
  ruleAt(target: Target): Promise<RulePreview | null>;
  render(params: RenderParams): Promise<RenderResult | null>;
  /** Who is asked about a rule: the server of its folder, or the data of a scenario. */
  connect(rule: RulePreview, scenario: string | undefined): Promise<Connection>;
  /** Makes an edit of a rule in its document; false where it cannot surely be made. */
  edit(params: EditRuleParams): Promise<boolean>;
  /** The alert of the rule in earlier texts of its file: on disk, in the last commit; none where there is no other text. */
  written(rule: RulePreview): Promise<readonly WrittenRule[]>;
  /** Where alerts go by the Alertmanager configuration of the workspace. */
  route(params: RouteParams): Promise<RouteResult>;
  post(state: PreviewState): void;
  log(text: string): void;
  now(): number;
  /** Lets others have a turn in the middle of long work. */
  pause(): Promise<void>;
  /** Calls back after `ms`; the result takes it back. */
  delay(ms: number, run: () => void): () => void;
}
