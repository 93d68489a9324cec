// What an alert would have said at a moment: its texts with the queries in them asked at that time. Layer: cli.

import { type Backtest, momentOf, type Transition } from '../../alerting/backtest/backtest';
import { missingNames } from '../../backtest/recording';
import type { Surroundings } from '../../backtest/surroundings';
import type { DataSource, InstantResult } from '../../datasource/datasource';
import type { PreviewSample, RenderedSeries } from '../../features/previewShapes';
import type { RuleAt } from '../../features/rules';
import { wireValue } from '../../series/wireValue';
import type { Service } from '../../service';
import type { Workspace } from '../../workspace/workspace';

/** A transition with the labels and texts that the alert had then. */
export interface Moment {
  readonly transition: Transition;
  readonly rendered: RenderedSeries;
}

export interface MomentNeeds {
  readonly service: Service;
  readonly workspace: Workspace;
  readonly found: RuleAt;
  readonly source: DataSource;
  readonly told: Surroundings;
}

/** Answers of one query may ask for another one; templates that go on longer stay without. */
const rounds = 5;
const timeoutMs = 10_000;
const hour = 3_600_000;

/** Renders the texts of transitions one after the other. */
export async function momentsOf(
  needs: MomentNeeds,
  found: Pick<Backtest, 'series'>,
  transitions: readonly Transition[],
): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  for (const transition of transitions) {
    const rendered = await render(needs, momentOf(found, transition));
    if (rendered) moments.push({ transition, rendered });
  }
  return moments;
}

async function render(
  { service, workspace, found, source, told }: MomentNeeds,
  { samples, time }: ReturnType<typeof momentOf>,
): Promise<RenderedSeries | undefined> {
  const queries: Record<string, readonly PreviewSample[] | string> = {};
  const open = new Set<string>();
  for (let round = 0; ; round++) {
    const isLast = round === rounds || open.size > 0;
    const output = service.render(workspace, found, {
      samples,
      time,
      queries,
      ...(isLast ? { last: true } : {}),
      ...(told.externalLabels ? { externalLabels: told.externalLabels } : {}),
      ...(told.externalURL === undefined ? {} : { externalURL: told.externalURL }),
    });
    if (output.wanted.every(expr => open.has(expr)) || round === rounds) return output.series[0];
    for (const expr of output.wanted) {
      const recorded = output.recorded && Object.hasOwn(output.recorded, expr) ? output.recorded[expr]! : [];
      // What a recording rule will make is no empty answer.
      if ((await missingNames(recorded, source, time, hour, run => run(), { timeoutMs })).size > 0) {
        open.add(expr);
        continue;
      }
      const answer = await source.query(expr, time, { timeoutMs });
      queries[expr] = answer.ok ? samplesOf(answer.data) : (answer.error.said ?? answer.error.message);
    }
  }
}

function samplesOf(result: InstantResult): readonly PreviewSample[] | string {
  switch (result.type) {
    case 'vector':
      return result.samples.map(({ labels, v, histogram }) => ({
        labels,
        value: histogram ? 'histogram' : wireValue(v),
      }));
    case 'scalar':
      return [{ labels: {}, value: wireValue(result.point.v) }];
    default:
      return 'query result is not a vector or scalar';
  }
}
