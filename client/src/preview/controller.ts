// The preview without its window: follows a rule, has it shown, and says in words what stands in the way.
// Everything it needs from VS Code comes in through `PreviewDeps`, so that it runs in a plain test. One state goes out.
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { type Backtests, createBacktests } from './backtests';
import type { PreviewController } from './control';
import { Cursor } from './cursor';
import type { Connected, PreviewDeps, Target } from './deps';
import type { Tune } from './fromWebview';
import type { PreviewState, TimeRange } from './messages';
import { Planner } from './planner';
import { shiftPosition, type TextChange } from './position';
import { createQueries, type Queries } from './queries';
import { Session } from './session';
import { lookOf, showRule } from './show';
import { cleared, failed, head, noAnalysis, noRule, wordsOf } from './views';

const typingPauseMs = 350;
const againMs = 80;

export function createPreviewController(
  deps: PreviewDeps,
  initial: { readonly range: TimeRange; readonly pinned: boolean; readonly scenario?: string },
): PreviewController {
  return new Controller(deps, { ...initial, stale: false, notes: [] });
}

class Controller implements PreviewController {
  private readonly queries: Queries;
  private readonly backtests: Backtests;
  private target: Target | undefined;
  private rule: RulePreview | undefined;
  /** The condition of the expression that is drawn. */
  private part = 0;
  /** Counts graphs and histories. */
  private ids = 0;
  private session: Session | undefined;
  /** What the shown results were made for. */
  private shown = '';
  private running: AbortController | undefined;
  private readonly planner: Planner;
  /** A person wants to see what the parts of this rule give. */
  private explaining = false;
  /** Numbers the looks at the rule: only the newest counts, whichever answer comes first. */
  private look = 0;
  private readonly cursor: Cursor;
  /** A look that asks again whatever is known has not come through yet; the one that overtakes it does its work. */
  private owed = false;
  private disposed = false;

  constructor(
    private readonly deps: PreviewDeps,
    private shownState: PreviewState,
  ) {
    this.queries = createQueries(deps);
    this.backtests = createBacktests(deps);
    this.cursor = new Cursor(deps);
    this.planner = new Planner(deps, force => void this.run(force));
  }

  follow(next: Target, hold = false): void {
    if (!hold && (this.shownState.pinned || !this.planner.visible)) return;
    if (hold || !this.target) {
      this.cursor.leave();
      this.target = next;
      this.planner.plan(0);
      return;
    }
    // A cursor outside of any rule keeps what is shown.
    this.cursor.rest(next, found => {
      const { rule } = this;
      if (this.disposed || this.shownState.pinned) return;
      if (rule && rule.uri === found.uri && rule.id === found.id && rule.version === found.version) return;
      this.target = { uri: next.uri, position: found.range.start };
      this.planner.plan(0);
    });
  }

  documentChanged(uri: string, changes: readonly TextChange[]): void {
    if (changes.length > 0) this.cursor.edited();
    if (!this.target || this.target.uri !== uri || changes.length === 0) return;
    this.target = { uri, position: changes.reduce(shiftPosition, this.target.position) };
    if (this.running) this.empty();
    this.planner.plan(typingPauseMs);
  }

  documentSaved(uri: string): void {
    if (this.target?.uri === uri) this.inSession(session => session.compare());
  }

  setRange(range: TimeRange): void {
    if (JSON.stringify(range) === JSON.stringify(this.shownState.range)) return;
    this.post({ range });
    this.planner.plan(0);
  }

  setScenario(scenario: string | undefined): void {
    if (scenario === this.shownState.scenario) return;
    this.post({ ...cleared, scenario, server: undefined, simulated: scenario !== undefined });
    this.planner.plan(0, true);
  }

  setPart(part: number): void {
    if (part === this.part) return;
    this.part = part;
    this.planner.plan(0);
  }

  tune(tune: Tune | undefined): void {
    this.inSession(session => (tune ? session.tune(tune) : session.untune()));
  }

  write(): void {
    this.inSession(session => session.write());
  }

  pick(change: number): void {
    this.inSession(session => session.pick(change));
  }

  explain(open: boolean): void {
    this.explaining = open;
    if (!open) this.post({ explanation: undefined });
    this.inSession(session => session.explain(open));
  }

  evaluate(): void {
    this.inSession(session => session.evaluate(true));
  }

