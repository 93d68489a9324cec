// The expression part by part: how many series each has, some of their values, labels gained or lost, and where the series ended.
import type { FromWebview } from '../src/preview/fromWebview';
import type { ExplainedRow, Explanation } from '../src/preview/messages';
import { formatMoment } from './chart/ticks';
import { button, h, replaceChildren, setText } from './dom';
import { samplesInWords } from './explainedSamples';
import { formatTook, visible } from './format';

export interface ExplainView {
  readonly element: HTMLElement;
  /** `empty`: nothing matches now. */
  update(explanation: Explanation | undefined, possible: boolean, empty: boolean): void;
}

export function createExplain(send: (message: FromWebview) => void): ExplainView {
  const toggle = button('Explain', { class: 'link unfolds', testid: 'explain', aria: { expanded: 'false' } }, () => {
    const open = toggle.getAttribute('aria-expanded') !== 'true';
    send({ type: 'explain', open });
  });
  const at = h('p', { class: 'caption' });
  const rows = h('div', { class: 'scroll', hidden: true });
  const element = h(
    'section',
    { class: 'explain', aria: { label: 'Explanation of the expression' }, hidden: true },
    h('div', { class: 'heading' }, h('h2', {}, toggle), at),
    rows,
  );
  return {
    element,
    update(explanation, possible, empty) {
      element.hidden = !possible;
      const open = explanation !== undefined;
      toggle.setAttribute('aria-expanded', String(open));
      rows.hidden = !open;
      setText(
        at,
        explanation
          ? `as of ${formatMoment(explanation.atMs)}; press a part to select it in the editor`
          : empty
            ? 'where in the expression the series end'
            : 'what each part of the expression gives',
      );
      if (!explanation) return;
      replaceChildren(
        rows,
        tableOf(explanation.rows, (from, to) => send({ type: 'reveal', from, to })),
      );
    },
  };
}

function tableOf(rows: readonly ExplainedRow[], reveal: (from: number, to: number) => void): HTMLElement {
  return h(
    'table',
    { class: 'parts-table', testid: 'explain-rows', aria: { label: 'Parts of the expression, the whole first' } },
    h('thead', {}, h('tr', {}, ...['part', 'series', 'labels', 'values'].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...rows.map((row, i) => rowOf(row, i, reveal))),
  );
}

const endWords: Readonly<Record<NonNullable<ExplainedRow['end']>, string>> = {
  lost: 'the series end here',
  missing: 'the server does not have it yet',
};

function rowOf(row: ExplainedRow, i: number, reveal: (from: number, to: number) => void): HTMLElement {
  const { found, error, end } = row;
  const part = button(
    visible(row.text, 120),
    { class: 'link part', title: visible(row.text, 2000), data: { key: `explain-${i}` }, testid: 'explain-part' },
    () => reveal(row.from, row.to),
  );
  part.style.marginLeft = `${row.depth * 14}px`;
  const samples = found ? samplesInWords(found.samples) : '';
  return h(
    'tr',
    { class: end ? 'end' : '', testid: 'explain-row' },
    h('td', {}, part),
    h(
      'td',
      { class: 'value', title: found ? `answered in ${formatTook(found.tookMs)}` : '' },
      found ? String(found.total) : error === undefined ? '…' : '–',
    ),
    h('td', { class: 'changed-labels' }, ...changesOf(found)),
    error !== undefined
      ? h('td', { class: 'samples error', title: visible(error, 1000) }, visible(error, 200))
      : end
        ? h('td', { class: 'samples' }, h('span', { class: 'badge', testid: 'explain-end' }, endWords[end]))
        : h('td', { class: 'samples', title: samples }, h('div', {}, samples)),
  );
}

function changesOf(found: ExplainedRow['found']): readonly (Node | string)[] {
  const [gained, lost] = [found?.gained ?? [], found?.lost ?? []];
  const list = (names: readonly string[]): string => {
    const shown = names.slice(0, 6).map(name => visible(name, 60));
    return names.length > 6 ? `${shown.join(', ')} and ${names.length - 6} more` : shown.join(', ');
  };
  return [
    ...(lost.length > 0 ? [h('span', { class: 'lost' }, `drops ${list(lost)}`)] : []),
    ...(gained.length > 0 ? [' ', h('span', {}, `adds ${list(gained)}`)] : []),
  ];
}
