// Numbers and durations that are tried on what a backtest asked: the evaluations are gone through again, the single changes follow
// when the numbers rest, and what the rule said before is held against it. No vscode here.
import type { Backtest, Outline } from '../../../server/src/alerting/backtest/backtest';
import type { AskedBacktest } from '../../../server/src/backtest/backtestRule';
import { withTransitions } from '../../../server/src/engine';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import type { Backtests } from './backtests';
import { type FiringsBefore, firingsBefore } from './before';
import type { Connected, PreviewDeps } from './deps';
import { finerGraph, graphOf } from './graph';
import { historyInSlices, isWhole } from './history';
import type { History, PreviewState, TimeRange } from './messages';
import { notifiedBy } from './notified';
import { packInSlices } from './packed';
import type { Queries } from './queries';
import { retyped } from './retype';
import { trialInSlices } from './trial';
import { editOf, isTried, nothingTried, type Tried, tuningOf } from './tune';
import { inTurns } from './turns';
import { namedLabels, wordsOf } from './views';

export interface SessionInput {
  readonly deps: Pick<PreviewDeps, 'now' | 'pause' | 'delay' | 'edit' | 'written' | 'route' | 'log'>;
  readonly queries: Queries;
  readonly backtests: Backtests;
  readonly rule: RulePreview;
  readonly connection: Connected;
  readonly range: TimeRange;
  /** The condition that is drawn. */
  readonly part: number;
  readonly signal: AbortSignal;
  state(): PreviewState;
  /** Shows a part of the state, if the session still is the one that is shown. */
  post(next: Partial<PreviewState>): void;
  /** A number that no graph or history had before. */
  nextId(): number;
}

/** A number that needs new values is asked for when it rests. */
const askAfterMs = 400;
/** The changes of what a number gives are looked for when it rests this long. */
const restMs = 150;
export class Trying {
  asked: AskedBacktest | undefined;
  found: Outline | Backtest | undefined;
  /** Ends the wait for a number that rests. */
  private resting: (() => void) | undefined;
  tried: Tried = nothingTried;
  /** Firings of the rule as it was written before; undefined while nobody looked, and where the values do not tell. */
  private before: (FiringsBefore & { readonly where: string }) | undefined;
  private replaying = false;
  /** The expression whose parts were asked. */
  private askedExpr = '';
  /** What the page was given of it to try numbers by itself. */
  private shared: AskedBacktest | undefined;

  constructor(private readonly input: SessionInput) {}

  /** Other values from now on: those of this expression. */
  take(asked: AskedBacktest, expr: string): void {
    this.asked = asked;
    this.askedExpr = expr;
  }

  end(): void {
    this.resting?.();
  }

  /** What is tried from now on; nothing is asked for it but for numbers inside of what was asked. */
  try(tried: Tried): Promise<void> {
    this.tried = tried;
    return this.replay();
  }

  /**
   * Goes through the evaluations with what is tried; once more where something else is tried meanwhile. The single changes, which
   * nobody looks at while a number moves, follow when it rests.
   */
  async replay(): Promise<void> {
    const { rule, post, deps, signal } = this.input;
    if (this.replaying) return;
    this.replaying = true;
    this.resting?.();
    try {
      for (let tried: Tried | undefined; tried !== this.tried && !signal.aborted; ) {
        tried = this.tried;
        const shown = { tuning: tuningOf(rule, tried), moment: undefined };
        if (!this.asked || !rule.backtest || !(await this.askAnew(tried, shown))) {
          post(shown);
          continue;
        }
        const { asked } = this;
        this.found = await inTurns(asked.againInSlices(editOf(rule.backtest, tried)), deps.pause);
        const history = await inTurns(this.shown(), deps.pause);
        if (!signal.aborted) post({ ...shown, ...history });
      }
    } finally {
      this.replaying = false;
    }
    if (!signal.aborted) this.resting = deps.delay(restMs, () => this.complete().catch(e => deps.log(wordsOf(e))));
  }

  /** Shows the history with its changes, where it is there without them. */
  async complete(): Promise<void> {
    const { deps, signal, post } = this.input;
    const { found } = this;
    this.resting?.();
    if (!found || isWhole(found)) return;
    const whole = await inTurns(withTransitions(found), deps.pause);
    // Something else may be tried meanwhile.
    if (signal.aborted || this.replaying || this.found !== found) return;
    this.found = whole;
    const history = await inTurns(this.shown(), deps.pause);
    if (signal.aborted || this.found !== whole) return;
    post(history);
    await this.tell();
    await this.share();
  }

  /** Gives the page what it needs to try numbers by itself. */
  async share(): Promise<void> {
    const { rule, deps, signal, post } = this.input;
    const { asked } = this;
    if (!asked || !rule.backtest || this.shared === asked) return;
    this.shared = asked;
    const { graph } = this.input.state();
    const trial = await inTurns(trialInSlices(asked, rule.backtest, graph, namedLabels(rule)), deps.pause);
    // Values of many series are handed over for some milliseconds.
    await deps.pause();
    if (!signal.aborted && this.asked === asked) post({ trial });
  }