  setPinned(pinned: boolean): void {
    this.post({ pinned });
  }

  refresh(): void {
    this.planner.plan(0, true);
  }

  setVisible(next: boolean): void {
    if (this.planner.visible === next) return;
    if (next) {
      this.planner.reveal();
      return;
    }
    if (this.planner.hide(this.running !== undefined)) this.shown = '';
    this.cancelAll();
  }

  current(): { readonly target: Target | undefined; readonly rule: RulePreview | undefined } {
    return { target: this.target, rule: this.rule };
  }

  readonly state = (): PreviewState => this.shownState;

  dispose(): void {
    this.disposed = true;
    this.target = undefined;
    this.cancelAll();
  }

  private post(next: Partial<PreviewState>): void {
    if (this.disposed) return;
    // A history that comes is of now.
    const news = 'history' in next ? { past: undefined } : {};
    this.shownState = { ...this.shownState, ...news, ...next };
    this.deps.post(this.shownState);
  }

  private stop(): void {
    this.running?.abort();
    this.running = undefined;
    this.session?.end();
    this.session = undefined;
  }

  private cancelAll(): void {
    this.cursor.leave();
    this.planner.cancel();
    this.stop();
    this.forget();
  }

  /** Shows no rule, whatever was shown. */
  private empty(next?: Partial<PreviewState>): void {
    this.stop();
    this.shown = '';
    if (next) this.post(next);
  }

  private forget(): void {
    this.queries.forget();
    this.backtests.forget();
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
      return this.empty({ busy: undefined, notice: noAnalysis });
    }
    if (isOvertaken()) return;
    const force = this.owed;
    this.owed = false;
    if (found) return this.take(found, asked, force);
    this.rule = undefined;
    this.empty({ ...cleared, rule: undefined, notice: noRule });
  }

  /** Shows a rule that was found, unless nothing of it changed. */
  private async take(found: RulePreview, asked: Target, force: boolean): Promise<void> {
    const before = this.rule;
    const sameRule = before?.uri === found.uri && before.group === found.group && before.name === found.name;
    if (!sameRule || this.part >= found.conditions.length) this.part = 0;
    if (!sameRule) this.explaining = false;
    const wanted = lookOf(found, this.shownState, this.part);
    this.rule = found;
    this.target = { uri: asked.uri, position: found.range.start };
    if (wanted === this.shown && !force) {
      // Moved, not changed: only the place on the panel may differ.
      this.session?.move(found);
      this.post({ rule: head(found) });
      return;
    }
    this.stop();
    const controller = new AbortController();
    this.running = controller;
    this.shown = wanted;
    const { signal } = controller;
    const alive = (): boolean => this.running === controller && !signal.aborted;
    try {
      await showRule(found, {
        deps: this.deps,
        queries: this.queries,
        forget: () => this.forget(),
        signal,
        sameRule,
        force,
        alive,
        part: this.part,
        explaining: this.explaining,
        explain: () => this.inSession(session => session.explain(true)),
        graphId: () => ++this.ids,
        session: connection => this.sessionOf(found, connection, signal),
        state: this.state,
        post: next => this.post(next),
        stop: () => this.stop(),
        again: () => {
          this.shown = '';
          this.planner.plan(againMs);
        },
      });
    } catch (error) {
      // A failure of the language server's connection must not leave a panel that waits for ever.
      this.deps.log(`The preview failed: ${wordsOf(error)}`);
      if (alive()) this.post({ busy: undefined, notice: failed });
    } finally {
      if (this.running === controller) this.running = undefined;
    }
  }

  private inSession(act: (session: Session) => Promise<void>): void {
    const { session } = this;
    if (!session) return;
    act(session).catch(error => {
      this.deps.log(`The preview failed: ${wordsOf(error)}`);
      if (session === this.session) this.post({ busy: undefined, notice: failed });
    });
  }

  private sessionOf(rule: RulePreview, connection: Connected, signal: AbortSignal): Session {
    this.session?.end();
    const session: Session = new Session({
      deps: this.deps,
      queries: this.queries,
      backtests: this.backtests,
      rule,
      connection,
      range: this.shownState.range,
      part: this.part,
      signal,
      state: this.state,
      post: next => {
        if (this.session === session) this.post(next);
      },
      nextId: () => ++this.ids,
    });
    this.session = session;
    return session;
  }
}
