// The series in the result now, as a real table, and the message of the chosen one.
import type { LabelPair, PreviewState, SeriesRow, SeriesTable } from '../src/preview/messages';
import { button, h } from './dom';
import { formatTook, formatValue, visible } from './format';
import { labelColumns, rowKey } from './model';

/** The table with its caption; a row is chosen by its button or a click. */
export function seriesSection(
  table: SeriesTable,
  chosen: SeriesRow | undefined,
  choose: (key: string) => void,
): readonly (HTMLElement | false)[] {
  const names = labelColumns(table.rows, table.common);
  const time = new Date(table.atMs).toLocaleTimeString();
  return [
    h('h2', {}, 'Series'),
    h(
      'p',
      { class: 'caption', testid: 'series-status' },
      `${table.total} in the result at ${time}, answered in ${formatTook(table.tookMs)}.`,
    ),
    table.empty !== undefined && h('p', { class: 'empty', testid: 'series-empty' }, table.empty),
    table.common.length > 0 && h('p', { class: 'caption', testid: 'series-common' }, 'all: ', labelList(table.common)),
    table.rows.length > 0 &&
      h(
        'div',
        { class: 'scroll' },
        h(
          'table',
          { testid: 'series', aria: { label: 'Series in the result now' } },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              h('th', { scope: 'col' }, 'value'),
              ...names.map(name => h('th', { scope: 'col' }, visible(name, 80))),
            ),
          ),
          h('tbody', {}, ...table.rows.map(row => rowElement(row, names, table.unit, row === chosen, choose))),
        ),
      ),
  ];
}

function rowElement(
  row: SeriesRow,
  names: readonly string[],
  unit: string | undefined,
  isChosen: boolean,
  choose: (key: string) => void,
): HTMLElement {
  const key = rowKey(row);
  const labels = new Map(row.labels);
  const text = row.histogram
    ? `histogram of ${formatValue(row.histogram.count)}, sum ${formatValue(row.histogram.sum, unit)}`
    : formatValue(row.value, unit);
  const exact = row.histogram ? `count ${row.histogram.count}, sum ${row.histogram.sum}` : String(row.value);
  const pick = button(text, { class: 'value', title: exact, data: { key }, aria: { pressed: String(isChosen) } }, () =>
    choose(key),
  );
  return h(
    'tr',
    { testid: 'series-row', class: isChosen ? 'chosen' : '', onclick: () => choose(key) },
    h('td', { class: 'value' }, pick),
    ...names.map(name =>
      h('td', { title: visible(labels.get(name) ?? '', 2000) }, visible(labels.get(name) ?? '', 120)),
    ),
  );
}

/** Rendered annotations and final labels of one series. */
export function messageSection(state: PreviewState, row: SeriesRow): readonly (HTMLElement | false)[] {
  const at = state.series ? new Date(state.series.atMs).toLocaleTimeString() : '';
  return [
    h('h2', {}, state.rule?.kind === 'record' ? 'Recorded series' : `Message at ${at}`),
    row.annotations.length > 0
      ? h(
          'dl',
          { testid: 'message' },
          ...row.annotations.flatMap(annotation => [
            h('dt', {}, visible(annotation.name, 80)),
            h(
              'dd',
              { testid: `message-${annotation.name}` },
              h('span', { class: 'text' }, visible(annotation.text, 20_000)),
              annotation.error !== undefined &&
                h(
                  'span',
                  { class: 'error', testid: 'message-error' },
                  `The template fails: ${visible(annotation.error, 1000)}`,
                ),
            ),
          ]),
        )
      : state.rule?.kind === 'alert' && h('p', { class: 'empty' }, 'The rule has no annotations.'),
    h('p', { class: 'caption', testid: 'message-labels' }, 'labels: ', labelList(row.labels)),
  ];
}

function labelList(labels: readonly LabelPair[]): HTMLElement {
  return h(
    'span',
    { class: 'labels' },
    ...labels.flatMap(([name, value]) => [
      h(
        'span',
        { class: 'label', title: visible(value, 2000) },
        h('b', {}, visible(name, 80)),
        `=${visible(value, 120)}`,
      ),
      // Inline elements without a space between them could only be broken inside of a word.
      ' ',
    ]),
  );
}