  /** Says how many notifications the firings that are shown come to. */
  async tell(): Promise<void> {
    const { rule, deps, signal, state, post } = this.input;
    const { found } = this;
    const { history } = state();
    if (!found || !isWhole(found) || !history || history.brief || signal.aborted) return;
    try {
      const notified = await notifiedBy(found, history.id, rule, this.asked?.told.sending, deps.route);
      if (!signal.aborted && this.found === found) post({ notified });
    } catch (error) {
      deps.log(`How many notifications these are is not known: ${wordsOf(error)}`);
    }
  }

  /** Asks again for what other numbers inside of the parts need; false where that is not known or something else is tried now. */
  private async askAnew(tried: Tried, shown: Partial<PreviewState>): Promise<boolean> {
    const { rule, deps, signal, connection, range, backtests, part, queries, post, state, nextId } = this.input;
    const free = new Set(this.asked?.apart.comparisons.map(({ from }) => from));
    const other = retyped(rule, tried.numbers, free);
    if (!other.backtest || other.expr === this.askedExpr) return other.backtest !== undefined;
    const past = state().history && ('awaited' as const);
    post({ ...shown, past, busy: 'Asking with other numbers…' });
    await new Promise<void>(resolve => deps.delay(askAfterMs, resolve));
    if (signal.aborted || tried !== this.tried) return false;
    const [answer, ranges] = await Promise.all([
      backtests.ask(other.backtest, connection, range, signal, () => undefined),
      queries.range(other, connection, range, part, signal),
    ]);
    if (signal.aborted) return false;
    if (!answer.ok) {
      this.note(`With these numbers nothing is known: ${answer.error.message}`);
      post({ busy: undefined, past: past && 'left' });
      return false;
    }
    this.asked = answer.data;
    this.askedExpr = other.expr;
    post({ trial: undefined });
    const matching = (state().series?.sources ?? []) as readonly Readonly<Record<string, string>>[];
    post({ busy: undefined, graph: graphOf(other, part, ranges, matching, nextId()) });
    const graph = await inTurns(finerGraph(this.asked, rule, part, state(), nextId()), deps.pause);
    if (graph && !signal.aborted) post({ graph });
    return !signal.aborted;
  }

  /** The part of the state that shows what was found. */
  *shown(): Generator<void, Pick<PreviewState, 'history'>> {
    const { rule, state, nextId } = this.input;
    if (!this.found) return {};
    const before = this.firingsBefore();
    const check = this.asked?.check;
    const caveats = [
      ...(check ? [`The server's own ALERTS agree on ${check.agree} of ${check.compared} evaluations.`] : []),
      ...this.warmUpWords(),
    ];
    const lines = state().graph?.lines ?? [];
    const extra = { caveats, ...(before ? { before } : {}) };
    const history = yield* historyInSlices(this.found, lines, namedLabels(rule), nextId(), extra);
    yield* packInSlices(history);
    return { history };
  }

  /** A longer `for` than the one that was asked for reaches back further than the values do. */
  private warmUpWords(): readonly string[] {
    const { asked } = this;
    const { backtest } = this.input.rule;
    if (!asked || !backtest) return [];
    const { timing } = editOf(backtest, this.tried);
    return timing.for + timing.keepFiringFor > asked.warmUp * asked.slots.step
      ? ['With so long a time to wait, alerts at the beginning of the shown time may look later than they are.']
      : [];
  }

  /** Looks for the rule as it was written before and shows how often that fired. */
  async compare(): Promise<void> {
    const { rule, deps, signal, post } = this.input;
    const { asked } = this;
    if (!asked || !rule.backtest) return;
    try {
      const written = await firingsBefore.read(rule, deps.written);
      if (signal.aborted) return;
      const counted = written && (await inTurns(firingsBefore.count(written.rule, rule.backtest, asked), deps.pause));
      if (!counted && !this.before) return;
      this.before = counted && { ...counted, where: written.where };
    } catch (error) {
      deps.log(`What the rule said before is not known: ${wordsOf(error)}`);
      return;
    }
    if (signal.aborted || this.replaying) return;
    const history = await inTurns(this.shown(), deps.pause);
    if (!signal.aborted && !this.replaying) post(history);
  }

  /** As long as the rule says the same as before there is nothing to compare. */
  private firingsBefore(): History['before'] {
    const { before } = this;
    return before && (before.differs || isTried(this.tried))
      ? { firings: before.firings, where: before.where }
      : undefined;
  }

  private note(text: string): void {
    const { notes } = this.input.state();
    if (!notes.includes(text)) this.input.post({ notes: [...notes, text] });
  }
}
