// When the next look at a rule is taken: after a pause, once however often it is wished for, and not while the panel is hidden.
// No vscode here.
import type { PreviewDeps } from './deps';

/** A look that is planned. */
interface Pending {
  readonly cancel: () => void;
  readonly ms: number;
  readonly force: boolean;
}

export class Planner {
  private pending: Pending | undefined;
  private isVisible = true;
  private missed: 'nothing' | 'a look' | 'everything' = 'nothing';

  /** `look` is given whether all is to be asked again. */
  constructor(
    private readonly deps: Pick<PreviewDeps, 'delay'>,
    private readonly look: (force: boolean) => void,
  ) {}

  get visible(): boolean {
    return this.isVisible;
  }

  /** Plans a look after `ms`; the longest of the pauses that are wished for counts. */
  plan(ms: number, force = false): void {
    if (!this.isVisible) {
      this.missed = force || this.missed === 'everything' ? 'everything' : 'a look';
      return;
    }
    const longest = Math.max(ms, this.pending?.ms ?? 0);
    const forced = force || (this.pending?.force ?? false);
    this.pending?.cancel();
    const cancel = this.deps.delay(longest, () => {
      this.pending = undefined;
      this.look(forced);
    });
    this.pending = { cancel, ms: longest, force: forced };
  }

  /** Hidden: `isRunning` says that a look is cut short, which is made up for later. True where something is missed. */
  hide(isRunning: boolean): boolean {
    this.isVisible = false;
    const misses = this.pending !== undefined || isRunning;
    if (misses) this.missed = this.pending?.force ? 'everything' : 'a look';
    this.cancel();
    return misses;
  }

  /** Shown again: what was missed is made up for. */
  reveal(): void {
    this.isVisible = true;
    if (this.missed === 'nothing') return;
    const force = this.missed === 'everything';
    this.missed = 'nothing';
    this.plan(0, force);
  }

  cancel(): void {
    this.pending?.cancel();
    this.pending = undefined;
  }
}
