// The panel's first lines: which rule, which server, which window. Built once, then changed in place, so that the focus
// stays on the button that was pressed.
import { type FromWebview, type PreviewState, windowNames } from '../src/preview/messages';
import { button, h } from './dom';
import { visible } from './format';

export interface HeadView {
  readonly element: HTMLElement;
  update(state: PreviewState): void;
}

export function createHead(send: (message: FromWebview) => void): HeadView {
  const name = h('h1', { testid: 'rule-name' });
  const severity = h('span', { class: 'severity', testid: 'severity' });
  const place = button('', { class: 'link', testid: 'rule-place', title: 'Show the rule in the editor' }, () =>
    send({ type: 'openRule' }),
  );
  const server = button('', { testid: 'server-name', title: 'Choose the server that is asked' }, () =>
    send({ type: 'action', action: 'selectServer' }),
  );
  const windows = windowNames.map(window =>
    button(window, { testid: `window-${window}`, title: `Show the last ${window}` }, () =>
      send({ type: 'window', window }),
    ),
  );
  const refresh = button('Refresh', { testid: 'refresh', title: 'Ask the server again' }, () =>
    send({ type: 'refresh' }),
  );
  const pin = button('Pin', { testid: 'pin', title: 'Keep this rule when the cursor moves to another one' }, () =>
    send({ type: 'pin', pinned: pin.getAttribute('aria-pressed') !== 'true' }),
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
      h('div', { class: 'windows', role: 'group', aria: { label: 'Time window' } }, ...windows),
      refresh,
      pin,
      status,
    ),
    progress,
  );
  return {
    element,
    update(state) {
      const { rule } = state;
      name.textContent = rule ? visible(rule.name || 'Rule without a name', 200) : 'ML Alerts preview';
      severity.textContent = rule?.severity === undefined ? '' : visible(rule.severity, 40);
      severity.hidden = rule?.severity === undefined;
      severity.dataset.severity = rule?.severity ?? '';
      place.textContent = rule ? visible(rule.place, 200) : '';
      place.hidden = !rule;
      server.textContent = state.server === undefined ? 'Server: none' : `Server: ${visible(state.server, 60)}`;
      for (const [i, item] of windows.entries())
        item.setAttribute('aria-pressed', String(windowNames[i] === state.window));
      pin.setAttribute('aria-pressed', String(state.pinned));
      pin.textContent = state.pinned ? 'Pinned' : 'Pin';
      status.textContent = state.busy === undefined ? '' : visible(state.busy, 200);
      element.classList.toggle('busy', state.busy !== undefined);
    },
  };
}
