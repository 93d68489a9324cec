// Numbers and durations that a person tries out: typed here, or dragged in the graph. What they try is shown at once; it is
// written into the rule when they say so.

import { parseDuration } from '../../server/src/promql/durations';
import type { FromWebview, Tune } from '../src/preview/fromWebview';
import type { Tuning } from '../src/preview/messages';
import { button, h, setText } from './dom';
import { visible } from './format';

export interface TuningView {
  readonly element: HTMLElement;
  update(tuning: Tuning | undefined): void;
}

interface Field {
  readonly label: HTMLElement;
  readonly input: HTMLInputElement;
  set(text: string, written: string): void;
}

export function createTuning(send: (message: FromWebview) => void): TuningView {
  const tune = (next: Tune): void => send({ type: 'tune', tune: next });
  const numbers = h('span', { class: 'numbers' });
  const hold = durationField('for', 'tune-for', text => tune({ for: text }));
  const keep = durationField('keep_firing_for', 'tune-keep', text => tune({ keepFiringFor: text }));
  const write = button('Write to the rule', { class: 'primary', testid: 'tune-write' }, () => send({ type: 'write' }));
  const reset = button('As written', { testid: 'tune-reset', title: 'Back to what the rule says' }, () =>
    send({ type: 'untune' }),
  );
  const refused = h('span', { class: 'error', role: 'alert', testid: 'tune-refused' });
  const element = h(
    'section',
    { class: 'tuning', testid: 'tuning', hidden: true, aria: { label: 'Try other numbers' } },
    numbers,
    hold.label,
    keep.label,
    h('span', { class: 'write' }, write, reset),
    refused,
  );
  let fields: readonly Field[] = [];
  let shown = '';

  return {
    element,
    update(tuning) {
      element.hidden = tuning === undefined;
      if (!tuning) return;
      const key = JSON.stringify(tuning.thresholds.map(({ at, label, written }) => [at, label, written]));
      if (key !== shown) {
        shown = key;
        fields = tuning.thresholds.map(one => numberField(one, text => tune({ thresholds: [{ at: one.at, text }] })));
        numbers.replaceChildren(...fields.map(({ label }) => label));
      }
      for (const [i, one] of tuning.thresholds.entries()) fields[i]?.set(one.text, one.written);
      hold.set(tuning.for, tuning.writtenFor);
      keep.set(tuning.keepFiringFor, tuning.writtenKeepFiringFor);
      write.disabled = !tuning.changed;
      reset.disabled = !tuning.changed;
      setText(refused, tuning.refused ?? '');
    },
  };
}

/** Longer names of numbers are cut: what is compared stands in the editor. */
const longestName = 60;

function numberField({ label, at, written }: Tuning['thresholds'][number], tune: (text: string) => void): Field {
  const input = h('input', { type: 'number', testid: `tune-number-${at}`, data: { key: `number-${at}` } });
  // One step changes the last digit that is written.
  input.step = String(10 ** -(written.split('.')[1]?.length ?? 0));
  input.addEventListener('input', () => {
    if (input.value !== '' && input.validity.badInput === false) tune(input.value);
  });
  return field(visible(label.length > longestName ? `${label.slice(0, longestName - 1)}…` : label), input);
}

function durationField(name: string, testid: string, tune: (text: string) => void): Field {
  const input = h('input', { type: 'text', testid, class: 'duration', data: { key: testid } });
  input.addEventListener('input', () => {
    const text = input.value.trim();
    const isDuration = text !== '' && 'seconds' in parseDuration(text);
    input.setAttribute('aria-invalid', String(!isDuration));
    input.title = isDuration ? '' : 'A duration such as 90s, 5m or 1h30m';
    if (isDuration) tune(text);
  });
  return field(name, input);
}

function field(name: string, input: HTMLInputElement): Field {
  const label = h('label', {}, h('span', { class: 'name' }, name), ' ', input);
  return {
    label,
    input,
    set(text, written) {
      // What somebody types right now is theirs.
      if (document.activeElement !== input && input.value !== text) input.value = text;
      else if (document.activeElement === input && Number(input.value) !== Number(text) && input.type === 'number')
        input.value = text;
      label.classList.toggle('changed', text !== written);
      input.title = text === written ? '' : `The rule says ${written}`;
    },
  };
}
