// The rule under a cursor that has come to rest: one that wanders, or that typing moves, asks for nothing. No vscode here.
import type { RulePreview } from '../../../server/src/lsp/protocol';
import type { PreviewDeps, Target } from './deps';

const restMs = 80;

export class Cursor {
  /** Numbers the places that were looked at: only the newest counts, whichever answer comes first. */
  private newest = 0;
  private cancel: (() => void) | undefined;
  /** Counts the edits: a place that was read before one may be another rule's after it. */
  private edits = 0;

  constructor(private readonly deps: Pick<PreviewDeps, 'delay' | 'ruleAt' | 'log'>) {}

  edited(): void {
    this.edits++;
  }

  /** Calls `found` with the rule at a place, unless the cursor moves on before it is known. */
  rest(at: Target, found: (rule: RulePreview) => void): void {
    const mine = ++this.newest;
    const edition = this.edits;
    this.cancel?.();
    this.cancel = this.deps.delay(restMs, () => {
      this.cancel = undefined;
      this.deps.ruleAt(at).then(
        rule => {
          if (rule && this.newest === mine && this.edits === edition) found(rule);
        },
        error => this.deps.log(`The rule at the cursor is not known: ${String(error?.message ?? error)}`),
      );
    });
  }

  /** Whatever was asked for does not count any more. */
  leave(): void {
    this.newest++;
    this.cancel?.();
    this.cancel = undefined;
  }
}
