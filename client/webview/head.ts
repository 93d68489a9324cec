// The panel's first lines: which rule, which server, which window. Built once, then changed in place, so that the focus
// stays on the button that was pressed.
import type { FromWebview } from '../src/preview/fromWebview';
import { type PreviewState, windowNames } from '../src/preview/messages';
import { button, h, setText } from './dom';
import { visible } from './format';
import { createRangePicker } from './range';

export interface HeadView {
  readonly element: HTMLElement;
  /** Says that data are simulated; stays in view. */
  readonly banner: HTMLElement;
  update(state: Shown): void;
}

/** What the head shows of the state. */
type Shown = Pick<PreviewState, 'rule' | 'server' | 'simulated' | 'range' | 'pinned' | 'busy'>;

export function createHead(send: (message: FromWebview) => void): HeadView {
  const name = h('h1', { testid: 'rule-name' });
  const severity = h('span', { class: 'severity', testid: 'severity' });
  const place = button('', { class: 'link', testid: 'rule-place', title: 'Show the rule in the editor' }, () =>
    send({ type: 'openRule' }),
  );
  const server = button('', { class: 'opens', testid: 'server-name', title: 'Choose a server or simulated data' }, () =>
    send({ type: 'action', action: 'selectData' }),
  );
  const windows = windowNames.map(range =>
    button(range, { testid: `window-${range}`, title: `Show the last ${range}` }, () => send({ type: 'range', range })),
  );
  const custom = createRangePicker(range => send({ type: 'range', range }));
  const refresh = button('Refresh', { testid: 'refresh', title: 'Ask the server again' }, () =>
    send({ type: 'refresh' }),
  );
  const pin = button('Pin', { testid: 'pin', title: 'Keep this rule when the cursor moves to another one' }, () =>
    send({ type: 'pin', pinned: pin.getAttribute('aria-pressed') !== 'true' }),
  );
  const banner = h(
    'p',
    { class: 'banner', testid: 'simulated', hidden: true },
    'Simulated data: no server was asked, nothing here has happened.',
  );
  const progress = h('div', { class: 'progress', aria: { hidden: 'true' } });
  const status = h('p', { class: 'status', testid: 'status' });
  const element = h(
    'header',
    {},
    h('div', { class: 'title' }, name, severity, place),
    h(
      'div',
      { class: 'controls' },
      server,
      h('div', { class: 'windows', role: 'group', aria: { label: 'Time window' } }, ...windows, custom.toggle),
      refresh,
      pin,
      status,
    ),
    custom.form,
    progress,
  );
  return {
    element,
    banner,
    update(state) {
      const { rule } = state;
      setText(name, rule ? visible(rule.name || 'Rule without a name', 200) : 'ML Alerts preview');
      setText(severity, rule?.severity === undefined ? '' : visible(rule.severity, 40));
      severity.hidden = rule?.severity === undefined;
      severity.dataset.severity = rule?.severity ?? '';
      setText(place, rule ? visible(rule.place, 200) : '');
      place.hidden = !rule;
      const source = state.simulated ? 'Simulated' : 'Server';
      setText(server, `${source}: ${state.server === undefined ? 'none' : visible(state.server, 60)}`);
      server.classList.toggle('simulated', state.simulated === true);
      banner.hidden = !state.simulated;
      for (const [i, item] of windows.entries())
        item.setAttribute('aria-pressed', String(windowNames[i] === state.range));
      custom.update(state.range);
      pin.setAttribute('aria-pressed', String(state.pinned));
      setText(pin, state.pinned ? 'Pinned' : 'Pin');
      setText(status, state.busy === undefined ? '' : visible(state.busy, 200));
      element.classList.toggle('busy', state.busy !== undefined);
    },
  };
}
