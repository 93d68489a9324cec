// The history of a rule's alerts as the panel shows it, made of a backtest. Pure; no vscode here.
import type { AlertSeries, Backtest, Outline, Transition } from '../../../server/src/alerting/backtest/backtest';
import { eachInSlices } from '../../../server/src/text/slices';
import { lineNames } from './lines';
import type { Band, Change, GraphLine, History } from './messages';
import { labelKey, sortedLabels } from './results';

/** Bands that are drawn; the other alerts are counted. */
export const maxBands = 100;
/** Changes that can be walked through: the newest ones. */
const maxChanges = 5_000;

/** Labels that say of every alert of a rule the same as its name does. */
const told = new Set(['alertname']);

/**
 * The history that is sent to the page, brief where only an outline is there; `lines` are those of the graph, `named` labels that
 * the rule's texts name. `id` tells it from others.
 */
export function* historyInSlices(
  found: Outline | Backtest,
  lines: readonly GraphLine[],
  named: readonly string[],
  id: number,
  extra: Pick<History, 'before'> & { readonly caveats?: readonly string[] } = {},
): Generator<void, History> {
  const order = inOrder(found);
  const labels = order.map(({ series }) => sortedLabels(series.labels).filter(([name]) => !told.has(name)));
  yield;
  const { short: names } = lineNames(labels, named);
  yield;
  const lineOf = linesByLabels(lines);
  const bands = yield* eachInSlices(
    order.slice(0, maxBands),
    ({ series }, i): Band => {
      const own = series.sources.flatMap(source => lineOf.get(labelKey(source)) ?? []);
      return {
        label: nameOf(names[i]!, order.length),
        labels: labels[i]!,
        spans: series.spans,
        firings: series.firings,
        lines: own,
      };
    },
    10,
  );
  const place = new Map(order.map(({ i }, at) => [i, at]));
  const changeOf = ({ time, series, to, activeAt, seen, stands }: ShownTransition): Change => {
    const band = place.get(series)!;
    return {
      atMs: time,
      ...(band < maxBands ? { band } : {}),
      label: nameOf(names[band]!, order.length),
      to,
      activeMs: activeAt,
      value: seen.value,
      ...(stands ? { stands } : {}),
    };
  };
  const changes = isWhole(found) ? yield* eachInSlices(shownTransitions(found), changeOf, 500) : [];
  const { caveats = [], ...rest } = extra;
  return {
    id,
    slots: found.slots,
    bands,
    moreBands: order.length - bands.length,
    changes,
    ...(isWhole(found) ? {} : { brief: true }),
    moreChanges: isWhole(found) ? Math.max(0, found.transitionCount - maxChanges) : 0,
    totals: found.totals,
    caveats: [...found.caveats, ...failureWords(found), ...caveats],
    ...rest,
  };
}

const byLabels = new WeakMap<readonly GraphLine[], ReadonlyMap<string, number>>();

/** Numbers of the lines of a graph by the key of their labels; kept, as another number that is tried changes no line. */
function linesByLabels(lines: readonly GraphLine[]): ReadonlyMap<string, number> {
  const known = byLabels.get(lines) ?? new Map(lines.map((line, i) => [labelKey(Object.fromEntries(line.labels)), i]));
  byLabels.set(lines, known);
  return known;
}

/** A change, or how an alert stands at the end that has none. */
export type ShownTransition = Transition & Pick<Change, 'stands'>;

/**
 * What `History.changes` is made of, in its order. An alert that stays in one state for all of the shown time changes nowhere;
 * so that its message can be seen it stands behind the changes, as it is at the last evaluation.
 */
export function shownTransitions(found: Backtest): readonly ShownTransition[] {
  const { start, step, count } = found.slots;
  const standing = inOrder(found)
    .slice(0, maxBands)
    .flatMap(({ series, i }): readonly ShownTransition[] => {
      const [span, second] = series.spans;
      if (!span?.open || second || span.from >= start) return [];
      const { state: to, activeAt, last: seen } = span;
      return [{ time: start + (count - 1) * step, series: i, to, activeAt, seen, stands: true }];
    });
  return [...found.transitions.slice(-maxChanges), ...standing];
}

/** Alerts as they get their bands: those that fired most often first, of these the ones that were active last. */
function inOrder({ series: all }: Outline): readonly { readonly series: AlertSeries; readonly i: number }[] {
  return all
    .map((series, i) => ({ series, i }))
    .sort((a, b) => b.series.firings - a.series.firings || lastOf(b.series) - lastOf(a.series) || a.i - b.i);
}

/** Whether the changes are there. */
export function isWhole(found: Outline | Backtest): found is Backtest {
  return 'transitions' in found;
}

/** The only alert of a rule has nothing that tells it from others. */
function nameOf(name: string, alerts: number): string {
  return name === 'value' ? (alerts === 1 ? 'the alert' : 'without labels of its own') : name;
}

function lastOf({ spans }: AlertSeries): number {
  return spans[spans.length - 1]?.to ?? 0;
}

function failureWords({ failures, failureCount }: Outline): readonly string[] {
  const [first] = failures;
  if (!first) return [];
  const rest = failureCount === 1 ? 'One evaluation fails' : `${failureCount} evaluations fail`;
  return [`${rest}, and alerts stay as they were: ${first.message}.`];
}

/**
 * The change that is worth looking at when nothing matches now: the last time that something began to fire, or, where it never
 * came to that, to match.
 */
export function lastMatch({ changes }: History): number | undefined {
  const last = (to: Change['to']): number => changes.map(change => change.to).lastIndexOf(to);
  const fired = last('firing');
  const at = fired >= 0 ? fired : last('pending');
  return at >= 0 ? at : undefined;
}
