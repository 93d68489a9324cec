// What a server says of itself that a backtest depends on: asked once, each thing by itself, and every one may be missing.
// Layer: backtest.
import type { Answer, CallOptions, DataSource, Labels, LoadedGroup } from '../datasource/datasource';
import type { Sending } from '../relabel/relabel';
import type { Limiter } from './limiter';

export interface Surroundings {
  /** Groups with the name of the rule's; undefined where the server does not tell. */
  readonly groups?: readonly LoadedGroup[];
  /** All groups of the server where it has none of this name. */
  readonly others?: readonly LoadedGroup[];
  /** Milliseconds; undefined where the configuration is not shown. */
  readonly evaluationInterval?: number;
  readonly queryOffset?: number;
  readonly externalLabels?: Labels;
  /** What it does to alerts before it sends them. */
  readonly sending?: Sending;
  readonly externalURL?: string;
  /** What the server calls itself, `Prometheus` where it says nothing else. */
  readonly application?: string;
  readonly version?: string;
  /** What the server's clock said, milliseconds since the epoch. */
  readonly clock?: number;
}

type Asked = Pick<DataSource, 'rules' | 'externalLabels' | 'externalUrl' | 'buildInfo'>;

/** Asks everything at the same time; what fails is left out. */
export async function askSurroundings(
  source: Asked,
  group: string,
  limiter: Limiter,
  call: CallOptions,
): Promise<Surroundings> {
  const told = async <T>(ask: () => Promise<Answer<T>>): Promise<{ readonly data?: T; readonly clock?: number }> => {
    const answer = await limiter(ask);
    return answer.ok ? { data: answer.data, ...(answer.clockMs === undefined ? {} : { clock: answer.clockMs }) } : {};
  };
  const [rules, configuration, address, build] = await Promise.all([
    told(() => source.rules(group, call)),
    told(() => source.externalLabels(call)),
    told(() => source.externalUrl(call)),
    told(() => source.buildInfo(call)),
  ]);
  const groups = rules.data?.groups.filter(({ name }) => name === group);
  const others = groups?.length === 0 ? (await told(() => source.rules(undefined, call))).data?.groups : undefined;
  const clock = build.clock ?? rules.clock ?? configuration.clock;
  return {
    ...(groups ? { groups } : {}),
    ...(others && others.length > 0 ? { others } : {}),
    ...(configuration.data?.evaluationInterval === undefined
      ? {}
      : { evaluationInterval: configuration.data.evaluationInterval }),
    ...(configuration.data?.queryOffset === undefined ? {} : { queryOffset: configuration.data.queryOffset }),
    ...(configuration.data ? { externalLabels: configuration.data.labels } : {}),
    ...(configuration.data?.sending ? { sending: configuration.data.sending } : {}),
    ...(address.data?.url === undefined ? {} : { externalURL: address.data.url }),
    ...(build.data?.application === undefined ? {} : { application: build.data.application }),
    ...(build.data?.version === undefined ? {} : { version: build.data.version }),
    ...(clock === undefined ? {} : { clock }),
  };
}
