// The part of the time that is shown, with the way back from it and the way to ask for it.
import type { FromWebview } from '../src/preview/fromWebview';
import type { Zoom } from './chart/plot';
import { formatMoment } from './chart/ticks';
import { button, h } from './dom';

export interface ZoomBar {
  readonly element: HTMLElement;
  /** What is shown, in words; empty for all of the time. */
  readonly words: string;
  readonly zoom: Zoom | undefined;
  /** The plot shows this part now, and whether the one before is a step to go back to. */
  moved(next: Zoom | undefined, isStep: boolean): void;
  /** Goes back to the part before. */
  back(): void;
  /** There is nothing to go back to any more. */
  forget(): void;
}

export interface ZoomHost {
  send(message: FromWebview): void;
  /** The zoom that was kept over a reload. */
  readonly kept: Zoom | undefined;
  zoomed(zoom: Zoom | undefined): void;
  /** Has the plot show a part. */
  show(zoom: Zoom | undefined): void;
}

export function createZoomBar({ send, kept, zoomed, show }: ZoomHost): ZoomBar {
  const before: (Zoom | undefined)[] = [];
  let zoom = kept;
  const back = (): void => {
    show(before.pop());
    // To go back is a step as well, and none to go back to.
    before.pop();
  };
  const shownPart = h('span', { class: 'caption', testid: 'zoom-part' });
  const element = h(
    'p',
    { class: 'zoom-bar', hidden: true },
    button('Back', { testid: 'zoom-back', title: 'The part of the time before (Escape)' }, back),
    button(
      'Ask for this part',
      { testid: 'zoom-ask', title: 'Ask the server for this part of the time, with finer steps' },
      () => {
        if (zoom)
          send({ type: 'range', range: { fromMs: Math.round(zoom.from * 1000), toMs: Math.round(zoom.to * 1000) } });
      },
    ),
    shownPart,
  );
  return {
    element,
    get words() {
      return shownPart.textContent ?? '';
    },
    get zoom() {
      return zoom;
    },
    moved(next, isStep) {
      if (isStep) before.push(zoom);
      zoom = next;
      zoomed(zoom);
      element.hidden = zoom === undefined;
      shownPart.textContent = zoom ? `${formatMoment(zoom.from * 1000)} to ${formatMoment(zoom.to * 1000)}` : '';
    },
    back,
    forget() {
      before.length = 0;
    },
  };
}
