// Asks the person before a query that would cost a server much: series and steps are counted before it is sent. No vscode here.
import type { Cost } from '../../server/src/datasource/cost';
import type {
  Answer,
  CallOptions,
  InstantResult,
  RangeResult,
  ServerSource,
} from '../../server/src/datasource/datasource';
import { costOf, loadsOf } from '../../server/src/engine';

export interface CostGuard {
  readonly now: () => number;
  /** Whether the person agrees to a query, told in a sentence. */
  readonly agree: (text: string) => Promise<boolean>;
}

/** Samples that nobody is asked about. */
export const budget = 20_000_000;
/** More series than one query finds on a server that is not of the largest. */
const manySeries = 1_000_000;
/** What reads so little of each series is within the budget whatever the series are: not even they are counted. */
const light = budget / manySeries;
/** How long a count holds, and an answer of the person. */
const remembered = 600_000;
/** How far a query may be beyond what the person agreed to. */
const slack = 1.5;

/** What the person was asked about. */
interface Question {
  readonly selectors: ReadonlySet<string>;
  readonly samples: number;
}

/** A count, or one that is under way. */
interface Counted {
  readonly at: number;
  readonly cost: Promise<Cost>;
  readonly signal: CallOptions['signal'];
  /** It has come to its end without being broken off. */
  done: boolean;
}

/** The same source, whose queries are counted first where they may be heavy. */
export function withCostGuard(source: ServerSource, { now, agree }: CostGuard): ServerSource {
  const costs = new Map<string, Counted>();
  let agreed: readonly (Question & { readonly at: number })[] = [];
  /** Questions that stand open: a long window is asked for in pieces at one time, and the person is asked once. */
  const open = new Map<Question, Promise<boolean>>();

  /** Counted once, also for pieces that are asked for at one time; a count that was broken off counts for nobody else. */
  const costOnce = (expr: string, call: CallOptions): Promise<Cost> => {
    const known = costs.get(expr);
    if (known && now() - known.at < remembered && (known.done || known.signal === call.signal)) return known.cost;
    const cost = costOf(source, expr, 1, now(), call);
    const entry: Counted = { at: now(), cost, signal: call.signal, done: false };
    costs.delete(expr);
    costs.set(expr, entry);
    const oldest = costs.keys().next();
    if (costs.size > 200 && !oldest.done) costs.delete(oldest.value);
    void cost.then(() => {
      entry.done = !call.signal?.aborted;
    });
    return cost;
  };

  /** `own` evaluations are asked for now, a piece of what `call` names where it names that. */
  const isAllowed = async (expr: string, own: number, call: CallOptions): Promise<boolean> => {
    const evaluations = Math.max(own, call.evaluations ?? 0);
    const loads = loadsOf(expr);
    if (loads.reduce((sum, { samples }) => sum + samples, 0) * evaluations <= light) return true;
    const { signal } = call;
    const { samples: once, series } = await costOnce(expr, signal ? { signal } : {});
    const samples = once === undefined ? undefined : once * evaluations;
    // What cannot be counted is left to the limits of the server and of the answer.
    if (samples === undefined || samples <= budget || signal?.aborted) return true;
    const question: Question = { selectors: new Set(loads.map(({ selector }) => selector)), samples };
    for (const [other, answer] of open) if (covers(other, question)) return answer;
    agreed = agreed.filter(({ at }) => now() - at < remembered);
    if (agreed.some(other => covers(other, question))) return true;
    const text = `This query reads about ${inWords(samples)} samples (${series.toLocaleString('en')} series) from ${source.name}.`;
    const answer = agree(text).finally(() => open.delete(question));
    open.set(question, answer);
    const isAgreed = await answer;
    if (isAgreed) agreed = [...agreed, { ...question, at: now() }];
    return isAgreed;
  };

  return {
    ...source,
    async query(expr, timeMs, call = {}): Promise<Answer<InstantResult>> {
      return (await isAllowed(expr, 1, call)) ? source.query(expr, timeMs, call) : refused;
    },
    async queryRange(expr, startMs, endMs, stepMs, call = {}): Promise<Answer<RangeResult>> {
      const evaluations = Math.max(1, Math.floor((endMs - startMs) / stepMs) + 1);
      if (Number.isFinite(evaluations) && !(await isAllowed(expr, evaluations, call))) return refused;
      return source.queryRange(expr, startMs, endMs, stepMs, call);
    },
  };
}

/** Whether an answer to one question answers another: the same series or some of them, and not many more samples. */
function covers(known: Question, { selectors, samples }: Question): boolean {
  return samples <= known.samples * slack && [...selectors].every(one => known.selectors.has(one));
}

function inWords(samples: number): string {
  const billions = samples / 1_000_000_000;
  return billions >= 1 ? `${billions.toFixed(1)} billion` : `${Math.round(samples / 1_000_000)} million`;
}

const refused: Answer<never> = {
  ok: false,
  error: {
    kind: 'budget',
    message: 'The query was not sent, as it would read many samples. Choose a shorter window, or select fewer series.',
  },
};
