// The preview without its window: follows a rule, asks the server, renders, and says in words what stands in the way.
// Everything it needs from VS Code comes in through `PreviewDeps`, so that it runs in a plain test. One state goes out.
import type { DataSource } from '../../../server/src/datasource/datasource';
import type { RenderParams, RenderResult, RulePreview, WirePosition } from '../../../server/src/lsp/protocol';
import type { PreviewAction, PreviewState, WindowName } from './messages';
import { shiftPosition, type TextChange } from './position';
import { createQueries } from './queries';
import { seriesRows, tableParts } from './results';
import { cleared, errorWords, graphOf, hasNoData, head, namedLabels, noRule, nothingToCompare, tableOf } from './views';

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

export function createPreviewController(
  deps: PreviewDeps,
  initial: { readonly window: WindowName; readonly pinned: boolean },
): PreviewController {
  let state: PreviewState = { ...initial, stale: false, notes: [] };
  let target: Target | undefined;
  let rule: RulePreview | undefined;
  /** What the shown results were made for. */
  let shown = '';
  let running: AbortController | undefined;
  let pending: { readonly cancel: () => void; readonly ms: number; readonly force: boolean } | undefined;
  let visible = true;
  let missed: 'nothing' | 'a look' | 'everything' = 'nothing';
  /** Number the looks at the rule and at the cursor: only the newest of each counts, whichever answer comes first. */
  let look = 0;
  let glance = 0;
  let cancelGlance: (() => void) | undefined;
  /** A look that asks again whatever is known has not come through yet; the one that overtakes it does its work. */
  let owed = false;
  /** Counts the edits: a place that was read before one may be another rule's after it. */
  let edits = 0;
  let disposed = false;
  const queries = createQueries(deps);

  function post(next: Partial<PreviewState>): void {
    if (disposed) return;
    state = { ...state, ...next };
    deps.post(state);
  }

  function schedule(ms: number, force = false): void {
    if (!visible) {
      missed = force || missed === 'everything' ? 'everything' : 'a look';
      return;
    }
    const longest = Math.max(ms, pending?.ms ?? 0);
    const forced = force || (pending?.force ?? false);
    pending?.cancel();
    const cancel = deps.delay(longest, () => {
      pending = undefined;
      void run(forced);
    });
    pending = { cancel, ms: longest, force: forced };
  }

  function stop(): void {
    running?.abort();
    running = undefined;
  }

  /** Shows the rule under the cursor, if it is another one; a cursor outside of any rule keeps what is shown. */
  async function glanceAt(next: Target, mine: number, edition: number): Promise<void> {
    try {
      const found = await deps.ruleAt(next);
      if (!found || disposed || glance !== mine || edits !== edition || state.pinned) return;
      if (rule && rule.uri === found.uri && rule.id === found.id && rule.version === found.version) return;
      target = { uri: next.uri, position: found.range.start };
      schedule(0);
    } catch (error) {
      deps.log(`The rule at the cursor is not known: ${wordsOf(error)}`);
    }
  }

  async function run(forced: boolean): Promise<void> {
    const asked = target;
    if (!asked) {
      post({ notice: noRule, busy: undefined });
      return;
    }
    const mine = ++look;
    owed ||= forced;
    let found: RulePreview | null;
    try {
      found = await deps.ruleAt(asked);
    } catch (error) {
      deps.log(`The language server gives no rule: ${wordsOf(error)}`);
      if (look !== mine || target !== asked) return;
      stop();
      shown = '';
      post({ busy: undefined, notice: noAnalysis });
      return;
    }
    // Whoever moved the target has planned a look of their own.
    if (look !== mine || target !== asked) return;
    const force = owed;
    owed = false;
    if (!found) {
      stop();
      rule = undefined;
      shown = '';
      post({ ...cleared, rule: undefined, notice: noRule });
      return;
    }
    const wanted = JSON.stringify([state.window, { ...found, version: 0, id: 0, range: 0 }]);
    const sameRule =
      rule !== undefined && rule.uri === found.uri && rule.group === found.group && rule.name === found.name;
    rule = found;
    target = { uri: asked.uri, position: found.range.start };
    if (wanted === shown && !force) {
      // Moved, not changed: only the place on the panel may differ.
      post({ rule: head(found) });
      return;
    }
    stop();
    const controller = new AbortController();
    running = controller;
    shown = wanted;
    const alive = () => running === controller && !controller.signal.aborted;
    try {
      await show(found, sameRule, force, controller.signal, alive);
    } catch (error) {
      // A failure of the language server's connection must not leave a panel that waits for ever.
      deps.log(`The preview failed: ${wordsOf(error)}`);
      if (alive()) post({ busy: undefined, notice: failed });
    } finally {
      if (running === controller) running = undefined;
    }
  }

  async function show(
    current: RulePreview,
    sameRule: boolean,
    force: boolean,
    signal: AbortSignal,
    alive: () => boolean,
  ): Promise<void> {
    const kept = sameRule ? { stale: state.graph !== undefined || state.series !== undefined } : cleared;
    const fresh = { rule: head(current), notice: undefined, expressionError: undefined };
    const [problem] = current.problems;
    if (current.expr.trim() === '' || problem) {
      post({
        ...kept,
        ...fresh,
        busy: undefined,
        notes: [],
        ...(problem
          ? { expressionError: { expr: current.expr, from: problem.from, to: problem.to, message: problem.message } }
          : { notice: { tone: 'info' as const, text: 'The rule has no expression yet.', actions: [] } }),
      });
      return;
    }
    post({ ...kept, ...fresh, notes: [], busy: state.server ? `Asking ${state.server}…` : 'Connecting…' });
    const connection = await deps.connect(current.uri);
    if (!alive()) return;
    if (!connection.ok) {
      post({
        ...cleared,
        server: connection.name,
        notice: { tone: 'info', text: connection.text, actions: connection.actions },
      });
      return;
    }
    if (force) queries.forget();
    post({ server: connection.name, busy: `Asking ${connection.name}…` });

    const graph = queries.range(current, connection, state.window, signal);
    const instant = await queries.instant(current.expr, connection, signal);
    if (!alive()) return;
    if (!instant.answer.ok) {
      const failure = instant.answer.error;
      if (failure.kind === 'cancelled') return;
      // The range queries would fail likewise, or for long.
      stop();
      post({ ...cleared, ...errorWords(failure, current) });
      return;
    }
    const table = tableOf(current, instant.answer, instant.at);
    const notes = new Set([...instant.answer.warnings, ...instant.answer.infos, ...table.notes]);
    post({ series: table.series, stale: state.graph !== undefined, notes: [...notes] });

    const [rendered, ranges] = await Promise.all([
      queries.render(current, connection, table.samples, instant.at, signal),
      graph,
    ]);
    if (!alive()) return;
    if (rendered.moved) {
      shown = '';
      schedule(cursorPauseMs);
      return;
    }
    for (const note of [...rendered.notes, ...ranges.notes]) notes.add(note);
    const rows = seriesRows(table.samples, rendered.series);
    // A label whose value nobody told may tell two series apart.
    const told = rows.filter((_, i) => rendered.series?.[i]?.unknownLabels === undefined);
    if (rendered.series && new Set(told.map(({ labels }) => JSON.stringify(labels))).size < told.length)
      notes.add(sameLabels);
    post({
      series: {
        ...table.series,
        ...tableParts(rows, namedLabels(current)),
        ...(table.series.empty !== undefined && hasNoData(current, ranges) ? { empty: nothingToCompare } : {}),
      },
      graph: graphOf(current, ranges, table.samples),
      notes: [...notes],
      stale: false,
      busy: undefined,
    });
  }

  return {
    follow(next, hold = false) {
      if (!hold && (state.pinned || !visible)) return;
      if (hold || !target) {
        glance++;
        target = next;
        schedule(0);
        return;
      }
      const mine = ++glance;
      const edition = edits;
      cancelGlance?.();
      // A cursor that wanders, or that typing moves, asks for nothing until it rests.
      cancelGlance = deps.delay(cursorPauseMs, () => {
        cancelGlance = undefined;
        void glanceAt(next, mine, edition);
      });
    },
    documentChanged(uri, changes) {
      if (changes.length > 0) edits++;
      if (!target || target.uri !== uri || changes.length === 0) return;
      target = { uri, position: changes.reduce(shiftPosition, target.position) };
      if (running) {
        stop();
        shown = '';
      }
      schedule(typingPauseMs);
    },
    setWindow(window) {
      if (window === state.window) return;
      post({ window });
      schedule(0);
    },
    setPinned(pinned) {
      post({ pinned });
    },
    refresh() {
      schedule(0, true);
    },
    setVisible(next) {
      if (visible === next) return;
      visible = next;
      if (!visible) {
        if (pending || running) {
          missed = pending?.force ? 'everything' : 'a look';
          shown = '';
        }
        cancelGlance?.();
        pending?.cancel();
        pending = undefined;
        stop();
        queries.forget();
      } else if (missed !== 'nothing') {
        const force = missed === 'everything';
        missed = 'nothing';
        schedule(0, force);
      }
    },
    current: () => ({ target, rule }),
    state: () => state,
    dispose() {
      disposed = true;
      cancelGlance?.();
      pending?.cancel();
      stop();
      queries.forget();
      target = undefined;
    },
  };
}

const sameLabels =
  'Two series end up with the same labels, which Prometheus refuses: the rule would fail. Keep a label that tells them apart.';
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
