// What is done with a rule once it is on the panel: its alerts over time, numbers tried out, a moment's message, an explanation.
// It lives as long as the look at the rule does. No vscode here.
import type { BacktestRule } from '../../../server/src/backtest/rule';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { explain, withMissing } from './explain';
import type { Tune } from './fromWebview';
import { finerGraph } from './graph';
import { isWhole, lastMatch } from './history';
import type { History, PreviewState } from './messages';
import { momentOf } from './moment';
import { type SessionInput, Trying } from './trying';
import { changeOf, isTried, nothingTried, tryOut, tuningOf } from './tune';
import { inTurns } from './turns';
import { momentsOf } from './window';

/** Values that are asked without asking the person: some seconds for a server. */
const freeValues = 4_000_000;
/** Prometheus' own interval, where nothing else is known. */
const usualIntervalMs = 60_000;

export class Session {
  private explaining: AbortController | undefined;
  private picking: AbortController | undefined;
  private rule: RulePreview;
  private readonly trying: Trying;

  constructor(private readonly input: SessionInput) {
    this.rule = input.rule;
    this.trying = new Trying(input);
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
    post({ tuning: tuningOf(rule, this.trying.tried), trial: undefined });
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
    this.trying.take(answer.data, rule.expr);
    const graph = await inTurns(finerGraph(answer.data, rule, part, state(), nextId()), deps.pause);
    if (signal.aborted) return;
    post({ busy: undefined, offer: undefined, stale: false, ...(graph ? { graph } : {}) });
    // Lines of many points are handed over for some milliseconds.
    await deps.pause();
    if (signal.aborted) return;
    // What was kept may be of other numbers; what was just asked is this rule as it is written.
    if (!isKept && !isTried(this.trying.tried)) {
      this.trying.found = answer.data.found;
      const shown = await inTurns(this.trying.shown(), deps.pause);
      await deps.pause();
      if (signal.aborted) return;
      post({ ...shown, moment: this.sameMoment(shown.history) });
    } else await this.trying.replay();
    await this.trying.complete();
    if (signal.aborted) return;
    this.explainMissing();
    await this.trying.compare();
    await this.trying.tell();
    await this.trying.share();
    if (signal.aborted || this.input.state().series?.total !== 0) return;
    const history = this.input.state().history;
    const last = history && lastMatch(history);
    if (last !== undefined) await this.pick(last);
  }

  /** That the server gives nothing now is no news of a rule whose series it does not have yet. */
  private explainMissing(): void {
    const { state, post } = this.input;
    const { series, history } = state();
    const names = this.trying.asked?.workedOut ?? [];
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

  /** Says how often the rule fired as it was written before. */
  compare(): Promise<void> {
    return this.trying.compare();
  }

  /** Tries other numbers; nothing is asked for it. */
  tune(tune: Tune): Promise<void> {
    const { rule } = this.input;
    return this.trying.try(tryOut(this.trying.tried, tune, rule));
  }

  untune(): Promise<void> {
    return this.trying.try(nothingTried);
  }

  /** Writes what is tried into the document; says so where that cannot surely be done. */
  async write(): Promise<void> {
    const { deps, post } = this.input;
    const { rule } = this;
    if (!isTried(this.trying.tried)) return;
    const { uri, version, id } = rule;
    const isDone = await deps.edit({ uri, version, id, ...changeOf(rule, this.trying.tried) });
    const refused = 'This cannot be written without changing something else; change it in the editor.';
    if (!isDone) post({ tuning: tuningOf(rule, this.trying.tried, refused) });
  }

  /** Shows the message of a change of the history. */
  async pick(change: number): Promise<void> {
    const { queries, connection, state, post } = this.input;
    const { rule } = this;
    const history = state().history;
    const { found } = this.trying;
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
      sending: this.trying.asked?.told.sending,
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
      if (!explaining.signal.aborted)
        post({ explanation: withMissing(explanation, this.trying.asked?.workedOut ?? []) });
    });
  }

  end(): void {
    this.explaining?.abort();
    this.picking?.abort();
    this.trying.end();
  }

  /** Why a backtest is not asked without a word: it is that much. */
  private tooMuch({ group }: BacktestRule): PreviewState['offer'] {
    const { range, deps, state } = this.input;
    const { startMs, endMs } = momentsOf(range, deps.now());
    const slots = Math.floor((endMs - startMs) / (group.interval ?? usualIntervalMs));
    const series = Math.max(1, state().graph?.total ?? 1);
    return slots * series > freeValues ? { slots, series } : undefined;
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

  private note(text: string): void {
    const { notes } = this.input.state();
    if (!notes.includes(text)) this.input.post({ notes: [...notes, text] });
  }
}
