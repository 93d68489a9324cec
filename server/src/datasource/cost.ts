// What a query costs a server, before it is asked: how many samples it reads. Series are counted by a question of its own that
// reads one sample each. Layer: datasource.
import type { Expr, VectorSelector } from '../promql/ast';
import { dialect } from '../promql/dialect';
import { parsePromql } from '../promql/parser';
import { printPromql } from '../promql/print';
import { lazy } from '../text/lazy';
import type { CallOptions, DataSource } from './datasource';

/** A selector of an expression, and how many samples of each of its series one evaluation reads. */
export interface SelectorLoad {
  readonly selector: string;
  readonly samples: number;
}

/** What an expression reads, summed up; `samples` is undefined where the server did not count its series. */
export interface Cost {
  readonly samples: number | undefined;
  /** Series of all selectors together. */
  readonly series: number;
}

/** How often targets are scraped where nobody says so, in seconds. */
const usualInterval = 30;
/** The default step of a subquery without one, in seconds. */
const usualStep = 60;
/** A question that is meant to be cheap. */
const countTimeoutMs = 3_000;
/** Expressions with more selectors are rare, and each is a question. */
const mostSelectors = 12;

/** Whatever any version takes. */
const anything = lazy(() => dialect('3.16', 'all'));

/** What each selector of an expression reads at one evaluation; none of an expression that does not parse. */
export function loadsOf(text: string, interval = usualInterval): readonly SelectorLoad[] {
  const { expr, problems } = parsePromql(text, anything());
  if (problems.length > 0) return [];
  const found: SelectorLoad[] = [];
  collect(expr, 1, interval, found);
  return found;
}

/** How many samples an expression reads that is evaluated so many times. */
export async function costOf(
  source: DataSource,
  text: string,
  evaluations: number,
  atMs: number,
  call: CallOptions = {},
): Promise<Cost> {
  const loads = loadsOf(text);
  const selectors = [...new Set(loads.map(({ selector }) => selector))];
  if (selectors.length === 0 || selectors.length > mostSelectors) return { samples: undefined, series: 0 };
  const counts = await Promise.all(selectors.map(selector => countSeries(source, selector, atMs, call)));
  if (counts.includes(undefined)) return { samples: undefined, series: 0 };
  const bySelector = new Map(selectors.map((selector, i) => [selector, counts[i] ?? 0]));
  const once = loads.reduce((sum, { selector, samples }) => sum + samples * (bySelector.get(selector) ?? 0), 0);
  return { samples: once * evaluations, series: [...bySelector.values()].reduce((sum, count) => sum + count, 0) };
}

/** How many series a selector finds now; undefined where the server does not say. */
async function countSeries(
  source: DataSource,
  selector: string,
  atMs: number,
  call: CallOptions = {},
): Promise<number | undefined> {
  const answer = await source.query(`count(${selector})`, atMs, {
    timeoutMs: countTimeoutMs,
    maxBytes: 64_000,
    ...call,
  });
  if (!answer.ok || answer.data.type !== 'vector') return undefined;
  return answer.data.samples[0]?.v ?? 0;
}

function collect(expr: Expr, times: number, interval: number, found: SelectorLoad[]): void {
  switch (expr.kind) {
    case 'selector':
      found.push({ selector: plain(expr), samples: times });
      return;
    case 'matrix': {
      const seconds = expr.range.kind === 'number' ? expr.range.value : interval;
      found.push({ selector: plain(expr.selector), samples: times * Math.max(1, seconds / interval) });
      return;
    }
    case 'subquery': {
      const range = expr.range.kind === 'number' ? expr.range.value : usualStep;
      const step = expr.step?.kind === 'number' && expr.step.value > 0 ? expr.step.value : usualStep;
      collect(expr.expr, times * Math.max(1, range / step), interval, found);
      return;
    }
    case 'call':
      for (const argument of expr.args) collect(argument, times, interval, found);
      return;
    case 'aggregate':
      if (expr.param) collect(expr.param, times, interval, found);
      collect(expr.expr, times, interval, found);
      return;
    case 'binary':
      collect(expr.lhs, times, interval, found);
      collect(expr.rhs, times, interval, found);
      return;
    case 'unary':
    case 'paren':
      collect(expr.expr, times, interval, found);
  }
}

/** The selector without modifiers of time: it is counted now. */
function plain({ kind, from, to, name, matchers }: VectorSelector): string {
  return printPromql({ kind, from, to, matchers, ...(name ? { name } : {}) } as VectorSelector);
}
