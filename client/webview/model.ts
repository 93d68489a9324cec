// What the webview knows: the last state it was sent and which row the person chose. Pure; no DOM here.
import type { Moment, PreviewState, SeriesRow } from '../src/preview/messages';

export interface Model {
  readonly state?: PreviewState;
  /** Key of the chosen row; the choice outlives a new answer in which the row still is. */
  readonly chosen?: string;
  /** A moment that was left for what is now. */
  readonly left?: string;
}

export type ModelEvent =
  | { readonly type: 'state'; readonly state: PreviewState }
  | { readonly type: 'choose'; readonly key: string }
  /** Back from a moment to what is now. */
  | { readonly type: 'now' };

export function reduce(model: Model, event: ModelEvent): Model {
  switch (event.type) {
    case 'state': {
      const sameRule =
        model.state?.rule?.name === event.state.rule?.name && model.state?.rule?.group === event.state.rule?.group;
      return sameRule ? { ...model, state: event.state } : { state: event.state };
    }
    case 'choose':
      return { ...model, chosen: event.key, left: momentKey(model.state?.moment) };
    case 'now':
      return { ...model, left: momentKey(model.state?.moment) };
  }
}

/** A row's identity over answers: its final labels. */
export function rowKey(row: SeriesRow): string {
  return JSON.stringify(row.labels);
}

/** The row whose message is shown: the chosen one, else the first. */
export function chosenRow(model: Model): SeriesRow | undefined {
  const rows = model.state?.series?.rows ?? [];
  return rows.find(row => rowKey(row) === model.chosen) ?? rows[0];
}

function momentKey(moment: Moment | undefined): string {
  return moment ? `${moment.change} ${moment.atMs}` : '';
}

/** The moment whose message is shown, unless the person went back to what is now. */
export function shownMoment({ state, left }: Model): Moment | undefined {
  const moment = state?.moment;
  return moment && momentKey(moment) !== left ? moment : undefined;
}

/** One sentence for the live region: what a person who does not see the panel should hear. */
export function spoken(state: PreviewState): string {
  if (state.busy) return state.busy;
  if (state.expressionError) return `Error in the expression: ${state.expressionError.message}`;
  if (state.notice) return state.notice.text;
  const { series } = state;
  if (!series) return '';
  if (series.empty) return series.empty;
  return `${series.total} series in the result${state.rule ? ` of ${state.rule.name}` : ''}.`;
}
