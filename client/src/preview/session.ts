// What is done with a rule once it is on the panel: its alerts over time, numbers tried out, a moment's message, an explanation.
// It lives as long as the look at the rule does. No vscode here.
import type { Backtest, Outline } from '../../../server/src/alerting/backtest/backtest';
import type { AskedBacktest } from '../../../server/src/backtest/backtestRule';
import type { BacktestRule } from '../../../server/src/backtest/rule';
import { withTransitions } from '../../../server/src/engine';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import type { Backtests } from './backtests';
import { type FiringsBefore, firingsBefore } from './before';
import type { Connected, PreviewDeps } from './deps';
import { explain, withMissing } from './explain';
import type { Tune } from './fromWebview';
import { finerGraph, graphOf } from './graph';
import { historyInSlices, isWhole, lastMatch } from './history';
import type { History, PreviewState, TimeRange } from './messages';
import { momentOf } from './moment';
import { notifiedBy } from './notified';
import { packInSlices } from './packed';
import type { Queries } from './queries';
import { retyped } from './retype';
import { trialInSlices } from './trial';
import { changeOf, editOf, isTried, nothingTried, type Tried, tryOut, tuningOf } from './tune';
import { inTurns } from './turns';
import { namedLabels, wordsOf } from './views';
import { momentsOf } from './window';

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

/** Values that are asked without asking the person: some seconds for a server. */
const freeValues = 4_000_000;
/** A number that needs new values is asked for when it rests. */
const askAfterMs = 400;
/** The changes of what a number gives are looked for when it rests this long. */
const restMs = 150;
/** Prometheus' own interval, where nothing else is known. */
const usualIntervalMs = 60_000;

export class Session {
  private asked: AskedBacktest | undefined;
  private found: Outline | Backtest | undefined;
  /** Ends the wait for a number that rests. */
  private resting: (() => void) | undefined;
  private tried: Tried = nothingTried;
  private explaining: AbortController | undefined;
  private picking: AbortController | undefined;
  /** Firings of the rule as it was written before; undefined while nobody looked, and where the values do not tell. */
  private before: (FiringsBefore & { readonly where: string }) | undefined;
  private replaying = false;
  /** The expression whose parts were asked. */
  private askedExpr = '';
  /** What the page was given of it to try numbers by itself. */
  private shared: AskedBacktest | undefined;

  private rule: RulePreview;

  constructor(private readonly input: SessionInput) {
    this.rule = input.rule;
  }

  /** The rule has moved in its document, or something of it that shows nothing here. */
  move(rule: RulePreview): void {
    this.rule = rule;
  }

  /** Shows when the alerts would have fired; where that is much to ask, offers it. */
  async evaluate(sure = false): Promise<void> {
    const { rule, connection, range, part, signal, backtests, deps, state, post, nextId } = this.input;
    const { backtest } = rule;
    if (!backtest) return;
    post({ tuning: tuningOf(rule, this.tried), trial: undefined });
    const offer = this.tooMuch(backtest);
    const isKept = backtests.knows(backtest, connection, range);
    if (offer !== undefined && !sure && !isKept) {
      post({ offer, history: undefined, moment: undefined });
      return;
    }
    const answer = await backtests.ask(backtest, connection, range, signal, (done, all) => {
      const percent = all > 0 ? Math.floor((100 * done) / all) : 0;
      if (!signal.aborted && percent < 100) post({ busy: `Evaluating the rule over time: ${percent} %` });
    });
    if (signal.aborted) return;
    if (!answer.ok) {
      if (answer.error.kind !== 'cancelled')
        this.note(`When the alert would have fired is not known: ${answer.error.message}`);
      post({ busy: undefined, offer: undefined, history: undefined, moment: undefined });
      return;
    }
    this.asked = answer.data;
    this.askedExpr = rule.expr;
    const graph = await inTurns(finerGraph(this.asked, rule, part, state(), nextId()), deps.pause);
    if (signal.aborted) return;
    post({ busy: undefined, offer: undefined, stale: false, ...(graph ? { graph } : {}) });
    // Lines of many points are handed over for some milliseconds.
    await deps.pause();
    if (signal.aborted) return;
    // What was kept may be of other numbers; what was just asked is this rule as it is written.
    if (!isKept && !isTried(this.tried)) {
      this.found = answer.data.found;
      const shown = await inTurns(this.shown(), deps.pause);
      await deps.pause();
      if (signal.aborted) return;
      post({ ...shown, moment: this.sameMoment(shown.history) });
    } else await this.replay();
    await this.complete();
    if (signal.aborted) return;
    this.explainMissing();
    await this.compare();
    await this.tell();
    await this.share();
    if (signal.aborted || this.input.state().series?.total !== 0) return;
    const history = this.input.state().history;
    const last = history && lastMatch(history);
    if (last !== undefined) await this.pick(last);
  }

