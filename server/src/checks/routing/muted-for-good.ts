// A route whose mute and active intervals leave no moment in which it speaks. Layer: checks.

import { intervalsOf, isAlways, isNever, leavesNothing, type Times } from '../../routing/intervals';
import { routesOf, routesPerSlice } from '../../routing/names';
import { allOf, inCode } from '../../text/words';
import type { YamlScalar } from '../../yaml/node';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/muted-for-good',
  summary: 'The time intervals of a route leave no moment in which it speaks.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    muted: 'This route is muted at every moment, and what it takes is never sent: {why}.',
  },
  *run(file, ctx) {
    if (file.root.holder) return;
    let known: ReadonlyMap<string, readonly Times[]> | undefined;
    let seen = 0;
    for (const { route, base } of routesOf(file)) {
      if (++seen % routesPerSlice === 0) yield;
      const { mutes, actives } = route;
      const [at] = actives.length > 0 ? actives : mutes;
      if (!at) continue;
      known ??= intervalsOf(file);
      const why = whySilent(mutes, actives, known);
      if (why) ctx.report({ from: at.from + base, to: at.to + base }, 'muted', { why });
    }
  },
});

/** What leaves no moment; undefined where one is left, or may be. */
function whySilent(
  mutes: readonly YamlScalar[],
  actives: readonly YamlScalar[],
  known: ReadonlyMap<string, readonly Times[]>,
): string | undefined {
  const both = actives.every(({ value }) => mutes.some(mute => mute.value === value)) && actives.length > 0;
  if (both) return `it is muted in ${inWords(actives)}, and active only then`;
  const active = timesIn(actives, known);
  const muted = mutes.flatMap(({ value }) => known.get(value) ?? []);
  if (actives.length > 0 && active && isNever(active))
    return `it is active only in ${inWords(actives)}, which never is`;
  if (mutes.length > 0 && isAlways(muted)) return `it is muted in ${inWords(mutes)}, which always is`;
  if (actives.length > 0 && mutes.length > 0 && active && leavesNothing(active, muted))
    return `it is active only in ${inWords(actives)}, and muted all that time by ${inWords(mutes)}`;
  return undefined;
}

/** The times of all named intervals; undefined where one is not known. */
function timesIn(
  names: readonly YamlScalar[],
  known: ReadonlyMap<string, readonly Times[]>,
): readonly Times[] | undefined {
  const lists = names.map(({ value }) => known.get(value));
  return lists.every(list => list !== undefined) ? lists.flat() : undefined;
}

function inWords(names: readonly YamlScalar[]): string {
  return allOf(inCode(names.map(({ value }) => value)));
}
