// Asks the person before a query that would cost a server much: series and steps are counted before it is sent. No vscode here.
import type { Cost } from '../../server/src/datasource/cost';
import type { Answer, CallOptions, RangeResult, ServerSource } from '../../server/src/datasource/datasource';
import { costOf, loadsOf } from '../../server/src/engine';

export interface CostGuard {
  readonly now: () => number;
  /** Whether the person agrees to a query, told in a sentence. */
  readonly agree: (text: string) => Promise<boolean>;
}

/** Samples that nobody is asked about. */
export const budget = 20_000_000;
/** Below this no server minds, whatever the number of series: not even that is counted. */
const light = 2_000;
/** How long a count holds, and an answer of the person. */
const remembered = 600_000;

/** The same source, whose range queries are counted first where they may be heavy. */
export function withCostGuard(source: ServerSource, { now, agree }: CostGuard): ServerSource {
  const costs = new Map<string, { readonly at: number; readonly cost: Cost }>();
  const agreed = new Map<string, { readonly at: number; readonly samples: number }>();
  /** Questions that stand open: a long window is asked for in pieces at one time, and the person is asked once. */
  const open = new Map<string, Promise<boolean>>();

  const costOnce = async (expr: string, evaluations: number, call: CallOptions): Promise<Cost> => {
    const known = costs.get(expr);
    const cost = known && now() - known.at < remembered ? known.cost : await costOf(source, expr, 1, now(), call);
    if (cost !== known?.cost) {
      costs.delete(expr);
      costs.set(expr, { at: now(), cost });
      const oldest = costs.keys().next();
      if (costs.size > 200 && !oldest.done) costs.delete(oldest.value);
    }
    return { ...cost, samples: cost.samples === undefined ? undefined : cost.samples * evaluations };
  };

  const isAllowed = async (expr: string, evaluations: number, call: CallOptions): Promise<boolean> => {
    const weight = loadsOf(expr).reduce((sum, { samples }) => sum + samples, 0) * evaluations;
    if (weight <= light) return true;
    const { signal } = call;
    const { samples, series } = await costOnce(expr, evaluations, signal ? { signal } : {});
    // What cannot be counted is left to the limits of the server and of the answer.
    if (samples === undefined || samples <= budget || signal?.aborted) return true;
    const asked = open.get(expr);
    if (asked) return asked;
    const before = agreed.get(expr);
    if (before && now() - before.at < remembered && samples <= before.samples * 1.5) return true;
    const millions = Math.round(samples / 1_000_000).toLocaleString('en');
    const text = `This query reads about ${millions} million samples (${series.toLocaleString('en')} series) from ${source.name}.`;
    const question = agree(text).finally(() => open.delete(expr));
    open.set(expr, question);
    const isAgreed = await question;
    if (isAgreed) agreed.set(expr, { at: now(), samples });
    return isAgreed;
  };

  return {
    ...source,
    async queryRange(expr, startMs, endMs, stepMs, call = {}): Promise<Answer<RangeResult>> {
      const evaluations = Math.max(1, Math.floor((endMs - startMs) / stepMs) + 1);
      if (Number.isFinite(evaluations) && !(await isAllowed(expr, evaluations, call))) return refused;
      return source.queryRange(expr, startMs, endMs, stepMs, call);
    },
  };
}

const refused: Answer<never> = {
  ok: false,
  error: {
    kind: 'budget',
    message: 'The query was not sent, as it would read many samples. Choose a shorter window, or select fewer series.',
  },
};
