// Bounds that are dragged up and down with the pointer.
import type uPlot from 'uplot';
import type { GraphLimit } from '../../src/preview/messages';

/** Pixels beside a bound at which it can be taken hold of. */
const reach = 5;

/** Calls `drag` with the place of a bound in the expression and the value that it is dragged to. */
export function dragLimits(
  chart: uPlot,
  limits: () => readonly GraphLimit[],
  drag: (at: number, value: number) => void,
): void {
  const { over } = chart;
  const near = (event: MouseEvent): number | undefined => {
    const y = event.clientY - over.getBoundingClientRect().top;
    const close = limits().flatMap(({ at, value }) => {
      const distance = value === undefined ? reach + 1 : Math.abs(chart.valToPos(value, 'y') - y);
      return at !== undefined && distance <= reach ? [{ at, distance }] : [];
    });
    return close.sort((a, b) => a.distance - b.distance)[0]?.at;
  };
  let held: number | undefined;
  over.addEventListener('pointermove', event => {
    if (held === undefined) over.style.cursor = near(event) === undefined ? '' : 'ns-resize';
  });
  // Before the zoom takes the pointer.
  over.parentElement?.addEventListener(
    'mousedown',
    event => {
      if (event.button !== 0 || !over.contains(event.target as Node)) return;
      held = near(event);
      if (held !== undefined) event.stopPropagation();
    },
    { capture: true },
  );
  over.addEventListener('pointerdown', event => {
    if (event.button === 0 && near(event) !== undefined) over.setPointerCapture(event.pointerId);
  });
  over.addEventListener('pointermove', event => {
    if (held === undefined) return;
    if ((event.buttons & 1) === 0) {
      held = undefined;
      return;
    }
    const y = event.clientY - over.getBoundingClientRect().top;
    drag(held, rounded(chart.posToVal(y, 'y'), (chart.scales.y?.max ?? 1) - (chart.scales.y?.min ?? 0)));
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    over.addEventListener(end, () => {
      held = undefined;
    });
}

/** A value with as many digits as can be aimed at: some hundred steps over the axis. */
export function rounded(value: number, span: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(span > 0 ? span : 1)));
  return Number(value.toFixed(Math.min(20, digits)));
}
