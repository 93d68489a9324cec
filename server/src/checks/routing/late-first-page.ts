// A long group_wait: nobody hears of an incident before it has passed. Layer: checks.
import type { RouteFact, RouteMatcher } from '../../analysis/facts';
import { listedValues } from '../../routing/allowed';
import { routesPerSlice, withBelow } from '../../routing/names';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/late-first-page',
  summary: 'The first notification of what is urgent waits for a long time.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'workspace',
  messages: {
    late: 'An alert waits {wait} here before anybody hears of it, and this route is for what is urgent: write some seconds or minutes; what is sent again is spaced by `repeat_interval`.',
    swapped:
      'The first notification waits {wait}, and later ones come every {interval}: `group_wait` and `group_interval` look exchanged.',
    joining:
      'An alert that joins a group which was told already waits up to {interval} here, and so does its end: how often the same is told again is `repeat_interval`.',
  },
  *run({ facts }, ctx) {
    let seen = 0;
    for (const route of withBelow(facts.routes)) {
      if (++seen % routesPerSlice === 0) yield;
      const { groupWait: wait, groupInterval: interval, repeatInterval: repeat } = route;
      // As long as that of repetitions it was taken for it.
      if (interval && repeat && interval.seconds >= 7200 && interval.seconds >= repeat.seconds && !isDigest(route))
        ctx.report(interval.span, 'joining', { interval: interval.text });
      if (!wait) continue;
      if (wait.seconds >= 600 && isUrgent(route)) ctx.report(wait.span, 'late', { wait: wait.text });
      else if (interval && wait.seconds >= 120 && interval.seconds > 0 && interval.seconds * 4 <= wait.seconds)
        ctx.report(wait.span, 'swapped', { wait: wait.text, interval: interval.text });
    }
  },
});

/** Whether a route gathers what is read once a day. */
function isDigest({ receiver = '', matchers }: RouteFact): boolean {
  const isSlight = matchers.some(
    ({ label, value }) => label === 'severity' && /^(?:info|none|notice|low)$/i.test(value),
  );
  return isSlight || /digest|daily|weekly|report|summary/i.test(receiver);
}

/** Whether a route takes the most urgent alerts alone, by their severity. */
function isUrgent({ matchers }: RouteFact): boolean {
  return matchers.some(matcher => matcher.label === 'severity' && asksForUrgent(matcher));
}

function asksForUrgent(matcher: RouteMatcher): boolean {
  const values = matcher.op === '=' || matcher.op === '=~' ? listedValues(matcher) : undefined;
  return values !== undefined && values.length > 0 && values.every(value => urgent.has(value.toLowerCase()));
}

const urgent: ReadonlySet<string> = new Set(['critical', 'page', 'emergency', 'disaster', 'p1', 'sev1', 'fatal']);
