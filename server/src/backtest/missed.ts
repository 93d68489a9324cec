// Evaluations that a server left out because earlier ones took too long. Layer: backtest.
import type { LoadedGroup } from '../datasource/datasource';
import type { AskOptions } from './askColumns';

/** How many of a group were left out in a window, about; undefined where the server does not watch itself. Times in milliseconds. */
export async function missedEvaluations(
  { file, name }: LoadedGroup,
  from: number,
  to: number,
  { source, limiter, signal }: AskOptions,
): Promise<number | undefined> {
  const seconds = Math.max(60, Math.ceil((to - from) / 1000));
  const group = JSON.stringify(`${file};${name}`);
  const expr = `sum(increase(prometheus_rule_group_iterations_missed_total{rule_group=${group}}[${seconds}s]))`;
  const answer = await limiter(() => source.query(expr, to, signal ? { signal } : {}));
  const [sample] = answer.ok && answer.data.type === 'vector' ? answer.data.samples : [];
  return sample && sample.v >= 0 ? Math.round(sample.v) : undefined;
}
