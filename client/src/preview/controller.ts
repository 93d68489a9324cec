// The preview without its window: follows a rule, has it shown, and says in words what stands in the way.
// Everything it needs from VS Code comes in through `PreviewDeps`, so that it runs in a plain test. One state goes out.
import type { RulePreview } from '../../../server/src/lsp/protocol';
import type { PreviewDeps, Target } from './deps';
import type { PreviewState, WindowName } from './messages';
import { shiftPosition, type TextChange } from './position';
import { createQueries, type Queries } from './queries';
import { type Showing, showRule } from './show';
import { cleared, head, noRule } from './views';

export interface PreviewController {
  /** Shows the rule at a place, if there is one; with `hold`, also when a rule is pinned. */
  follow(target: Target, hold?: boolean): void;
  documentChanged(uri: string, changes: readonly TextChange[]): void;
  setWindow(window: WindowName): void;
  setPinned(pinned: boolean): void;
  /** Asks again, whatever is known. */
  refresh(): void;
  /** A hidden panel asks nothing; what was missed is made up for when it is shown. */
  setVisible(visible: boolean): void;
  /** The rule that is shown and where it stands, for `locate` and the serializer. */
  current(): { readonly target: Target | undefined; readonly rule: RulePreview | undefined };
  state(): PreviewState;
  dispose(): void;
}

const typingPauseMs = 350;
const cursorPauseMs = 80;

/** A look at the rule that is planned. */
interface Pending {
  readonly cancel: () => void;
  readonly ms: number;
  readonly force: boolean;
}

export function createPreviewController(
  deps: PreviewDeps,
  initial: { readonly window: WindowName; readonly pinned: boolean },
): PreviewController {
  return new Controller(deps, { ...initial, stale: false, notes: [] });
}

class Controller implements PreviewController {
  private readonly queries: Queries;
  private target: Target | undefined;
  private rule: RulePreview | undefined;
  /** What the shown results were made for. */
  private shown = '';
  private running: AbortController | undefined;
  private pending: Pending | undefined;
  private visible = true;
  private missed: 'nothing' | 'a look' | 'everything' = 'nothing';
  /** Number the looks at the rule and at the cursor: only the newest of each counts, whichever answer comes first. */
  private look = 0;
  private glance = 0;
  private cancelGlance: (() => void) | undefined;
  /** A look that asks again whatever is known has not come through yet; the one that overtakes it does its work. */
  private owed = false;
  /** Counts the edits: a place that was read before one may be another rule's after it. */
  private edits = 0;
  private disposed = false;

  constructor(
    private readonly deps: PreviewDeps,
    private shownState: PreviewState,
  ) {
    this.queries = createQueries(deps);
  }

  follow(next: Target, hold = false): void {
    if (!hold && (this.shownState.pinned || !this.visible)) return;
    if (hold || !this.target) {
      this.glance++;
      this.target = next;
      this.schedule(0);
      return;
    }
    const mine = ++this.glance;
    const edition = this.edits;
    this.cancelGlance?.();
    // A cursor that wanders, or that typing moves, asks for nothing until it rests.
    this.cancelGlance = this.deps.delay(cursorPauseMs, () => {
      this.cancelGlance = undefined;
      void this.glanceAt(next, mine, edition);
    });
  }

  documentChanged(uri: string, changes: readonly TextChange[]): void {
    if (changes.length > 0) this.edits++;
    if (!this.target || this.target.uri !== uri || changes.length === 0) return;
    this.target = { uri, position: changes.reduce(shiftPosition, this.target.position) };
    if (this.running) {
      this.stop();
      this.shown = '';
    }
    this.schedule(typingPauseMs);
  }

  setWindow(window: WindowName): void {
    if (window === this.shownState.window) return;
    this.post({ window });
    this.schedule(0);
  }

  setPinned(pinned: boolean): void {
    this.post({ pinned });
  }

  refresh(): void {
    this.schedule(0, true);
  }

  setVisible(next: boolean): void {
    if (this.visible === next) return;
    this.visible = next;
    if (!next) {
      if (this.pending || this.running) {
        this.missed = this.pending?.force ? 'everything' : 'a look';
        this.shown = '';
      }
      this.cancelAll();
      this.pending = undefined;
    } else if (this.missed !== 'nothing') {
      const force = this.missed === 'everything';
      this.missed = 'nothing';
      this.schedule(0, force);
    }
  }

  current(): { readonly target: Target | undefined; readonly rule: RulePreview | undefined } {
    return { target: this.target, rule: this.rule };
  }

  state(): PreviewState {
    return this.shownState;
  }

