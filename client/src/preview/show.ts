// Shows one rule: asks the server for its series, for the points of its graph and for its texts, and puts on the panel what
// is known after each step.
import type { RulePreview } from '../../../server/src/lsp/protocol';
import type { Connected, PreviewDeps } from './deps';
import { graphOf, hasNoData, nothingToCompare } from './graph';
import type { PreviewAction, PreviewState } from './messages';
import type { Queries } from './queries';
import { seriesRows, tableParts } from './results';
import type { Session } from './session';
import { cleared, errorWords, graphNotice, head, namedLabels, tableOf } from './views';

/** One look at a rule that is being shown. */
export interface Showing {
  readonly deps: Pick<PreviewDeps, 'connect' | 'pause'>;
  readonly queries: Queries;
  readonly signal: AbortSignal;
  /** The rule was on the panel before. */
  readonly sameRule: boolean;
  /** Ask again, whatever is known. */
  readonly force: boolean;
  /** Which condition of the expression is drawn. */
  readonly part: number;
  state(): PreviewState;
  /** A number that no graph had before. */
  graphId(): number;
  post(next: Partial<PreviewState>): void;
  /** Nothing that was asked before counts any more. */
  forget(): void;
  /** Whether no other look has taken its place. */
  alive(): boolean;
  /** What can be done with the rule from now on. */
  session(connection: Connected): Session;
  /** The parts of the rule are explained, and stay so. */
  readonly explaining: boolean;
  explain(): void;
  /** Ends what is still being asked. */
  stop(): void;
  /** The document has moved on: another look is needed. */
  again(): void;
}

/** What decides about all that is shown of a rule, as a text: with the same one there is nothing to show anew. */
export function lookOf(rule: RulePreview, { range, scenario }: PreviewState, part: number): string {
  return JSON.stringify([range, scenario, part, { ...rule, version: 0, id: 0, range: 0 }]);
}

/** Shows a rule; ends early where another look took its place. */
export async function showRule(current: RulePreview, showing: Showing): Promise<void> {
  const { deps, queries, signal, sameRule, force, post, alive } = showing;
  const state = showing.state();
  const kept = sameRule
    ? {
        stale: state.graph !== undefined || state.series !== undefined,
        past: state.history && ('left' as const),
        offer: undefined,
      }
    : cleared;
  const fresh = {
    rule: head(current),
    notice: undefined,
    expressionError: undefined,
    // Of another expression the places are others.
    ...(state.explanation && state.explanation.expr !== current.expr ? { explanation: undefined } : {}),
  };
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
  post({ ...kept, ...fresh, notes: [], busy: busyWith(state), ...(kept.past ? { past: 'awaited' } : {}) });
  const connection = await deps.connect(current, state.scenario);
  if (!alive()) return;
  if (!connection.ok) {
    post({
      ...cleared,
      server: connection.name,
      simulated: false,
      notice: { tone: 'info', text: connection.text, actions: withSimulation(connection.actions) },
    });
    return;
  }
  if (force) showing.forget();
  const session = showing.session(connection);
  if (showing.explaining) showing.explain();
  post({
    server: connection.name,
    simulated: connection.simulated === true,
    busy: connection.simulated ? 'Simulating…' : `Asking ${connection.name}…`,
  });

  // To send a request takes some milliseconds, and so does what follows when its answer is there.
  await deps.pause();
  if (!alive()) return;
  const graph = queries.range(current, connection, showing.state().range, showing.part, signal);
  await deps.pause();
  const instant = await queries.instant(current.expr, connection, signal);
  if (!alive()) return;
  if (!instant.answer.ok) {
    const failure = instant.answer.error;
    if (failure.kind === 'cancelled') return;
    // The range queries would fail likewise, or for long.
    showing.stop();
    post({ ...cleared, ...errorWords(failure, current) });
    return;
  }
  // To read the answer took some of this turn.
  await deps.pause();
  if (!alive()) return;
  const table = tableOf(current, instant.answer, instant.at);
  const notes = new Set([...instant.answer.warnings, ...instant.answer.infos, ...table.notes]);
  await deps.pause();
  const rendered = await queries.render(current, connection, table.samples, instant.at, signal);
  if (!alive()) return;
  if (rendered.moved) {
    showing.again();
    return;
  }
  for (const note of rendered.notes) notes.add(note);
  await deps.pause();
  if (!alive()) return;
  const rows = seriesRows(table.samples, rendered.series);
  // A label whose value nobody told may tell two series apart.
  const told = rows.filter((_, i) => rendered.series?.[i]?.unknownLabels === undefined);
  if (rendered.series && new Set(told.map(({ labels }) => JSON.stringify(labels))).size < told.length)
    notes.add(sameLabels);
  const series = { ...table.series, ...tableParts(rows, namedLabels(current)) };
  const { data } = instant.answer;
  const isEmptyVector = data.type === 'vector' && data.total === 0;
  post({ series, stale: showing.state().graph !== undefined, notes: [...notes] });
  const ranges = await graph;
  if (!alive()) return;
  for (const note of ranges.notes) notes.add(note);
  const refusal = ranges.left.ok ? {} : graphNotice(ranges.left.error);
  const drawn = refusal.notice
    ? undefined
    : graphOf(
        current,
        showing.part,
        ranges,
        table.samples.map(({ labels }) => labels),
        showing.graphId(),
      );
  await deps.pause();
  if (!alive()) return;
  post({
    ...(isEmptyVector && hasNoData(current, ranges) ? { series: { ...series, empty: nothingToCompare } } : {}),
    graph: drawn,
    ...refusal,
    notes: [...notes],
    stale: false,
    busy: undefined,
  });
  await deps.pause();
  if (alive()) await session.evaluate();
}

function busyWith({ server, simulated }: PreviewState): string {
  if (simulated) return 'Simulating…';
  return server === undefined ? 'Connecting…' : `Asking ${server}…`;
}

/** Where no server is, data can still be made up. */
function withSimulation(actions: readonly PreviewAction[]): readonly PreviewAction[] {
  return actions.includes('simulate') || actions.includes('selectData') ? actions : [...actions, 'simulate'];
}

const sameLabels =
  'Two series end up with the same labels, which Prometheus refuses: the rule would fail. Keep a label that tells them apart.';
