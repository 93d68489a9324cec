// The client of the Prometheus HTTP API over an injected transport; also speaks to what imitates it (Thanos, Mimir,
// VictoriaMetrics, proxies). It keeps no answers and starts nothing by itself. Layer: datasource.
import type {
  Answer,
  BuildInfo,
  CallOptions,
  ExternalLabels,
  ExternalUrl,
  InstantResult,
  ListQuery,
  LoadedRules,
  MetricMeta,
  NameList,
  RangeResult,
  ServerFlags,
  ServerIdentity,
  ServerSource,
} from '../datasource';
import type { Transport } from '../transport';
import { decodeBuildInfo, instantSteps, rangeSteps } from './decode';
import { type BuildTraits, frontPageOf, identityOf } from './identify';
import { decodeExternalLabels, decodeExternalUrl } from './identity';
import { type DeclaredKind, kindOfUrl, ownParameters, type ServerKind } from './kinds';
import { decodeFlags, decodeMetadata, nameSteps } from './lists';
import { failed, inOneStep } from './replies';
import {
  type ApiRequest,
  defaultMaxSeries,
  defaultTimeoutMs,
  type Parameters,
  Requester,
  type RequesterOptions,
} from './requester';
import { decodeRules } from './rules';
import { readSearch } from './search';

export interface PrometheusClientOptions extends RequesterOptions {
  readonly name: string;
  /** What stands there, where the person says so. */
  readonly kind?: DeclaredKind;
  /** The time in milliseconds, by which what is known of the server grows old; it never does without. */
  readonly now?: () => number;
}

/** The server refuses more points a series than this. */
const maxRangePoints = 11_000;

/** A server may be replaced by another version. */
const identityAgeMs = 600_000;

/** The server is told to stop this much before the client does, so that its own message arrives. */
const graceMs = 1_000;

