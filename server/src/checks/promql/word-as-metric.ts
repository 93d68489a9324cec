// `== true`, `== Failed`: PromQL has neither truth values nor texts to compare with, and takes a bare word for the name of a
// metric. Nothing exposes that, so the comparison finds no partner and is never true. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { isComparison, metricName, unwrap } from '../../promql/inspect';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/word-as-metric',
  summary: 'A word such as `true` or `Failed` stands where a number must: it is read as the name of a metric.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog', 'workspace'],
  when: reads => reads.some(isWord),
  messages: {
    truth:
      '`{word}` is read as the name of a metric, which nothing exposes, so this is never true: a flag is 1 or 0, write {number}.',
    nothing:
      '`{word}` is read as the name of a metric, which nothing exposes, so this is never true: a series that is not there is found with `absent(…)`.',
    label:
      '`{word}` is read as the name of a metric, which nothing exposes, so this is never true: the state is a label, select `{selector}` and compare with 1.',
    alone:
      '`{word}` is read as the name of a metric, which nothing exposes, so it selects nothing: leave it out, or write `vector(1)` for what is always there.',
    code: '`{word}` is read as the name of a metric, which nothing exposes, so this is never true: "{state}" is the number {code} here.',
    state:
      '`{word}` is read as the name of a metric, and if nothing exposes one this is never true: compare with the number that stands for it, or select by a label.',
  },
  run({ node, in: unit }, ctx) {
    const word = bareWord(node);
    if (!unit.sound || word === undefined || !isWord(word)) return;
    const isTruth = truths.has(word.toLowerCase());
    if (ctx.catalog.find(word) || ctx.workspace.recorded(word).length > 0) return;
    const compared = comparisonOf(unit.parents(node));
    const other = compared && unwrap(unwrap(compared.lhs) === node ? compared.rhs : compared.lhs);
    const about = other && stateOf(word, other, ctx.catalog);
    if (about?.selector !== undefined) ctx.report(node, 'label', { word, selector: about.selector });
    else if (about) ctx.report(node, 'code', { word, ...about });
    else if (isTruth && !compared) ctx.report(node, 'alone', { word });
    else if (isTruth) {
      const number = truths.get(word.toLowerCase());
      if (number === undefined) ctx.report(node, 'nothing', { word });
      else ctx.report(node, 'truth', { word, number }, compared?.matching ? {} : { fix: fixFor(node, number) });
    } else if (compared) ctx.report(node, 'state', { word }, { severity: 'info' });
  },
});

/** Words for truth and for nothing, in small letters; undefined for those that no number stands for. */
const truths: ReadonlyMap<string, number | undefined> = new Map([
  ['true', 1],
  ['false', 0],
  ['null', undefined],
  ['nil', undefined],
  ['none', undefined],
  ['undefined', undefined],
]);

/** Words by which people call a state, in small letters; who exposes a metric of such a name has a longer one. */
const states: ReadonlySet<string> = new Set(
  `active bad broken closed crashed critical dead degraded disabled disconnected down enabled error failed failing failure
  fatal firing green healthy high inactive low notready offline ok online open pending ready red running stopped succeeded
  success terminated unavailable unhealthy unknown warning yellow yes no`.split(/\s+/),
);

/** No word is longer: most names need no look. */
const longest = 12;

function isWord(name: string): boolean {
  if (name.length > longest) return false;
  const plain = name.toLowerCase();
  return truths.has(plain) || states.has(plain);
}

/** The name of a selector that is nothing but a name. */
function bareWord(node: VectorSelector): string | undefined {
  return node.matchers.length === 0 && !node.offset && !node.at ? node.name?.name : undefined;
}

/** The comparison of which a node is a side. */
function comparisonOf(parents: readonly Expr[]): Binary | undefined {
  const parent = parents.filter(({ kind }) => kind !== 'paren').pop();
  return parent?.kind === 'binary' && isComparison(parent.op) ? parent : undefined;
}

type About =
  | { readonly selector: string }
  | { readonly selector?: undefined; readonly code: string; readonly state: string };

/** Where the exporter of the other side writes that state: into a label, or as a number. */
function stateOf(word: string, other: Expr, catalog: Catalog): About | undefined {
  const fact = other.kind === 'selector' ? catalog.find(metricName(other) ?? '')?.metric : undefined;
  if (!fact) return undefined;
  const isSame = (value: string): boolean => value.toLowerCase() === word.toLowerCase();
  for (const { name, values } of fact.labels ?? []) {
    const value = values?.find(isSame);
    if (value !== undefined) return { selector: `{${name}="${value}"}` };
  }
  const coded = Object.entries(fact.states ?? {}).find(([, state]) => isSame(state));
  return coded && { code: coded[0], state: coded[1] };
}

function fixFor({ from, to }: VectorSelector, number: number): Fix {
  return { title: `Write ${number}`, safe: false, edits: [{ at: { from, to }, newText: String(number) }] };
}
