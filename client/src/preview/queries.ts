// What a preview asks: the series now, the points of the window, and the texts of the rule with what their templates want
// from the server. Answers are kept for a little while. Nothing here throws but for a language server that is gone.
import type { InstantResult, InstantSample, RangeResult } from '../../../server/src/datasource/datasource';
import type { RenderedSeries, RulePreview, WireSample } from '../../../server/src/lsp/protocol';
import { createAnswerCache, type Dated } from './cache';
import type { Connected, PreviewDeps } from './controller';
import type { WindowName } from './messages';
import { wireSample } from './results';
import { type Ranges, samplesOf, shorten } from './views';
import { stepMs, windowMs } from './window';

/** Final labels and rendered texts, or `moved` where the document has changed since. */
export interface Rendered {
  readonly series?: readonly RenderedSeries[];
  readonly moved?: boolean;
  readonly notes: readonly string[];
}

export interface Queries {
  instant(expr: string, connection: Connected, signal: AbortSignal): Promise<Dated<InstantResult>>;
  range(current: RulePreview, connection: Connected, window: WindowName, signal: AbortSignal): Promise<Ranges>;
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
/** Enough to find those that match now among them; all are counted. */
const maxRangeSeries = 400;
/** Templates can ask for more depending on what they got; past these bounds the texts are shown as they are. */
const maxTemplateRounds = 3;
const maxTemplateQueries = 20;

export function createQueries(deps: Pick<PreviewDeps, 'now' | 'render'>): Queries {
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

    async range(current: RulePreview, connection: Connected, window: WindowName, signal: AbortSignal): Promise<Ranges> {
      const length = windowMs(window);
      const step = stepMs(length);
      const ask = async (expr: string) => {
        const key = `${connection.key}\n${window}\n${expr}`;
        const known = cache.get<RangeResult>(key, rangeAgeMs);
        if (known) return known;
        const at = deps.now();
        return cache.keep(
          key,
          at,
          await connection.source.queryRange(expr, at - length, at, step, {
            signal,
            timeoutMs: previewTimeoutMs,
            maxSeries: maxRangeSeries,
          }),
        );
      };
      const { comparison } = current;
      const [left, right] = await Promise.all([
        ask(comparison?.left ?? current.expr),
        comparison && comparison.threshold === undefined ? ask(comparison.right) : undefined,
      ]);
      const notes = left.answer.ok ? [...left.answer.warnings, ...left.answer.infos] : [];
      if (right && !right.answer.ok && right.answer.error.kind !== 'cancelled')
        notes.push(`The right side of the comparison cannot be drawn: ${right.answer.error.message}`);
      const threshold = comparison?.threshold ?? (right?.answer.ok ? right.answer.data.series : undefined);
      return { left: left.answer, threshold, startMs: left.at - length, endMs: left.at, stepMs: step, notes };
    },

    async render(
      current: RulePreview,
      connection: Connected,
      samples: readonly InstantSample[],
      at: number,
      signal: AbortSignal,
    ): Promise<Rendered> {
      if (samples.length === 0) return { series: [], notes: [] };
      const known = new Map<string, readonly WireSample[]>();
      const notes: string[] = [];
      const asked = new Set<string>();
      for (let round = 0; ; round++) {
        const result = await deps.render({
          uri: current.uri,
          version: current.version,
          id: current.id,
          samples: samples.map(wireSample),
          time: at,
          queries: Object.fromEntries(known),
        });
        if (!result) return { moved: true, notes };
        const wanted = result.wanted.filter(expr => !asked.has(expr));
        if (wanted.length === 0 || signal.aborted) return { series: result.series, notes };
        if (round === maxTemplateRounds || asked.size + wanted.length > maxTemplateQueries) {
          notes.push('The templates ask the server more often than a preview does; some texts are incomplete.');
          return { series: result.series, notes };
        }
        for (const expr of wanted) asked.add(expr);
        const answers = await Promise.all(
          wanted.map(expr =>
            connection.source.query(expr, at, { signal, timeoutMs: previewTimeoutMs, maxSeries: 100 }),
          ),
        );
        for (const [i, expr] of wanted.entries()) {
          const answer = answers[i]!;
          if (answer.ok) known.set(expr, samplesOf(answer.data).map(wireSample));
          else if (answer.error.kind !== 'cancelled')
            notes.push(`A template asks the server for ${shorten(expr)}: ${answer.error.message}`);
        }
      }
    },

    forget: () => cache.clear(),
  };
}