  dispose(): void {
    this.disposed = true;
    this.cancelAll();
    this.target = undefined;
  }

  private post(next: Partial<PreviewState>): void {
    if (this.disposed) return;
    this.shownState = { ...this.shownState, ...next };
    this.deps.post(this.shownState);
  }

  private schedule(ms: number, force = false): void {
    if (!this.visible) {
      this.missed = force || this.missed === 'everything' ? 'everything' : 'a look';
      return;
    }
    const longest = Math.max(ms, this.pending?.ms ?? 0);
    const forced = force || (this.pending?.force ?? false);
    this.pending?.cancel();
    const cancel = this.deps.delay(longest, () => {
      this.pending = undefined;
      void this.run(forced);
    });
    this.pending = { cancel, ms: longest, force: forced };
  }

  private stop(): void {
    this.running?.abort();
    this.running = undefined;
  }

  private cancelAll(): void {
    this.cancelGlance?.();
    this.pending?.cancel();
    this.stop();
    this.queries.forget();
  }

  /** Shows the rule under the cursor, if it is another one; a cursor outside of any rule keeps what is shown. */
  private async glanceAt(next: Target, mine: number, edition: number): Promise<void> {
    try {
      const found = await this.deps.ruleAt(next);
      if (!found || this.disposed || this.glance !== mine || this.edits !== edition || this.shownState.pinned) return;
      const { rule } = this;
      if (rule && rule.uri === found.uri && rule.id === found.id && rule.version === found.version) return;
      this.target = { uri: next.uri, position: found.range.start };
      this.schedule(0);
    } catch (error) {
      this.deps.log(`The rule at the cursor is not known: ${wordsOf(error)}`);
    }
  }

  private async run(forced: boolean): Promise<void> {
    const asked = this.target;
    if (!asked) {
      this.post({ notice: noRule, busy: undefined });
      return;
    }
    const mine = ++this.look;
    this.owed ||= forced;
    // Whoever moved the target has planned a look of their own.
    const isOvertaken = (): boolean => this.look !== mine || this.target !== asked;
    let found: RulePreview | null;
    try {
      found = await this.deps.ruleAt(asked);
    } catch (error) {
      this.deps.log(`The language server gives no rule: ${wordsOf(error)}`);
      if (isOvertaken()) return;
      this.stop();
      this.shown = '';
      this.post({ busy: undefined, notice: noAnalysis });
      return;
    }
    if (isOvertaken()) return;
    const force = this.owed;
    this.owed = false;
    if (found) await this.take(found, asked, force);
    else {
      this.stop();
      this.rule = undefined;
      this.shown = '';
      this.post({ ...cleared, rule: undefined, notice: noRule });
    }
  }

  /** Shows a rule that was found, unless nothing of it changed. */
  private async take(found: RulePreview, asked: Target, force: boolean): Promise<void> {
    const wanted = JSON.stringify([this.shownState.window, { ...found, version: 0, id: 0, range: 0 }]);
    const before = this.rule;
    const sameRule = before?.uri === found.uri && before.group === found.group && before.name === found.name;
    this.rule = found;
    this.target = { uri: asked.uri, position: found.range.start };
    if (wanted === this.shown && !force) {
      // Moved, not changed: only the place on the panel may differ.
      this.post({ rule: head(found) });
      return;
    }
    this.stop();
    const controller = new AbortController();
    this.running = controller;
    this.shown = wanted;
    const alive = (): boolean => this.running === controller && !controller.signal.aborted;
    try {
      await showRule(found, this.showing(sameRule, force, controller.signal, alive));
    } catch (error) {
      // A failure of the language server's connection must not leave a panel that waits for ever.
      this.deps.log(`The preview failed: ${wordsOf(error)}`);
      if (alive()) this.post({ busy: undefined, notice: failed });
    } finally {
      if (this.running === controller) this.running = undefined;
    }
  }

  private showing(sameRule: boolean, force: boolean, signal: AbortSignal, alive: () => boolean): Showing {
    return {
      deps: this.deps,
      queries: this.queries,
      signal,
      sameRule,
      force,
      alive,
      state: () => this.shownState,
      post: next => this.post(next),
      stop: () => this.stop(),
      again: () => {
        this.shown = '';
        this.schedule(cursorPauseMs);
      },
    };
  }
}

const noAnalysis: PreviewState['notice'] = {
  tone: 'error',
  text: 'The language server does not answer. Restart it with "ML Alerts: Restart Language Server".',
  actions: ['retry'],
};
const failed: PreviewState['notice'] = {
  tone: 'error',
  text: 'The preview failed. "ML Alerts: Show Output" has the details.',
  actions: ['retry'],
};

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
