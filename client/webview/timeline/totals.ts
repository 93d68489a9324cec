// What the history comes to, in one line: how often, how long, how it is now.
import type { History, PreviewState } from '../../src/preview/messages';
import { lengthInWords } from '../../src/preview/window';
import { button, h } from '../dom';
import { visible } from '../format';
import { formatLength } from './words';

/** The counts above the graph. */
export function totalsLine({ totals, slots, before }: History, notified: PreviewState['notified']): HTMLElement {
  const { firings, firingsPerDay, longest, flapping, firingNow, pendingNow, pendingOnly } = totals;
  const facts: (readonly [text: string, testid: string, title: string])[] = [
    [
      firings === 0 ? 'Would not have fired' : `Would have fired ${firings}×`,
      'total-firings',
      'In the time that is shown',
    ],
  ];
  if (firings > 0) {
    const days = (slots.count * slots.step) / 86_400_000;
    const isLong = days >= 0.5;
    if (isLong)
      facts.push([
        perDayWords(firingsPerDay, 'firing'),
        'total-day',
        'Firings of all series together; grouping makes fewer notifications of them',
      ]);
    if (notified)
      facts.push([
        notified.count === 0
          ? 'no notifications'
          : isLong
            ? perDayWords(notified.count / days, 'notification')
            : counted(notified.count, 'notification'),
        'total-notified',
        `By ${visible(notified.configuration, 120)}, those that repeat and that say it is over among them: what is grouped counts once`,
      ]);
    facts.push([
      `longest ${formatLength(longest)}`,
      'total-longest',
      'The longest time that an alert fired without a break',
    ]);
  }
  if (flapping > 0)
    facts.push([`flapping: ${flapping}`, 'total-flapping', 'Fired again within 15 minutes after it had stopped']);
  if (pendingOnly > 0)
    facts.push([
      `only pending: ${pendingOnly}`,
      'total-pending',
      'Was pending and went back to normal before it fired',
    ]);
  facts.push([`now: ${firingNow} firing, ${pendingNow} pending`, 'total-now', 'At the last evaluation that is shown']);
  return h(
    'p',
    { class: 'totals', testid: 'totals' },
    ...facts.flatMap(([text, testid, title], i) => [
      i > 0 && ' ',
      h(i === 0 ? 'b' : 'span', { class: 'total', testid, title }, text),
    ]),
    before !== undefined && ' ',
    before !== undefined &&
      h(
        'span',
        { class: 'total edit', testid: 'total-edit', title: `Firings of the rule ${before.where}, and of this one` },
        `with your edit: ${before.firings} → ${firings}`,
        h('span', { class: 'only-read' }, `, against the rule ${before.where}`),
      ),
    ' ',
    h('span', { class: 'caption' }, `evaluated every ${lengthInWords(slots.step)}`),
  );
}

/** The history is not there, as it would be much to ask. */
export function offerLine({ slots, series }: NonNullable<PreviewState['offer']>, ask: () => void): HTMLElement {
  const values = (slots * series).toLocaleString();
  return h(
    'p',
    { class: 'totals', testid: 'offer' },
    `When it would have fired: ${slots.toLocaleString()} evaluations of ${series} series are ${values} values to ask for. `,
    button('Evaluate', { testid: 'evaluate', data: { key: 'evaluate' } }, ask),
  );
}

function perDayWords(perDay: number, what: 'firing' | 'notification'): string {
  const rounded = (count: number): number => (count >= 10 ? Math.round(count) : Number(count.toPrecision(2)));
  if (perDay >= 0.95) return `${counted(rounded(perDay), what)} a day`;
  return `${what === 'firing' ? 'one' : 'a notification'} every ${rounded(1 / perDay)} days`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
