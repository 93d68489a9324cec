// What stands in the way of results, in words: a notice with what can be done, or an error in the expression.
import type { PreviewAction, PreviewState } from '../src/preview/messages';
import { button, h } from './dom';
import { visible } from './format';

const actionTexts: Readonly<Record<PreviewAction, string>> = {
  addServer: 'Add a server',
  selectServer: 'Choose a server',
  editServer: 'Edit the server',
  manageTrust: 'Manage workspace trust',
  selectData: 'Choose the data',
  simulate: 'Use simulated data',
  retry: 'Try again',
};

export function noticeSection(
  notice: NonNullable<PreviewState['notice']>,
  act: (action: PreviewAction) => void,
): HTMLElement {
  return h(
    'div',
    { class: `notice ${notice.tone}`, testid: 'notice' },
    h('p', { testid: 'notice-text' }, visible(notice.text, 1000)),
    notice.actions.length > 0 && actionButtons(notice.actions, act),
  );
}

function actionButtons(actions: readonly PreviewAction[], act: (action: PreviewAction) => void): HTMLElement {
  return h(
    'p',
    { class: 'actions' },
    ...actions.map((action, i) =>
      button(
        actionTexts[action],
        { class: i === 0 ? 'primary' : '', testid: `action-${action}`, data: { key: action } },
        () => act(action),
      ),
    ),
  );
}

/** The expression with the wrong characters as a button that selects them in the editor. */
export function expressionSection(
  error: NonNullable<PreviewState['expressionError']>,
  act: (action: PreviewAction) => void,
  reveal: (from: number, to: number) => void,
): HTMLElement {
  const { expr, from, to } = error;
  // A problem at the end of the text still needs something to press.
  const marked = visible(expr.slice(from, to), 2000) || '⌃';
  return h(
    'div',
    { class: 'notice error', testid: 'expression-error' },
    h('p', { testid: 'expression-message' }, visible(error.message, 1000)),
    h(
      'pre',
      {},
      visible(expr.slice(0, from), 10_000),
      button(
        marked,
        { class: 'mark', testid: 'expression-mark', title: 'Select in the editor', data: { key: 'mark' } },
        () => reveal(from, to),
      ),
      visible(expr.slice(Math.max(from, to)), 10_000),
    ),
    error.isOfServer && actionButtons(['retry', 'selectServer'], act),
  );
}
