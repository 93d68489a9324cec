// Short names of series: what tells them apart, and what all have in common. Layer: cli.
import type { AlertSeries } from '../../alerting/backtest/backtest';

export interface SeriesNames {
  /** Labels that all have, without `alertname`: `severity=page team=ml`. */
  readonly common: string;
  /** For each series the fewest and shortest labels that no two have alike. */
  readonly names: readonly string[];
}

export function namesOf(series: readonly Pick<AlertSeries, 'labels'>[]): SeriesNames {
  const all = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].filter(name => name !== 'alertname');
  const value = (at: number, name: string): string => {
    const { labels } = series[at]!;
    return Object.hasOwn(labels, name) ? labels[name]! : '';
  };
  const numbers = series.map((_, i) => i);
  const varying = all.filter(name => numbers.some(at => value(at, name) !== value(0, name)));
  const common = all.filter(name => !varying.includes(name)).map(name => `${name}=${value(0, name)}`);
  const chosen = distinguishing(numbers, varying, value);
  const names = numbers.map(at =>
    chosen
      .filter(name => value(at, name) !== '')
      .map(name => `${name}=${value(at, name)}`)
      .join(' '),
  );
  return {
    common: common.join(' '),
    names: names.map(name => (name === '' ? (series.length === 1 ? 'the only series' : '(none)') : name)),
  };
}

/** One label after the other that tells most of those apart that are alike so far; of several the shortest. */
function distinguishing(
  numbers: readonly number[],
  varying: readonly string[],
  value: (at: number, name: string) => string,
): readonly string[] {
  const chosen: string[] = [];
  let keys = numbers.map(() => '');
  while (new Set(keys).size < numbers.length) {
    const candidates = varying
      .filter(name => !chosen.includes(name))
      .map(name => {
        const next = keys.map((key, at) => JSON.stringify([key, value(at, name)]));
        const length = numbers.reduce((sum, at) => sum + name.length + value(at, name).length, 0);
        return { name, next, groups: new Set(next).size, length };
      })
      .sort((a, b) => b.groups - a.groups || a.length - b.length);
    const [best] = candidates;
    if (!best) break;
    chosen.push(best.name);
    keys = best.next;
  }
  return chosen;
}
