// What an alert says: its texts and final labels now or at a moment of its history, and where it would have gone.
import type { LabelPair, Moment, PreviewState, Reached, SeriesRow } from '../src/preview/messages';
import { formatLength } from '../src/preview/window';
import { formatMoment } from './chart/ticks';
import { button, h } from './dom';
import { visible } from './format';
import { mailView } from './mail';
import { sinceWords, stateWords } from './timeline/words';

/** Labels that are listed under a message; past that nobody reads on. */
const maxListed = 60;

/** Rendered annotations and final labels of one series as of now. */
export function messageSection(state: PreviewState, row: SeriesRow): readonly (HTMLElement | false)[] {
  const at = state.series ? formatMoment(state.series.atMs) : '';
  return [
    h(
      'div',
      { class: 'heading' },
      h('h2', {}, state.rule?.kind === 'record' ? 'Recorded series' : 'Message'),
      state.rule?.kind === 'alert' && h('p', { class: 'caption' }, `as of ${at}`),
    ),
    ...texts(row, state.rule?.kind === 'alert'),
  ];
}

/** The same of a moment of the history. */
export function momentSection(state: PreviewState, moment: Moment, now: () => void): readonly (HTMLElement | false)[] {
  const { atMs, to, row, reached } = moment;
  return [
    h(
      'div',
      { class: 'heading', testid: 'moment' },
      h('h2', {}, `Message at ${formatMoment(atMs)}`),
      h('p', { class: 'caption', testid: 'moment-state' }, `${stateWords[to]}${sinceWords(moment)}`),
      (state.series?.rows.length ?? 0) > 0 &&
        button(
          'Now',
          { class: 'link', testid: 'moment-now', data: { key: 'moment-now' }, title: 'The message as of now' },
          now,
        ),
    ),
    ...(row ? texts(row, true) : [h('p', { class: 'caption' }, 'Working out the message…')]),
    ...(reached ? [reachedList(reached)] : []),
  ];
}

function texts(row: SeriesRow, isAlert: boolean): readonly (HTMLElement | false)[] {
  return [
    row.annotations.length > 0
      ? h(
          'dl',
          { class: 'card', testid: 'message' },
          ...row.annotations.flatMap(annotation => [
            h('dt', {}, visible(annotation.name, 80)),
            h(
              'dd',
              { testid: `message-${annotation.name}` },
              h('span', { class: 'text' }, visible(annotation.text, 20_000)),
              annotation.error !== undefined &&
                h(
                  'span',
                  { class: 'error', testid: 'message-error' },
                  `The template fails: ${visible(annotation.error, 1000)}`,
                ),
              annotation.unknown !== undefined &&
                h('span', { class: 'unknown', testid: 'message-unknown' }, annotation.unknown),
            ),
          ]),
        )
      : isAlert && h('p', { class: 'empty' }, 'The rule has no annotations.'),
    h('p', { class: 'caption', testid: 'message-labels' }, 'Labels ', labelList(row.labels)),
  ];
}

/** Receivers with the way to them. */
function reachedList({ configuration, unknown, sent = [], dropped, routes, ofDay, inhibited }: Reached): HTMLElement {
  if (unknown !== undefined)
    return h('p', { class: 'caption', testid: 'reached-unknown' }, `Where it would go is not known: ${unknown}`);
  return h(
    'div',
    { class: 'reached', testid: 'reached' },
    ...sent.map(text =>
      h(
        'p',
        { class: dropped ? '' : 'caption', testid: 'sent-as' },
        dropped === true && 'reaches ',
        dropped === true && h('b', {}, 'nobody'),
        dropped === true && ': ',
        visible(text.replaceAll('`', '').replace(/^the server\b/, 'The server'), 600),
      ),
    ),
    ...routes.flatMap(route => {
      const tells = route.integrations.length > 0 ? ` (${route.integrations.join(', ')})` : ' (tells nobody)';
      const again = route.repeatsMs > 0 ? `, again every ${formatLength(route.repeatsMs)}` : '';
      const day = ofDay === 'any' ? ' a day as long as it goes on' : ofDay === 'first' ? ' on its first day' : '';
      const count = route.sent === 0 ? '' : `: ${route.sent === 1 ? 'one message' : `${route.sent} messages`}${day}`;
      return [
        h(
          'p',
          {},
          'reaches ',
          h('b', { testid: 'receiver' }, visible(route.receiver, 120)),
          `${tells}${count} `,
          h(
            'span',
            { class: 'caption' },
            `by ${visible(route.path, 300)}; first after ${formatLength(route.groupWaitMs)}${again}`,
          ),
          route.quiet !== undefined && h('span', { class: 'badge' }, visible(route.quiet, 120)),
          route.doubtful === true && h('span', { class: 'badge' }, 'not certain: a label is not known'),
        ),
        ...route.messages.map(({ label, atMs, parts }) =>
          h(
            'dl',
            { class: 'card', testid: 'notification' },
            h('dt', {}, `${visible(label, 60)}${atMs === undefined ? '' : `, ${formatMoment(atMs)}`}`),
            h('dd', {}, ''),
            ...parts.flatMap(({ name, text, error, isHtml }) => [
              h('dt', {}, visible(name, 80)),
              error === undefined
                ? h('dd', {}, isHtml ? mailView(text) : visible(text, 10_000))
                : h('dd', {}, h('span', { class: 'error' }, visible(error, 500))),
            ]),
          ),
        ),
      ];
    }),
    inhibited === true && h('p', { class: 'caption' }, 'Another alert keeps it quiet at that moment.'),
    configuration !== undefined &&
      h(
        'p',
        { class: 'caption' },
        `by ${visible(configuration, 120)}; silences that are set in Alertmanager are not known`,
      ),
  );
}

/** Labels one after the other. */
export function labelList(labels: readonly LabelPair[]): HTMLElement {
  return h(
    'span',
    { class: 'labels' },
    ...labels.slice(0, maxListed).flatMap(([name, value]) => [
      h(
        'span',
        { class: 'label', title: visible(value, 2000) },
        h('b', {}, visible(name, 80)),
        '=',
        h('bdi', {}, visible(value, 120)),
      ),
      // Inline elements without a space between them could only be broken inside of a word.
      ' ',
    ]),
    labels.length > maxListed && `and ${labels.length - maxListed} more`,
  );
}
