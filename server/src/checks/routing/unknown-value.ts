// A matcher asks for a value that no alert of the workspace has, of a label that only rules set: a slip of the keyboard, a part
// of a name where the whole is compared, or an alert that is gone. Layer: checks.
import type { DocumentFacts, RouteMatcher } from '../../analysis/facts';
import type { PrometheusConfig } from '../../model/prometheusConfig';
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
    part: 'A pattern matches the whole value, and no alert of this workspace has `{label}` `{value}`, though `{example}` holds it; write `{right}`.',
    letters:
      'No alert of this workspace passes this; one with `{label}` `{example}` would but for the size of letters.',
    added: 'Prometheus gives its alerts `{label}` `{near}`, and this asks for `{value}`: write `{near}`.',
    unknown: 'No alert of this workspace has `{label}` `{value}`.',
  },
  *run({ facts, document }, ctx) {
    if (facts.routes.length + facts.inhibitions.length === 0) return;
    const { documents } = ctx.workspace;
    if (!documents.some(({ alerts }) => alerts.length > 0)) return;
    const { carried, added } = ctx.shared(() => ({
      carried: carriedValues(documents.map(one => ctx.ofDocument(one, carriedIn))),
      added: addedValues(ctx.workspace.surroundings.configs, documents),
    }));
    const asked = added.size > 0 ? new Set([...matchersOf(facts)].flatMap(({ value }) => value.split('|'))) : undefined;
    let seen = 0;
    for (const matcher of matchersOf(facts)) {
      if (++seen % routesPerSlice === 0) yield;
      const { label, op, value, at } = matcher;
      const given = at && asked && op === '=' ? formOf(value, added.get(label) ?? []) : undefined;
      if (at && given !== undefined && !asked!.has(given)) {
        ctx.report(at, 'added', { label, value, near: given }, fixOf(document?.text, at, value, given));
        continue;
      }
      const known = at && isSetByRules(label) ? carried.of(label) : undefined;
      if (!at || !known) continue;
      const listed = op === '=' || op === '=~' ? listedValues(matcher) : undefined;
      if (!listed && op === '=~') {
        const example = inOtherLetters(matcher, known);
        if (example !== undefined) ctx.report(at, 'letters', { label, example });
        for (const part of value.includes('(') ? [] : value.split('|')) {
          const longer = /^[\w-]+$/.test(part) && !known.has(part) ? begunWith(part, known, matcher) : undefined;
          if (longer !== undefined) ctx.report(at, 'part', { label, value: part, example: longer, right: `${part}.*` });
        }
      }
      // What is only kept away need not be there.
      if (!listed) continue;
      for (const value of listed) {
        if (value === '' || known.has(value) || (label === 'alertname' && isOfCharts(value))) continue;
        const near = nearOf(value, known) ?? (label === 'severity' ? shortOf(value, known) : undefined);
        const longer = op === '=~' && listed.length > 1 ? begunWith(value, known, matcher) : undefined;
        const holder = op === '=~' && listed.length === 1 ? holderOf(value, known, matcher) : longer;
        const right = longer === undefined && value.length > 2 ? `.*${value}.*` : `${value}.*`;
        if (near !== undefined) ctx.report(at, 'near', { label, value, near }, fixOf(document?.text, at, value, near));
        else if (holder !== undefined) ctx.report(at, 'part', { label, value, example: holder, right });
        else ctx.report(at, 'unknown', { label, value }, { severity: 'hint' });
      }
    }
  },
});

/** The values of external labels, where they are known of every server and no rule sets the label itself. */
function addedValues(
  configs: readonly PrometheusConfig[],
  documents: readonly DocumentFacts[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (configs.some(({ unknown }) => unknown !== undefined)) return found;
  for (const { name } of configs.flatMap(({ external }) => external)) {
    const values = configs.map(({ external }) => external.find(one => one.name === name)?.value);
    const isSet = documents.some(({ alerts }) => alerts.some(({ labels }) => labels.some(one => one.name === name)));
    if (!isSet && values.every(value => value !== undefined)) found.set(name, values);
  }
  return found;
}

/** The only of some values, where another one is it but for the size of letters, dashes or words at an end. */
function formOf(value: string, [only, ...others]: readonly string[]): string | undefined {
  if (value === '' || only === undefined || only === value || others.some(other => other !== only)) return undefined;
  const plain = (text: string): string => text.toLowerCase().replace(/[_.-]+/g, '-');
  const [a, b] = [`-${plain(value)}-`, `-${plain(only)}-`];
  return a.includes(b) || b.includes(a) ? only : undefined;
}

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

/** The severity that is a longer or shorter form of a word: `crit`, `warn`, `information`. */
function shortOf(value: string, known: ReadonlySet<string>): string | undefined {
  const word = value.toLowerCase();
  const forms = [...known].filter(one => {
    const [short, long] = one.length < word.length ? [one.toLowerCase(), word] : [word, one.toLowerCase()];
    return short.length >= 3 && long.startsWith(short) && /^[a-z]+$/.test(long);
  });
  return forms.length === 1 ? forms[0] : undefined;
}

/** A value that a pattern of plain letters is a part of. */
function holderOf(part: string, known: ReadonlySet<string>, matcher: RouteMatcher): string | undefined {
  // Two letters stand in many a word.
  if (part.length < 3) return begunWith(part, known, matcher);
  for (const value of known) if (value.includes(part) && takes(matcher, value) === false) return value;
  return undefined;
}

/** A value that goes on behind a word, with another word. */
function begunWith(word: string, known: ReadonlySet<string>, matcher: RouteMatcher): string | undefined {
  if (word.length < 2) return undefined;
  for (const value of known)
    if (value.startsWith(word) && /^[A-Z_-]/.test(value.slice(word.length)) && takes(matcher, value) === false)
      return value;
  return undefined;
}

/** A value that a pattern takes but for the size of letters, where it takes none as they are. */
function inOtherLetters(matcher: RouteMatcher, known: ReadonlySet<string>): string | undefined {
  // `\\S` is not `\\s`.
  if (/[\\[]|\(\?/.test(matcher.value)) return undefined;
  const lower = { ...matcher, value: matcher.value.toLowerCase() };
  let found: string | undefined;
  for (const value of known) {
    if (takes(matcher, value) !== false) return undefined;
    if (takes(lower, value.toLowerCase())) found ??= value;
  }
  return found;
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
