// Where a command gets its series from: a server that was named, or a simulated cluster. Layer: cli.
//
//   const args = parseArguments(argv, { ...sourceOptions, format: 'value' });
//   const { source, simulated } = sourceOf(args, { dialect, knowledge, scenarios, end, shown: { expr } });
import type { DataSource } from '../datasource/datasource';
import { createPrometheusClient } from '../datasource/prometheus/client';
import { parseServerUrl } from '../datasource/prometheus/url';
import { chooseScenario, type RuleToShow } from '../datasource/simulated/choice';
import type { MetricKnowledge } from '../datasource/simulated/facts';
import { lastShown, type ScenarioSet } from '../datasource/simulated/scenarios';
import { createSimulatedSource, type SimulatedOptions, simulatedNote } from '../datasource/simulated/source';
import { finish } from '../text/slices';
import { nodeTransport } from '../transport/node';
import { type Arguments, UsageError } from './args';
import { version } from './version';

/** The options that say where series come from, for `parseArguments`. */
export const sourceOptions = { server: 'value', header: 'list', simulate: 'optional', seed: 'value' } as const;

export type SourceArguments = Arguments<keyof typeof sourceOptions>;

export interface CommandSource {
  readonly source: DataSource;
  /** Set where nothing was asked of a server: what to say about it, and with which scenario. */
  readonly simulated?: { readonly scenario: string; readonly note: string };
}

export interface SourceNeeds extends Pick<SimulatedOptions, 'dialect'> {
  readonly knowledge: (expr: string) => MetricKnowledge;
  readonly scenarios: ScenarioSet;
  /** The last moment that will be asked for, milliseconds since the epoch: the fault shows within the day before. */
  readonly end: number;
  /** What is shown in the scenario that makes it fire, where the arguments name none. */
  readonly shown: RuleToShow;
}

/** The source that the arguments name; a usage error where they name none, two, or one that cannot be. */
export function sourceOf(args: SourceArguments, needs: SourceNeeds): CommandSource {
  const { dialect, knowledge, scenarios, end, shown } = needs;
  const server = args.value('server');
  const named = args.value('simulate');
  if (server !== undefined && named !== undefined) throw new UsageError('--server and --simulate exclude each other');
  if (server !== undefined) return { source: serverSource(server, args.all('header')) };
  if (args.all('header').length > 0) throw new UsageError('--header goes with --server');
  if (named === undefined) {
    throw new UsageError(
      `name a server with --server URL, or a simulation with --simulate SCENARIO (${namesOf(scenarios)})`,
    );
  }
  const seed = args.value('seed');
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) {
    throw new UsageError(`--seed needs a whole number, not ${JSON.stringify(seed)}`);
  }
  const scenario =
    named === '' ? finish(chooseScenario(scenarios, shown, { knowledge: knowledge(shown.expr), dialect })) : named;
  const whole = scenarios.get(scenario);
  const source = createSimulatedSource(scenarios, scenario, {
    dialect,
    knowledge,
    ...(typeof whole === 'string' ? {} : { showsAt: lastShown(whole, end) }),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    now: () => performance.now(),
  });
  if (typeof source === 'string') throw new UsageError(source.replace(/`/g, ''));
  const title = scenarios.list().find(({ name }) => name === scenario)?.title ?? scenario;
  return { source, simulated: { scenario, note: simulatedNote(title) } };
}

function namesOf(scenarios: ScenarioSet): string {
  return scenarios
    .list()
    .map(({ name }) => name)
    .join(', ');
}

function serverSource(address: string, lines: readonly string[]): DataSource {
  const parsed = parseServerUrl(address);
  if ('problem' in parsed) throw new UsageError(`--server: ${parsed.problem}`);
  const headers = Object.fromEntries(lines.map(headerOf));
  return createPrometheusClient(
    {
      name: parsed.url.base,
      url: parsed.url,
      headers,
      // What stands behind the scheme of a credential is what must not be shown.
      secrets: Object.values(headers).flatMap(value => [value, ...value.split(' ').slice(1)]),
      userAgent: `ml-alert-rules/${version}`,
    },
    nodeTransport,
  );
}

/** A header of the form `Name: value`; the value may be a secret and is in no message. */
function headerOf(line: string): readonly [name: string, value: string] {
  const match = /^([\w!#$%&'*+.^`|~-]+):(.*)$/s.exec(line);
  if (!match || /[\r\n\0]/.test(line))
    throw new UsageError('--header needs a name and a value: --header "X-Scope-OrgID: team-a"');
  return [match[1]!.toLowerCase(), match[2]!.trim()];
}
