// Alerts at every evaluation as lines of text: what our state machine gives, and what Prometheus' own does.
import { AlertState } from '../../server/src/alerting/clock';
import { readGroups } from '../../server/src/alerting/readGroups';
import { type GroupRun, runGroups } from '../../server/src/alerting/run';
import { formatFloat } from '../../server/src/go/floats';
import { openDocument } from '../../server/src/model/document';
import { dialect } from '../../server/src/promql/dialect';
import { readSeries, seriesOf } from '../../server/src/series/notation';
import { finish } from '../../server/src/text/slices';
import type { Oracle } from '../oracles/ask';
import type { AlertCase } from './alertGroups';

const minute = 60_000;

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly alerts: readonly {
    readonly slot: number;
    readonly alert: string;
    readonly state: string;
    readonly value: string;
    readonly activeAt: number;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
  readonly failures: readonly { readonly slot: number; readonly rule: string; readonly msg: string }[];
}

/** What happens, as sorted lines: one for each alert at each evaluation, and for each failure. */
export function linesOf(run: GroupRun, slots: number): readonly string[] {
  const lines = run.failures.map(({ slot, rule, message }) => failure(slot, rule.name, message));
  for (const alert of run.alerts) {
    for (const instance of alert.instances) {
      for (let slot = 0; slot < slots; slot++) {
        const state = instance.states[slot];
        if (state === AlertState.inactive) continue;
        lines.push(
          line(
            slot,
            alert.rule.name,
            state === AlertState.firing ? 'firing' : 'pending',
            formatFloat(instance.sampleAt(slot)!.value, 'g', -1),
            instance.activeAt[slot]! / 1000,
            instance.labels.toRecord(),
            Object.fromEntries(alert.annotationsAt(instance, slot)),
          ),
        );
      }
    }
  }
  return lines.sort();
}

/** Which of several refused samples Prometheus names is chance, and so are the numbers in the message. */
function failure(slot: number, rule: string, message: string): string {
  const refused = /^(?:out of order sample|duplicate sample for timestamp)/.test(message);
  return `${slot} ${rule} fails: ${refused ? 'a sample is refused' : message}`;
}

function line(
  slot: number,
  alert: string,
  state: string,
  value: string,
  activeAt: number,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): string {
  const pairs = (record: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(record).sort());
  return `${slot} ${alert} ${state} ${value} since ${activeAt} ${pairs(labels)} ${pairs(annotations)}`;
}

/** What our own state machine makes of a case. */
export function ours({ content, series, slots }: AlertCase, atOnce = true): readonly string[] {
  const target = dialect('3.16');
  const columns = series.map(([metric, values]) => {
    const read = readSeries(`${metric} ${values}`);
    if (!read.ok) throw new Error(read.problem.message);
    return seriesOf(read.labels, read.values, 0, minute);
  });
  // Of two with the same labels the last counts.
  const known = new Map(columns.map(column => [column.labels.key, column]));
  const run = finish(
    runGroups({
      groups: readGroups(openDocument(content), target).map(({ group }) => group),
      series: [...known.values()],
      slots: { start: 0, step: minute, count: slots },
      options: { dialect: target, subqueryStep: minute },
      atOnce,
    }),
  );
  return linesOf(run, slots);
}

/** What Prometheus makes of it. */
export async function theirs(oracle: Oracle, { content, series, slots }: AlertCase): Promise<readonly string[]> {
  const load = `load 1m\n${series.map(([metric, values]) => `  ${metric} ${values}`).join('\n')}`;
  const [answer] = await oracle.ask<Answer>([
    { op: 'alerts', content, load, end: ((slots - 1) * minute) / 1000, interval: minute / 1000 },
  ]);
  if (!answer!.ok) throw new Error(`${answer!.error}\n${content}`);
  return [
    ...answer!.failures.map(({ slot, rule, msg }) => failure(slot, rule, msg)),
    ...answer!.alerts.map(one =>
      line(one.slot, one.alert, one.state, one.value, one.activeAt, one.labels, one.annotations),
    ),
  ].sort();
}
