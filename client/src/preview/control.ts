// What can be done with the preview: by the person on its page, and by the editor around it. Types only.
import type { RulePreview } from '../../../server/src/lsp/protocol';
import type { Target } from './deps';
import type { Tune } from './fromWebview';
import type { PreviewState, TimeRange } from './messages';
import type { TextChange } from './position';

export interface PreviewController {
  /** Shows the rule at a place, if there is one; with `hold`, also when a rule is pinned. */
  follow(target: Target, hold?: boolean): void;
  documentChanged(uri: string, changes: readonly TextChange[]): void;
  /** The document was saved or committed: what it said before is something else now. */
  documentSaved(uri: string): void;
  setRange(range: TimeRange): void;
  /** Shows the data of a scenario, or of the folder's server again. */
  setScenario(scenario: string | undefined): void;
  /** Draws another condition of the expression. */
  setPart(part: number): void;
  setPinned(pinned: boolean): void;
  /** Tries other numbers and durations, or those that are written again. */
  tune(tune: Tune | undefined): void;
  /** Writes what is tried into the rule. */
  write(): void;
  /** Shows the message of a change of the history. */
  pick(change: number): void;
  /** Shows or hides what the parts of the expression give. */
  explain(open: boolean): void;
  /** Asks for the history although it is much. */
  evaluate(): void;
  /** Asks again, whatever is known. */
  refresh(): void;
  /** A hidden panel asks nothing; what was missed is made up for when it is shown. */
  setVisible(visible: boolean): void;
  /** The rule that is shown and where it stands, for `locate` and the serializer. */
  current(): { readonly target: Target | undefined; readonly rule: RulePreview | undefined };
  state(): PreviewState;
  dispose(): void;
}