/** A data source that asks the server at `options.url`. */
export function createPrometheusClient(options: PrometheusClientOptions, transport: Transport): ServerSource {
  const { name, now = () => 0 } = options;
  const requester = new Requester(options, transport);
  let kind: ServerKind =
    options.kind !== undefined && options.kind !== 'grafana' ? options.kind : (kindOfUrl(options.url) ?? 'unknown');
  let identity: { readonly at: number; readonly answer: Promise<Answer<ServerIdentity>> } | undefined;

  /** Asks for what a server has at hand, and is small. */
  const ask = <T>(request: ApiRequest<T>, maxBytes: number, call: CallOptions): Promise<Answer<T>> =>
    requester.ask(request, { timeoutMs: 5_000, maxBytes, ...call });

  const list = (operation: string, query: ListQuery, call: CallOptions, get: boolean): Promise<Answer<NameList>> => {
    const { selector, startMs, endMs, limit } = query;
    const request: ApiRequest<NameList> = {
      operation,
      parameters: [
        ...(selector === undefined ? [] : ([['match[]', selector]] as const)),
        ['start', unixSeconds(startMs)],
        ['end', unixSeconds(endMs)],
        // Where it is not known it is passed over.
        ['limit', String(limit)],
      ],
      decode: data => nameSteps(data, limit),
      list: 'data',
      get,
    };
    return ask(request, 2_000_000, { maxSeries: limit, ...call });
  };

  const queryParameters = (call: CallOptions): Parameters => [
    ['timeout', serverTimeout(call)],
    ...ownParameters(kind, call.whole === true),
  ];

  const identify = async (call: CallOptions): Promise<Answer<ServerIdentity>> => {
    const build = await ask(buildTraits, 64_000, call);
    const isHidden = !build.ok && build.error.status === 404 && kind === 'unknown';
    const front = isHidden ? frontPageOf(requester.server) : undefined;
    const page = front === undefined ? '' : await requester.page(front, call);
    const answer = identityOf(requester.server, options.kind, build, page);
    if (answer.ok) kind = answer.data.kind;
    return answer;
  };

  return {
    name,

    async identify(call = {}) {
      for (;;) {
        const isMine = !identity || now() - identity.at >= identityAgeMs;
        if (isMine) identity = { at: now(), answer: identify(call) };
        const asked = identity!;
        const answer = await asked.answer;
        if (!answer.ok && identity === asked) identity = undefined;
        // Who asked first gave up: that is no answer to the others.
        if (isMine || answer.ok || answer.error.kind !== 'cancelled' || call.signal?.aborted) return answer;
      }
    },

    flags: (call = {}): Promise<Answer<ServerFlags>> =>
      ask({ operation: 'status/flags', decode: inOneStep(decodeFlags) }, 256_000, call),

    labelNames: (query, call = {}) => list('labels', query, call, false),

    labelValues: (label, query, call = {}) =>
      list(`label/${encodeURIComponent(labelInPath(label))}/values`, query, call, true),

    searchNames(text, { startMs, endMs, limit }, call = {}) {
      const request: ApiRequest<NameList> = {
        operation: 'search/metric_names',
        parameters: [
          ['search[]', text],
          ['case_sensitive', 'false'],
          ['sort_by', 'score'],
          ['start', unixSeconds(startMs)],
          ['end', unixSeconds(endMs)],
          ['limit', String(limit)],
        ],
        decode: data => nameSteps(data, limit),
        get: true,
        stream: (reply, context) => readSearch(reply, limit, context),
      };
      return ask(request, 2_000_000, call);
    },

    metadata(metric, call = {}): Promise<Answer<readonly MetricMeta[]>> {
      const decode = inOneStep(data => decodeMetadata(data, metric));
      return ask({ operation: 'metadata', parameters: [['metric', metric]], decode, get: true }, 1_000_000, call);
    },

    query(expr, timeMs, call = {}): Promise<Answer<InstantResult>> {
      const maxSeries = call.maxSeries ?? defaultMaxSeries;
      const parameters = [['query', expr] as const, ['time', unixSeconds(timeMs)] as const, ...queryParameters(call)];
      return requester.ask(
        { operation: 'query', parameters, decode: data => instantSteps(data, maxSeries), expr },
        call,
      );
    },

    queryRange(expr, startMs, endMs, stepMs, call = {}): Promise<Answer<RangeResult>> {
      const points = (endMs - startMs) / stepMs;
      if (!(stepMs > 0 && endMs >= startMs && points <= maxRangePoints)) {
        const message = `A window may have at most ${maxRangePoints} points; choose a longer step or a shorter window.`;
        return Promise.resolve(failed({ kind: 'bad-query', message }));
      }
      const maxSeries = call.maxSeries ?? defaultMaxSeries;
      const request: ApiRequest<RangeResult> = {
        operation: 'query_range',
        parameters: [
          ['query', expr],
          ['start', unixSeconds(startMs)],
          ['end', unixSeconds(endMs)],
          ['step', unixSeconds(stepMs)],
          ...queryParameters(call),
        ],
        decode: data => rangeSteps(data, startMs, endMs, maxSeries),
        expr,
      };
      return requester.ask(request, call);
    },

    buildInfo: (call = {}): Promise<Answer<BuildInfo>> =>
      ask({ operation: 'status/buildinfo', decode: inOneStep(decodeBuildInfo) }, 64_000, call),

    externalLabels(call = {}): Promise<Answer<ExternalLabels>> {
      const decode = inOneStep(data => decodeExternalLabels(data, options.secrets ?? []));
      return ask({ operation: 'status/config', decode }, 4_000_000, call);
    },

    externalUrl(call = {}): Promise<Answer<ExternalUrl>> {
      const decode = inOneStep(data => decodeExternalUrl(data, options.secrets ?? []));
      return ask({ operation: 'status/flags', decode }, 256_000, call);
    },

    rules(group, call = {}): Promise<Answer<LoadedRules>> {
      const chosen = group === undefined ? [] : [['rule_group[]', group] as const];
      const parameters = [...chosen, ['exclude_alerts', 'true'] as const];
      return requester.ask({ operation: 'rules', parameters, decode: inOneStep(decodeRules) }, call);
    },
  };
}

/** What a server says of its build, with what the headers of the answer tell. */
const buildTraits: ApiRequest<BuildTraits> = {
  operation: 'status/buildinfo',
  *decode(data, headers) {
    yield 0;
    const read = decodeBuildInfo(data);
    if (!read.ok) return read;
    return { ...read, data: { ...read.data, serverHostname: headers['x-server-hostname'] !== undefined } };
  },
};

/** A label's name as it stands in a path: one with other characters than letters and digits is written in escapes. */
function labelInPath(label: string): string {
  if (/^[A-Za-z_]\w*$/.test(label)) return label;
  const escaped = [...label].map(character =>
    /\w/.test(character) ? (character === '_' ? '__' : character) : `_${character.codePointAt(0)!.toString(16)}_`,
  );
  return `U__${escaped.join('')}`;
}

function serverTimeout(call: CallOptions): string {
  return unixSeconds(Math.max(1_000, (call.timeoutMs ?? defaultTimeoutMs) - graceMs));
}

function unixSeconds(ms: number): string {
  return String(Math.round(ms) / 1000);
}
