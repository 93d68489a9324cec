// Answers questions about metrics out of one server: what is asked of it, how much, and what its answers prove. No vscode here.
import type { Answer, CallOptions, InstantResult } from '../../../server/src/datasource/datasource';
import { costOf } from '../../../server/src/engine';
import {
  type LiveAnswer,
  type LiveAnswers,
  type LiveList,
  type LiveMetric,
  type LiveQuestion,
  type Seen,
  seenDays,
} from '../../../server/src/live/live';
import { createNames } from './names';
import { pattern, withMatcher } from './selectors';
import type { AnswerSetup } from './setup';

/** Answers one question; null where the server did not. Failures are told to `onFailure`. */
export type Answerer = (question: LiveQuestion, signal: AbortSignal) => Promise<LiveAnswer | null>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Labels and values that are shown in one list. */
const mostListed = 500;
/** In which samples are counted, in seconds. */
const intervalWindow = 600;
/** Of so many series the samples are not counted. */
const mostCounted = 5_000;
/** What looking at the values of a week may cost, in samples. */
const extentBudget = 3_000_000;
const hoursOfWeek = 168;
/** Selectors that are remembered to have found something. */
const mostFound = 2_000;

export function createAnswerer(setup: AnswerSetup): Answerer {
  const { source, now } = setup;
  const names = createNames(setup);

  const told = async <T>(asked: Promise<Answer<T>>, isEssential = false): Promise<Answer<T>> => {
    const answer = await asked;
    setup.onAnswer(answer, isEssential);
    return answer;
  };
  const query = (expr: string, call: CallOptions): Promise<Answer<InstantResult>> =>
    told(source.query(expr, now(), { timeoutMs: 5_000, maxBytes: 256_000, maxSeries: 10, ...call }), true);
  /** The one number that an aggregation gives: undefined where there is no series, null where the server did not say. */
  const numberFrom = async (expr: string, call: CallOptions): Promise<number | undefined | null> => {
    const answer = await query(expr, call);
    if (!answer.ok || answer.data.type !== 'vector') return null;
    // An answer of a part of the stores proves nothing by what it lacks.
    if (answer.data.samples.length === 0) return answer.warnings.length > 0 ? null : undefined;
    return answer.data.samples[0]!.v;
  };
  const window = (days: number) => ({ startMs: now() - days * dayMs, endMs: now() });

  /** Selectors that found series, and when: what was there a moment ago was there in the last days, whatever another replica says. */
  const found = new Map<string, number>();

  const seen = async (selector: string, call: CallOptions): Promise<LiveAnswers['seen'] | null> => {
    const answer = await look(selector, call);
    if (answer?.seen === 'yes') {
      found.delete(selector);
      found.set(selector, now());
      const [oldest] = found.keys();
      if (found.size > mostFound && oldest !== undefined) found.delete(oldest);
    }
    if (answer?.seen !== 'no' || now() - (found.get(selector) ?? Number.NEGATIVE_INFINITY) > seenDays * dayMs)
      return answer;
    setup.onDisagreement?.(selector);
    return { ...answer, seen: 'yes' };
  };

  const look = async (selector: string, call: CallOptions): Promise<LiveAnswers['seen'] | null> => {
    const series = await numberFrom(`count(${selector})`, call);
    if (series === null) return null;
    if (series !== undefined) return { series, seen: 'yes' };
    const listed = await told(
      source.labelValues('__name__', { ...window(seenDays), selector, limit: 1 }, { timeoutMs: 5_000, ...call }),
    );
    if (!listed.ok) return { series: 0, seen: 'unknown' };
    if (listed.data.names.length > 0) return { series: 0, seen: 'yes' };
    // Some stores list only what is new: that there is nothing is asked in a way that reads nothing then.
    const before = await numberFrom(`count(present_over_time(${withRange(selector, `${seenDays}d`)}))`, call);
    const certainly: Seen = before === undefined ? 'no' : before === null ? 'unknown' : 'yes';
    return { series: 0, seen: certainly };
  };

  const metric = async (name: string, call: CallOptions): Promise<LiveMetric | null> => {
    const there = await seen(name, call);
    if (!there) return null;
    for (const family of familiesOf(name)) {
      const answer = await told(source.metadata(family, call));
      const [first] = answer.ok ? answer.data : [];
      if (!answer.ok || !first) continue;
      const types = [...new Set(answer.data.map(({ type }) => type).filter(type => type !== ''))];
      return { ...there, types, help: first.help, unit: first.unit };
    }
    return { ...there, types: [], help: '', unit: '' };
  };

  const labels = async (selector: string, call: CallOptions): Promise<LiveList | null> => {
    const answer = await told(
      source.labelNames({ ...window(seenDays), selector, limit: mostListed }, { timeoutMs: 5_000, ...call }),
    );
    if (!answer.ok) return null;
    // Partial answers lack labels as well.
    return { names: answer.data.names, complete: answer.data.complete && answer.warnings.length === 0 };
  };

  const values = async (
    { subject, label, text }: LiveQuestion & { readonly kind: 'values' },
    call: CallOptions,
  ): Promise<LiveList | null> => {
    const ask = (selector: string): Promise<Answer<LiveList>> =>
      told(
        source.labelValues(
          label,
          { startMs: now() - hourMs, endMs: now(), selector, limit: mostListed },
          { timeoutMs: 3_000, ...call },
        ),
      );
    const all = await ask(subject);
    if (all.ok && (all.data.complete || text === '')) return all.data;
    // Of very many values those that begin as what is typed; a list that grew too long is no reason to give up.
    if (text === '' || (!all.ok && all.error.kind !== 'too-large')) return null;
    const some = await ask(withMatcher(subject, `${label}=~"${pattern(text)}.*"`));
    return some.ok ? { ...some.data, complete: false } : null;
  };

  const interval = async (name: string, call: CallOptions): Promise<LiveAnswers['interval'] | null> => {
    const series = await numberFrom(`count(${name})`, call);
    if (series === null) return null;
    if (series === undefined || series > mostCounted) return {};
    // Only of series that were there all the time: one that began meanwhile has fewer samples.
    const ranged = withRange(name, `${intervalWindow}s`);
    const before = `${name} offset ${intervalWindow}s`;
    const samples = await numberFrom(`max(count_over_time(${ranged}) and ${before})`, call);
    if (samples === null) return null;
    return samples === undefined || samples < 2 ? {} : { seconds: intervalWindow / samples };
  };

  const extent = async (expr: string, call: CallOptions): Promise<LiveAnswers['extent'] | null> => {
    const { samples } = await costOf(source, expr, hoursOfWeek, now(), call);
    if (samples === undefined || samples > extentBudget) return {};
    const limits = { ...call, timeoutMs: 8_000 };
    const max = await numberFrom(`max(max_over_time((${expr})[7d:1h]))`, limits);
    if (max === null) return null;
    const min = max === undefined ? undefined : await numberFrom(`min(min_over_time((${expr})[7d:1h]))`, limits);
    if (min === null) return null;
    const isNumber = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
    return isNumber(min) && isNumber(max) ? { min, max } : {};
  };

  return async (question, signal) => {
    const call = { signal };
    switch (question.kind) {
      case 'names':
        return names(question.subject, signal);
      case 'metric':
        return metric(question.subject, call);
      case 'labels':
        return labels(question.subject, call);
      case 'values':
        return values(question, call);
      case 'seen':
        return seen(question.subject, call);
      case 'interval':
        return interval(question.subject, call);
      case 'extent':
        return extent(question.subject, call);
    }
  };
}

/** Under which names targets may tell what a series is. */
function familiesOf(name: string): readonly string[] {
  const base = name.replace(/_(?:bucket|sum|count|total|created)$/, '');
  return base === name ? [name] : [name, base];
}

/** A selector as a range; all of them are written without one. */
function withRange(selector: string, range: string): string {
  return `${selector}[${range}]`;
}
