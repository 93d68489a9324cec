// What the history comes to, in one line: how often, how long, how it is now.
import type { History, PreviewState } from '../../src/preview/messages';
import { formatLength, lengthInWords } from '../../src/preview/window';
import { button, h, setText } from '../dom';
import { visible } from '../format';

/** The counts above the graph. */
export interface TotalsView {
  readonly element: HTMLElement;
  update(history: History, notified: PreviewState['notified']): void;
}

/** A count that is shown: its text, and what it means. */
interface Fact {
  readonly text: string;
  readonly title: string;
}

const names = ['firings', 'day', 'notified', 'longest', 'flapping', 'pending', 'now', 'edit'] as const;
type Name = (typeof names)[number];

/** Made once and changed in place: they change with every number that somebody drags over. */
export function createTotals(): TotalsView {
  const parts = names.map(name =>
    h(name === 'firings' ? 'b' : 'span', { class: name === 'edit' ? 'total edit' : 'total', testid: `total-${name}` }),
  );
  const against = h('span', { class: 'only-read' });
  const interval = h('span', { class: 'caption' });
  return {
    element: h('p', { class: 'totals', testid: 'totals' }, ...parts.flatMap(part => [part, ' ']), against, interval),
    update(history, notified) {
      const facts = factsOf(history, notified);
      for (const [i, part] of parts.entries()) {
        const fact = facts[names[i]!];
        part.hidden = fact === undefined;
        setText(part, fact?.text ?? '');
        if (fact && part.title !== fact.title) part.title = fact.title;
      }
      setText(against, history.before ? `against the rule ${history.before.where}` : '');
      setText(interval, `evaluated every ${lengthInWords(history.slots.step)}`);
    },
  };
}

function factsOf(
  { totals, slots, before }: History,
  notified: PreviewState['notified'],
): Partial<Readonly<Record<Name, Fact>>> {
  const { firings, firingsPerDay, longest, flapping, firingNow, pendingNow, pendingOnly } = totals;
  const days = (slots.count * slots.step) / 86_400_000;
  const isLong = days >= 0.5;
  return {
    firings: {
      text: firings === 0 ? 'Would not have fired' : `Would have fired ${firings}×`,
      title: 'In the time that is shown',
    },
    ...(firings > 0 && isLong
      ? {
          day: {
            text: perDayWords(firingsPerDay, 'firing'),
            title: 'Firings of all series together; grouping makes fewer notifications of them',
          },
        }
      : {}),
    ...(firings > 0 && notified
      ? {
          notified: {
            text:
              notified.count === 0
                ? 'no notifications'
                : isLong
                  ? perDayWords(notified.count / days, 'notification')
                  : counted(notified.count, 'notification'),
            title: `By ${visible(notified.configuration, 120)}, those that repeat and that say it is over among them: what is grouped counts once`,
          },
        }
      : {}),
    ...(firings > 0
      ? {
          longest: {
            text: `longest ${formatLength(longest)}`,
            title: 'The longest time that an alert fired without a break',
          },
        }
      : {}),
    ...(flapping > 0
      ? { flapping: { text: `flapping: ${flapping}`, title: 'Fired again within 15 minutes after it had stopped' } }
      : {}),
    ...(pendingOnly > 0
      ? {
          pending: {
            text: `only pending: ${pendingOnly}`,
            title: 'Was pending and went back to normal before it fired',
          },
        }
      : {}),
    now: { text: `now: ${firingNow} firing, ${pendingNow} pending`, title: 'At the last evaluation that is shown' },
    ...(before
      ? {
          edit: {
            text: `with your edit: ${before.firings} → ${firings}`,
            title: `Firings of the rule ${before.where}, and of this one`,
          },
        }
      : {}),
  };
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
