// From and to: any part of the past instead of the last hours.
import type { TimeRange } from '../src/preview/messages';
import { button, h } from './dom';

export interface RangePicker {
  /** Shows or hides the form. */
  readonly toggle: HTMLButtonElement;
  readonly form: HTMLElement;
  update(range: TimeRange): void;
}

export function createRangePicker(choose: (range: TimeRange) => void): RangePicker {
  const from = timeInput('range-from');
  const to = timeInput('range-to');
  const wrong = h('span', { class: 'error', role: 'alert', testid: 'range-wrong' });
  const form = h(
    'div',
    { class: 'controls', hidden: true, testid: 'range-form' },
    h('label', {}, 'From ', from),
    h('label', {}, 'to ', to),
    button('Show', { class: 'primary', testid: 'range-show' }, apply),
    wrong,
  );
  const toggle = button('From … to …', { testid: 'range-custom', aria: { expanded: 'false' } }, () => {
    form.hidden = !form.hidden;
    toggle.setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) from.focus();
  });
  form.addEventListener('keydown', event => {
    if (event.key === 'Enter') apply();
    if (event.key !== 'Escape') return;
    form.hidden = true;
    toggle.setAttribute('aria-expanded', 'false');
    toggle.focus();
  });

  function apply(): void {
    const [fromMs, toMs] = [new Date(from.value).getTime(), new Date(to.value).getTime()];
    const isRange = Number.isFinite(fromMs) && fromMs >= 0 && Number.isFinite(toMs) && fromMs < toMs;
    wrong.textContent = isRange ? '' : 'Give two times, the earlier one first.';
    if (isRange) choose({ fromMs, toMs });
  }

  let shown = '';
  return {
    toggle,
    form,
    update(range) {
      const key = JSON.stringify(range);
      if (key === shown) return;
      shown = key;
      const isCustom = typeof range !== 'string';
      toggle.setAttribute('aria-pressed', String(isCustom));
      // What is shown is where one goes on from.
      const now = Date.now();
      const hours = isCustom ? 0 : Number.parseInt(range, 10) * (range.endsWith('d') ? 24 : 1);
      from.value = localTime(isCustom ? range.fromMs : now - hours * 3_600_000);
      to.value = localTime(isCustom ? range.toMs : now);
      form.hidden = !isCustom;
      toggle.setAttribute('aria-expanded', String(isCustom));
    },
  };
}

function timeInput(testid: string): HTMLInputElement {
  const input = h('input', { type: 'datetime-local', testid });
  input.step = '1';
  return input;
}

/** A moment as an input of local time has it. */
function localTime(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
