// A matcher asks for a value that no alert of the workspace has, of a label that only rules set: a slip of the keyboard, a part
// of a name where the whole is compared, or an alert that is gone. Layer: checks.
import type { DocumentFacts, RouteMatcher } from '../../analysis/facts';
import { listedValues, takes } from '../../routing/allowed';
import { carriedIn, carriedValues, isOfCharts, isSetByRules } from '../../routing/carried';
import { routesPerSlice, withBelow } from '../../routing/names';
import { slipOf } from '../../text/closest';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'routing/unknown-value',
  summary: 'A matcher asks for a value that no alert of the workspace has.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    near: 'No alert of this workspace has `{label}` `{value}`; did you mean `{near}`?',
    part: 'A pattern matches the whole value, and no alert of this workspace has `{label}` `{value}`, though `{example}` holds it; write `.*{value}.*`.',
    unknown: 'No alert of this workspace has `{label}` `{value}`.',
  },
  *run({ facts, document }, ctx) {
    if (facts.routes.length + facts.inhibitions.length === 0) return;
    const { documents } = ctx.workspace;
    if (!documents.some(({ alerts }) => alerts.length > 0)) return;
    const carried = ctx.shared(() => carriedValues(documents.map(one => ctx.ofDocument(one, carriedIn))));
    let seen = 0;
    for (const matcher of matchersOf(facts)) {
      if (++seen % routesPerSlice === 0) yield;
      const { label, op, at } = matcher;
      const known = at && isSetByRules(label) ? carried.of(label) : undefined;
      if (!at || !known) continue;
      const listed = op === '=' || op === '=~' ? listedValues(matcher) : undefined;
      // What is only kept away need not be there.
      if (!listed) continue;
      for (const value of listed) {
        if (value === '' || known.has(value) || (label === 'alertname' && isOfCharts(value))) continue;
        const near = nearOf(value, known);
        const holder = op === '=~' && listed.length === 1 ? holderOf(value, known, matcher) : undefined;
        if (near !== undefined) ctx.report(at, 'near', { label, value, near }, fixOf(document?.text, at, value, near));
        else if (holder !== undefined) ctx.report(at, 'part', { label, value, example: holder });
        else ctx.report(at, 'unknown', { label, value }, { severity: 'hint' });
      }
    }
  },
});

/** A number more or less is another name. */
function nearOf(value: string, known: ReadonlySet<string>): string | undefined {
  const near = slipOf(value, known) ?? pluralOf(value, known);
  return near?.replace(/\d+/g, '') === value.replace(/\d+/g, '') ? undefined : near;
}

/** The same name in another number: of the labels that rules set it is no other word. */
function pluralOf(value: string, known: ReadonlySet<string>): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[_-]/g, '').replace(/s$/, '');
  const wanted = plain(value);
  for (const one of known) if (plain(one) === wanted) return one;
  return undefined;
}

/** A value that a pattern of plain letters is a part of. */
function holderOf(part: string, known: ReadonlySet<string>, matcher: RouteMatcher): string | undefined {
  if (part.length < 3) return undefined;
  for (const value of known) if (value.includes(part) && takes(matcher, value) === false) return value;
  return undefined;
}

function fixOf(text: string | undefined, at: { from: number; to: number }, value: string, near: string): { fix?: Fix } {
  const from = text?.slice(at.from, at.to).indexOf(value) ?? -1;
  if (from < 0) return {};
  const span = { from: at.from + from, to: at.from + from + value.length };
  return { fix: { title: `Use ${near}`, safe: false, edits: [{ at: span, newText: near }] } };
}

/** All matchers of a document: those of its routes, then those of its inhibition rules. */
function* matchersOf({ routes, inhibitions }: DocumentFacts): Generator<RouteMatcher, void> {
  for (const { matchers } of withBelow(routes)) yield* matchers;
  for (const { source, target } of inhibitions) {
    yield* source;
    yield* target;
  }
}