  /** That the server gives nothing now is no news of a rule whose series it does not have yet. */
  private explainMissing(): void {
    const { state, post } = this.input;
    const { series, history } = state();
    const names = this.asked?.workedOut ?? [];
    if (names.length === 0 || !series || series.total > 0 || !history) return;
    const { firingNow, pendingNow } = history.totals;
    const now =
      firingNow + pendingNow === 0 ? 'no alert is active now' : `${firingNow} fire and ${pendingNow} are pending now`;
    post({
      series: {
        ...series,
        empty: `The server does not have ${names.join(', ')} yet. Worked out from the recording rules here, ${now}.`,
      },
    });
  }

  /** Tries other numbers; nothing is asked for it. */
  tune(tune: Tune): Promise<void> {
    const { rule } = this.input;
    this.tried = tryOut(this.tried, tune, rule);
    return this.replay();
  }

  untune(): Promise<void> {
    this.tried = nothingTried;
    return this.replay();
  }

  /** Writes what is tried into the document; says so where that cannot surely be done. */
  async write(): Promise<void> {
    const { deps, post } = this.input;
    const { rule } = this;
    if (!isTried(this.tried)) return;
    const { uri, version, id } = rule;
    const isDone = await deps.edit({ uri, version, id, ...changeOf(rule, this.tried) });
    const refused = 'This cannot be written without changing something else; change it in the editor.';
    if (!isDone) post({ tuning: tuningOf(rule, this.tried, refused) });
  }

  /** Shows the message of a change of the history. */
  async pick(change: number): Promise<void> {
    const { queries, connection, state, post } = this.input;
    const { rule } = this;
    const history = state().history;
    const { found } = this;
    if (!history?.changes[change] || !found || !isWhole(found)) return;
    this.picking?.abort();
    const picking = new AbortController();
    this.picking = picking;
    const ends = [picking.signal, this.input.signal];
    const isOver = (): boolean => ends.some(({ aborted }) => aborted) || state().history !== history;
    const moments = momentOf({
      found,
      history,
      change,
      rule,
      sending: this.asked?.told.sending,
      route: this.input.deps.route,
      render: (samples, at) => queries.render(rule, connection, samples, at, picking.signal),
    });
    for await (const moment of moments) {
      if (isOver()) return;
      post({ moment });
    }
  }

  async explain(open: boolean): Promise<void> {
    const { rule, connection, state, post, deps } = this.input;
    this.explaining?.abort();
    this.explaining = undefined;
    if (!open) {
      post({ explanation: undefined });
      return;
    }
    const explaining = new AbortController();
    this.explaining = explaining;
    const at = state().moment?.atMs ?? state().series?.atMs ?? deps.now();
    await explain(rule, connection.source, at, explaining.signal, explanation => {
      if (!explaining.signal.aborted) post({ explanation: withMissing(explanation, this.asked?.workedOut ?? []) });
    });
  }

  end(): void {
    this.explaining?.abort();
    this.picking?.abort();
    this.resting?.();
  }

  /** Why a backtest is not asked without a word: it is that much. */
  private tooMuch({ group }: BacktestRule): PreviewState['offer'] {
    const { range, deps, state } = this.input;
    const { startMs, endMs } = momentsOf(range, deps.now());
    const slots = Math.floor((endMs - startMs) / (group.interval ?? usualIntervalMs));
    const series = Math.max(1, state().graph?.total ?? 1);
    return slots * series > freeValues ? { slots, series } : undefined;
  }

  /**
   * Goes through the evaluations with what is tried; once more where something else is tried meanwhile. The single changes, which
   * nobody looks at while a number moves, follow when it rests.
   */
  private async replay(): Promise<void> {
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
  private async complete(): Promise<void> {
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
  private async share(): Promise<void> {
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
  private async tell(): Promise<void> {
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
    post({ ...shown, busy: 'Asking with other numbers…' });
    await new Promise<void>(resolve => deps.delay(askAfterMs, resolve));
    if (signal.aborted || tried !== this.tried) return false;
    const [answer, ranges] = await Promise.all([
      backtests.ask(other.backtest, connection, range, signal, () => undefined),
      queries.range(other, connection, range, part, signal),
    ]);
    if (signal.aborted) return false;
    if (!answer.ok) {
      this.note(`With these numbers nothing is known: ${answer.error.message}`);
      post({ busy: undefined });
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

  /** The moment that is shown, as a change of another history; undefined where that does not have it. */
  private sameMoment(history: History | undefined): PreviewState['moment'] {
    const { moment, history: before } = this.input.state();
    const known = moment && before?.changes[moment.change];
    const change = known
      ? (history?.changes.findIndex(
          ({ atMs, to, label, stands }) =>
            to === known.to && label === known.label && stands === known.stands && (stands || atMs === known.atMs),
        ) ?? -1)
      : -1;
    return moment && change >= 0 ? { ...moment, change } : undefined;
  }

  /** The part of the state that shows what was found. */
  private *shown(): Generator<void, Pick<PreviewState, 'history'>> {
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
