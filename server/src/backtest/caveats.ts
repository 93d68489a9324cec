// What may differ from what the server did or will do, in words. Layer: backtest.
import { stepWords } from '../relabel/step';
import type { AskedColumns } from './askColumns';
import type { Surroundings } from './surroundings';

/** What the way in which values were asked means. */
export function askCaveats(asked: readonly AskedColumns[], slots: number): readonly string[] {
  const caveats = new Set<string>();
  for (const { ways, unknown, total, columns, remarks } of asked) {
    if (ways.has('aligned')) {
      caveats.add('The server moves the times of range queries, so each evaluation was asked by itself.');
    }
    if (ways.has('all-fail')) {
      caveats.add(
        'Where nine of more than a hundred evaluations, evenly spread, all fail, those between are taken to fail as well.',
      );
    }
    if (unknown.size > 0) {
      caveats.add(
        `${unknown.size} of ${slots} evaluations are not known (${[...unknown.values()][0]}); alerts are taken to stay as they were.`,
      );
    }
    if (total > columns.length && total > 0 && columns.length > 0) {
      caveats.add(`The expression has ${total} series; ${columns.length} of them are taken.`);
    }
    if (columns.some(({ natives }) => natives !== undefined)) {
      caveats.add(
        'Some values are native histograms, whose text the server does not tell: messages show them as unknown.',
      );
    }
    for (const remark of remarks) caveats.add(`The server remarks: ${remark}`);
  }
  return [...caveats];
}

/** Said of so many steps; the others are counted. */
const shownSteps = 4;

/** What simulated data call themselves. */
export const simulation = 'simulation';

/** What it means that recorded series are not there. */
export function recordedCaveats(names: readonly string[], workedOut: boolean): readonly string[] {
  if (names.length === 0) return [];
  const list = names.join(', ');
  return workedOut
    ? [`The server does not have ${list}: worked out here from the recording rules of the workspace.`]
    : [`The server does not have ${list}, and the rule reads it in a way that cannot be worked out here.`];
}

/** Evaluations that the server itself left out. */
export function missedCaveats(missed: number | undefined): readonly string[] {
  if (missed === undefined || missed === 0) return [];
  return [
    `The server left out about ${missed} evaluations of this group, as earlier ones took too long; here none is.`,
  ];
}

/** What the server adds to or changes of alerts and their data, beside evaluating rules. */
export function serverCaveats({ application, sending }: Surroundings): readonly string[] {
  const caveats: string[] = [];
  if (application !== undefined && application !== 'Prometheus' && application !== simulation) {
    caveats.push(
      `${application} evaluates rules with data of its own time: samples that came late count here and may not have counted then.`,
    );
  }
  const steps = [...new Set(sending?.stages.flat().map(stepWords))];
  if (steps.length > 0) {
    const more = steps.length > shownSteps ? [`${steps.length - shownSteps} steps more`] : [];
    caveats.push(
      `The server changes alerts before it sends them (alert_relabel_configs: ${[...steps.slice(0, shownSteps), ...more].join(', ')}): labels are shown here as they are before that, routes as they are after it.`,
    );
  }
  return caveats;
}
