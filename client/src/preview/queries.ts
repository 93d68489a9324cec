// What a preview asks: the series now, the points of the window, and the texts of the rule. Answers are kept for a little
// while. Nothing here throws but for a language server that is gone.
import type { Answer, InstantResult, InstantSample } from '../../../server/src/datasource/datasource';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { createAnswerCache, type Dated } from './cache';
import type { Connected, PreviewDeps } from './deps';
import type { Ranges } from './graph';
import { type Columns, columnsOf, gridOf } from './lines';
import type { TimeRange } from './messages';
import { type Rendered, renderTexts, type Source } from './templates';
import { inTurns } from './turns';
import { momentsOf, stepMs } from './window';

export interface Queries {
  instant(expr: string, connection: Connected, signal: AbortSignal): Promise<Dated<InstantResult>>;
  /** The points of the part of the expression that is drawn: of its condition number `part`, or of the whole. */
  range(
    current: RulePreview,
    connection: Connected,
    range: TimeRange,
    part: number,
    signal: AbortSignal,
  ): Promise<Ranges>;
  render(
    current: RulePreview,
    connection: Connected,
    samples: readonly InstantSample[],
    at: number,
    signal: AbortSignal,
  ): Promise<Rendered>;
  /** Forgets all answers. */
  forget(): void;
}

const previewTimeoutMs = 10_000;
/** How old an answer may be to be used again for an edit that does not change its query. */
const instantAgeMs = 15_000;
const rangeAgeMs = 60_000;
const identityAgeMs = 300_000;
/** Enough to find those that match now among them; all are counted. */
const maxRangeSeries = 400;

export function createQueries(deps: Pick<PreviewDeps, 'now' | 'render' | 'pause'>): Queries {
  const cache = createAnswerCache(deps.now);
  return {
    async instant(expr: string, connection: Connected, signal: AbortSignal) {
      const key = `${connection.key}\ninstant\n${expr}`;
      const known = cache.get<InstantResult>(key, instantAgeMs);
      if (known) return known;
      const at = deps.now();
      const answer = await connection.source.query(expr, at, { signal, timeoutMs: previewTimeoutMs });
      return cache.keep(key, at, answer);
    },

    async range(current, connection, range, part, signal) {
      const { startMs, endMs } = momentsOf(range, deps.now());
      const step = stepMs(endMs - startMs);
      const ask = async (expr: string): Promise<Dated<Columns>> => {
        const key = `${connection.key}\n${JSON.stringify(range)}\n${expr}`;
        const known = cache.get<Columns>(key, rangeAgeMs);
        if (known) return known;
        const call = { signal, timeoutMs: previewTimeoutMs, maxSeries: maxRangeSeries };
        const answer = await connection.source.queryRange(expr, startMs, endMs, step, call);
        if (!answer.ok) return { at: deps.now(), answer };
        const data = await inTurns(columnsOf(answer.data, gridOf(startMs, endMs, step)), deps.pause);
        return cache.keep(key, deps.now(), { ...answer, data });
      };
      const condition = current.conditions[part];
      const [left, right] = await Promise.all([
        ask(condition?.left ?? current.expr),
        condition && condition.threshold === undefined ? ask(condition.right) : undefined,
      ]);
      const notes = left.answer.ok ? [...left.answer.warnings, ...left.answer.infos] : [];
      if (right && !right.answer.ok && right.answer.error.kind !== 'cancelled')
        notes.push(`The right side of the comparison cannot be drawn: ${right.answer.error.message}`);
      return { left: left.answer, right: right?.answer.ok ? right.answer.data : undefined, notes };
    },

    async render(
      current: RulePreview,
      connection: Connected,
      samples: readonly InstantSample[],
      at: number,
      signal: AbortSignal,
    ): Promise<Rendered> {
      const { source, key } = connection;
      const told = async <T>(what: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>> => {
        const name = `${key}\n${what}`;
        return (cache.get<T>(name, identityAgeMs) ?? cache.keep(name, deps.now(), await ask())).answer;
      };
      const asked: Source = {
        query: (expr, time, call) => source.query(expr, time, call),
        externalLabels: call => told('labels', () => source.externalLabels(call)),
        externalUrl: call => told('address', () => source.externalUrl(call)),
      };
      return renderTexts(deps.render, current, asked, samples, at, { signal, timeoutMs: previewTimeoutMs });
    },

    forget: () => cache.clear(),
  };
}
