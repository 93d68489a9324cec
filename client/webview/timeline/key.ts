// What the fills of the bands mean: a sample of each state that the history has.
import type { Band, History } from '../../src/preview/messages';
import type { ChartTheme } from '../chart/theme';
import { h } from '../dom';
import { patternsOf, stateColours } from './bands';
import { stateWords } from './words';

export interface BandsKey {
  readonly element: HTMLElement;
  update(history: History | undefined, theme: () => ChartTheme): void;
  /** Its colours are others now. */
  restyle(): void;
}

type State = Band['spans'][number]['state'];

export function createKey(): BandsKey {
  const element = h('span', { class: 'caption key', testid: 'bands-key' });
  let shown = '';
  return {
    element,
    update(history, theme) {
      const states = (['pending', 'firing', 'kept'] as const).filter(state => has(history, state));
      if (states.join() === shown) return;
      shown = states.join();
      element.replaceChildren(...states.flatMap(state => sample(state, theme())));
    },
    restyle() {
      shown = '';
    },
  };
}

function has(history: History | undefined, state: State): boolean {
  return history?.bands.some(({ spans }) => spans.some(span => span.state === state)) ?? false;
}

function sample(state: State, theme: ChartTheme): readonly Node[] {
  const tile = h('canvas', { class: 'key-sample' });
  tile.width = 18;
  tile.height = 9;
  const ink = tile.getContext('2d');
  if (ink) {
    ink.fillStyle = patternsOf(ink, theme)[state];
    ink.fillRect(0, 0, 18, 9);
    ink.strokeStyle = theme.colour(stateColours[state]);
    ink.strokeRect(0.5, 0.5, 17, 8);
  }
  const text = state === 'kept' ? 'kept by keep_firing_for' : stateWords[state];
  return [tile, document.createTextNode(`${text} `)];
}
