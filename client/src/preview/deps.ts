// What the preview needs from VS Code, and the server that it asks: handed in, so that the preview runs in a plain test.
import type { DataSource } from '../../../server/src/datasource/datasource';
import type { RenderParams, RenderResult, RulePreview, WirePosition } from '../../../server/src/lsp/protocol';
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
}

/** The server to ask for a document, or why there is none. */
export type Connection =
  | Connected
  | { readonly ok: false; readonly name?: string; readonly text: string; readonly actions: readonly PreviewAction[] };

export interface PreviewDeps {
  ruleAt(target: Target): Promise<RulePreview | null>;
  render(params: RenderParams): Promise<RenderResult | null>;
  connect(uri: string): Promise<Connection>;
  post(state: PreviewState): void;
  log(text: string): void;
  now(): number;
  /** Calls back after `ms`; the result takes it back. */
  delay(ms: number, run: () => void): () => void;
}
