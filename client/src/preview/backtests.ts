// Backtests of a preview: asked of the server when they are cheap enough, kept for edits that need no new values.
// Nothing here throws. No vscode here.
import type { AskedBacktest, BacktestAnswer, RecordedAsker } from '../../../server/src/backtest/backtestRule';
import type { BacktestRule } from '../../../server/src/backtest/rule';
import { askBacktest, dialect, recordedAsker } from '../../../server/src/engine';
import type { Connected, PreviewDeps } from './deps';
import { finalLabels } from './finalLabels';
import type { TimeRange } from './messages';
import { momentsOf } from './window';

export interface Backtests {
  /** The backtest of a rule over a range, known or asked. */
  ask(
    rule: BacktestRule,
    connection: Connected,
    range: TimeRange,
    signal: AbortSignal,
    progress: (done: number, all: number) => void,
  ): Promise<BacktestAnswer>;
  /** Whether a backtest would ask nothing. */
  knows(rule: BacktestRule, connection: Connected, range: TimeRange): boolean;
  forget(): void;
}

/** How old values may be that an edit is tried on. */
const maxAgeMs = 300_000;
/** That of the rule, and those with other numbers inside of its parts. */
const maxKept = 3;
const timeoutMs = 30_000;

interface Kept {
  readonly at: number;
  /** The whole expression that it was asked for. */
  readonly whole: string;
  readonly asked: AskedBacktest;
}

export function createBacktests(deps: Pick<PreviewDeps, 'now' | 'pause'>): Backtests {
  const kept = new Map<string, Kept>();
  const find = (rule: BacktestRule, key: string): AskedBacktest | undefined => {
    const found = kept.get(key);
    if (!found || deps.now() - found.at > maxAgeMs) return undefined;
    // Where the whole had to be asked its thresholds are part of the question.
    const isOfParts = found.asked.apart.comparisons.length === rule.apart.comparisons.length;
    return isOfParts || found.whole === rule.whole.text ? found.asked : undefined;
  };
  return {
    async ask(rule, connection, range, signal, progress) {
      const key = keyOf(rule, connection, range);
      const known = find(rule, key);
      if (known) return { ok: true, data: known };
      const at = deps.now();
      const { startMs, endMs } = momentsOf(range, at);
      const answer = await askBacktest({
        rule,
        source: connection.source,
        from: startMs,
        to: endMs,
        labels: told => finalLabels(rule, told),
        signal,
        progress,
        timeoutMs,
        pause: deps.pause,
        ...(rule.recordings
          ? {
              recorded: recordedIn(rule.recordings, deps.pause),
            }
          : {}),
      });
      if (answer.ok) {
        kept.delete(key);
        kept.set(key, { at, whole: rule.whole.text, asked: answer.data });
        const [oldest] = kept.keys();
        if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      }
      return answer;
    },
    knows: (rule, connection, range) => find(rule, keyOf(rule, connection, range)) !== undefined,
    forget: () => kept.clear(),
  };
}

/** Works out series of the workspace's recording rules as the server that is asked would. */
function recordedIn(recordings: NonNullable<BacktestRule['recordings']>, pause: () => Promise<void>): RecordedAsker {
  return (rule, context) =>
    recordedAsker({ dialect: dialect(context.version ?? 'newest'), recordings, pause })(rule, context);
}

/** What the values of a backtest hang on: everything but thresholds and durations. */
function keyOf(
  { name, apart, leaves, whole, labels, group, recordings }: BacktestRule,
  connection: Connected,
  range: TimeRange,
): string {
  // Where the whole is asked its text is that of the only leaf.
  const asked = apart.comparisons.length === 0 ? [whole] : leaves;
  const operators = apart.comparisons.map(({ op, leaf, scale }) => [op, leaf, scale]);
  return JSON.stringify([connection.key, range, name, asked, apart.condition, operators, labels, group, recordings]);
}
