// When a rule is evaluated: interval, phase and offset of its group, and how they are known. Layer: backtest.
import { comingPhase, groupPhases, loadedPhase, type PhaseSource } from '../alerting/backtest/backtest';
import type { LoadedGroup, LoadedRule } from '../datasource/datasource';
import { simulation } from './caveats';
import type { BacktestGroup, BacktestRule } from './rule';
import type { Surroundings } from './surroundings';

export interface Schedule {
  /** Milliseconds. */
  readonly interval: number;
  readonly phase: number;
  readonly queryOffset: number;
  readonly source: PhaseSource;
  /** The group as the server has it, and the rule in it. */
  readonly loaded?: {
    readonly group: LoadedGroup;
    readonly rule?: LoadedRule;
    /** The rule there is as ours: same expression, `for` and `keep_firing_for`. */
    readonly same: boolean;
  };
  readonly caveats: readonly string[];
}

export type ScheduledRule = Pick<BacktestRule, 'name' | 'group' | 'printed' | 'timing'>;

/** Prometheus' own default, in milliseconds. */
const defaultInterval = 60_000;

export function scheduleOf({ name, group, printed, timing }: ScheduledRule, told: Surroundings): Schedule {
  const caveats: string[] = [];
  const loaded = loadedGroup(group, name, told.groups ?? []);
  const interval = group.interval ?? loaded?.interval ?? told.evaluationInterval;
  if (interval === undefined) {
    caveats.push('Nothing says how often the group is evaluated; once a minute is assumed.');
  }
  const queryOffset = group.queryOffset ?? told.queryOffset ?? 0;
  const named = loaded?.rules.filter(one => one.kind === 'alert' && one.name === name) ?? [];
  const isOurs = (one: LoadedRule): boolean =>
    one.query === printed && one.for === timing.for && one.keepFiringFor === timing.keepFiringFor;
  const rule = named.find(isOurs) ?? named[0];
  const same = rule !== undefined && isOurs(rule);
  if (rule && !same)
    caveats.push('The server evaluates another version of this rule, so what it stored is not compared.');
  const common = {
    interval: interval ?? defaultInterval,
    queryOffset,
    ...(loaded ? { loaded: { group: loaded, same, ...(rule ? { rule } : {}) } } : {}),
  };
  if (!loaded) {
    // Nobody evaluates rules over simulated data: any phase is as good as another.
    if (told.application === simulation) return { ...common, phase: 0, source: 'assumed', caveats };
    const neighbour = told.others?.find(one => group.file !== '' && baseName(one.file) === baseName(group.file));
    if (neighbour) {
      const coming = { file: neighbour.file, name: group.name, interval: common.interval };
      caveats.push(
        `The server does not evaluate the group ${group.name} yet: its times are those that it will have in ${neighbour.file}.`,
      );
      return { ...common, phase: comingPhase(coming, told.others ?? []), source: 'computed', caveats };
    }
    caveats.push(
      told.groups
        ? `The server evaluates no group ${group.name}: where in its interval it will be evaluated is not known, and values and times may shift by up to one interval.`
        : 'The server does not tell which rules it evaluates: where in its interval the group is evaluated is not known, and values and times may shift by up to one interval.',
    );
    return { ...common, phase: 0, source: 'assumed', caveats };
  }
  if (loaded.interval !== common.interval) {
    caveats.push(
      `The server evaluates the group every ${loaded.interval / 1000} s, the file says ${common.interval / 1000} s, which is taken here.`,
    );
    const phase = comingPhase({ ...loaded, interval: common.interval }, [loaded]);
    return { ...common, phase, source: 'computed', caveats };
  }
  if (loaded.lastEvaluation === undefined) {
    const [phase = 0] = groupPhases(loaded);
    return { ...common, phase, source: 'computed', caveats };
  }
  const { phase, exact } = loadedPhase(loaded, loaded.lastEvaluation);
  if (!exact) {
    caveats.push(
      'The times of evaluations are taken from when the last one began, as they are not those that Prometheus gives a group of this file and name; they may be late by some milliseconds.',
    );
  }
  return { ...common, phase, source: 'loaded', caveats };
}

/** Of groups with one name that which holds the alert, or whose file is called as ours. */
function loadedGroup(
  { name, file }: BacktestGroup,
  alert: string,
  groups: readonly LoadedGroup[],
): LoadedGroup | undefined {
  const named = groups.filter(group => group.name === name);
  const holds = (group: LoadedGroup): number => (group.rules.some(rule => rule.name === alert) ? 2 : 0);
  const called = (group: LoadedGroup): number => (baseName(group.file) === baseName(file) ? 1 : 0);
  const [best] = [...named].sort((a, b) => holds(b) + called(b) - holds(a) - called(a));
  return best;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
