// The series in the result now, as a real table that the arrow keys walk.
import type { SeriesRow, SeriesTable } from '../src/preview/messages';
import { formatMoment } from './chart/ticks';
import { button, h, replaceChildren } from './dom';
import { formatTook, formatValue, visible } from './format';
import { labelList } from './message';
import { rowKey } from './model';

export interface SeriesView {
  readonly element: HTMLElement;
  update(table: SeriesTable | undefined, chosen: SeriesRow | undefined): void;
}

/** The section with the table; a row is chosen by its button, a click or the arrow keys. */
export function createSeries(choose: (key: string) => void): SeriesView {
  const element = h('section', { class: 'series', aria: { label: 'Series' }, hidden: true });
  let shown: SeriesTable | undefined;
  let rows: readonly { readonly key: string; readonly element: HTMLElement; readonly pick: HTMLButtonElement }[] = [];
  let scroll: HTMLElement | undefined;

  function build(table: SeriesTable): void {
    const before = { top: scroll?.scrollTop ?? 0, left: scroll?.scrollLeft ?? 0 };
    rows = table.rows.map(row => rowOf(row, table, choose));
    scroll = table.rows.length > 0 ? tableOf(table, rows) : undefined;
    scroll?.addEventListener('keydown', walk);
    replaceChildren(
      element,
      h(
        'div',
        { class: 'heading' },
        h('h2', {}, 'Series'),
        h('p', { class: 'caption', testid: 'series-status' }, statusOf(table)),
      ),
      table.empty !== undefined && h('p', { class: 'empty', testid: 'series-empty' }, table.empty),
      table.common.length > 0 &&
        h('p', { class: 'caption', testid: 'series-common' }, 'All have ', labelList(table.common)),
      scroll,
      table.moreColumns > 0 &&
        h('p', { class: 'caption' }, `${table.moreColumns} more labels are listed under the message of a series.`),
    );
    scroll?.scrollTo(before);
  }

  function walk(event: KeyboardEvent): void {
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -1e6, End: 1e6 }[event.key];
    const at = rows.findIndex(row => row.pick === document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))]!;
    choose(next.key);
    next.pick.focus();
  }

  return {
    element,
    update(table, chosen) {
      element.hidden = table === undefined;
      if (table && table !== shown) build(table);
      if (!table) replaceChildren(element);
      shown = table;
      const key = chosen && rowKey(chosen);
      for (const row of rows) {
        const isChosen = row.key === key;
        row.element.classList.toggle('chosen', isChosen);
        row.pick.setAttribute('aria-pressed', String(isChosen));
        // One stop for the Tab key; from there the arrows go on.
        row.pick.tabIndex = isChosen ? 0 : -1;
      }
    },
  };
}

function statusOf(table: SeriesTable): string {
  const time = formatMoment(table.atMs);
  return `${table.total} in the result at ${time}, answered in ${formatTook(table.tookMs)}`;
}

function tableOf(table: SeriesTable, rows: readonly { readonly element: HTMLElement }[]): HTMLElement {
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { testid: 'series', aria: { label: 'Series in the result now. The arrow keys go from row to row.' } },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col', class: 'value' }, 'value'),
          ...table.columns.map(name => h('th', { scope: 'col' }, visible(name, 80))),
        ),
      ),
      h('tbody', {}, ...rows.map(row => row.element)),
    ),
  );
}

function rowOf(row: SeriesRow, { columns, unit }: SeriesTable, choose: (key: string) => void) {
  const key = rowKey(row);
  const labels = new Map(row.labels);
  const text = row.histogram
    ? `histogram of ${formatValue(row.histogram.count)}, sum ${formatValue(row.histogram.sum, unit)}`
    : formatValue(row.value, unit);
  const exact = row.histogram ? `count ${row.histogram.count}, sum ${row.histogram.sum}` : String(row.value);
  const pick = button(text, { class: 'value', title: exact, data: { key } }, () => choose(key));
  const element = h(
    'tr',
    { testid: 'series-row', onclick: () => choose(key) },
    h('td', { class: 'value' }, pick),
    ...columns.map(name =>
      h('td', { title: visible(labels.get(name) ?? '', 2000) }, visible(labels.get(name) ?? '', 120)),
    ),
  );
  return { key, element, pick };
}
