// Time and values at the cursor, beside it.
import type { GraphData } from '../../src/preview/messages';
import { lineStyle } from '../colour';
import { h } from '../dom';
import { formatValue, visible } from '../format';
import { type Box, placeBeside } from './beside';
import { formatMoment } from './ticks';

/** Lines that are named at the cursor: those nearest to it. */
const nearest = 6;

export interface Tooltip {
  readonly element: HTMLElement;
  /**
   * Shows the values of a sample: those of the lines that stand out, or else those next to `value`; `left` is the cursor's place
   * in pixels, `numbers` what is not to be covered.
   */
  show(
    at: { readonly sample: number; readonly value: number; readonly left: number } | undefined,
    drawn: readonly boolean[],
    numbers: readonly Box[],
    strong: ReadonlySet<number>,
  ): void;
}

export function createTooltip(data: GraphData): Tooltip {
  const element = h('div', { class: 'tooltip', testid: 'tooltip', hidden: true, aria: { hidden: 'true' } });
  return {
    element,
    show(at, drawn, numbers, strong) {
      element.hidden = at === undefined;
      if (!at) return;
      const near = data.lines
        .map((line, i) => ({ line, i, v: line.values[at.sample] ?? Number.NaN }))
        // What stands out is what is looked at; the others would only cover the graph.
        .filter(({ i, v }) => drawn[i] && !Number.isNaN(v) && (strong.size === 0 || strong.has(i)))
        .sort((a, b) => Math.abs(a.v - at.value) - Math.abs(b.v - at.value));
      const rows = near.slice(0, nearest).sort((a, b) => b.v - a.v);
      element.replaceChildren(
        h('b', {}, formatMoment(data.startMs + at.sample * data.stepMs)),
        ...rows.map(({ line, i, v }) => {
          const swatch = h('span', { class: 'swatch' });
          swatch.style.borderTopColor = `var(--chart-${lineStyle(i, false).colour}, currentColor)`;
          return h(
            'span',
            { class: 'row' },
            swatch,
            h('span', { class: 'name' }, visible(line.label, 120)),
            h('span', { class: 'value' }, formatValue(v, data.unit)),
          );
        }),
        near.length > rows.length ? h('span', { class: 'caption' }, `and ${near.length - rows.length} more`) : '',
        near.length === 0 ? h('span', { class: 'caption' }, 'no values') : '',
      );
      const plot = element.parentElement;
      if (!plot) return;
      // As wide as it wants to be, wherever it stood before.
      element.style.left = '0';
      const size = { width: element.offsetWidth, height: element.offsetHeight };
      const { left, top } = placeBeside(at.left, size, { width: plot.clientWidth, height: plot.clientHeight }, numbers);
      element.style.left = `${left}px`;
      element.style.top = `${top}px`;
    },
  };
}
