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
import type { Transport, TransportReply } from '../transport';
import { type Decoded, decodeBuildInfo, instantSteps, rangeSteps } from './decode';
import type { ListPlace } from './envelope';
import { failureError, type RequestContext } from './errors';
import { type BuildTraits, frontPageOf, identityOf } from './identify';
import { decodeExternalLabels, decodeExternalUrl } from './identity';
import { type DeclaredKind, kindOfUrl, ownParameters, type ServerKind } from './kinds';
import { decodeFlags, decodeMetadata, nameSteps } from './lists';
import { movedTo } from './moved';
import { failed, inOneStep, isPassing, readSteps, refusesPost } from './replies';
import { decodeRules } from './rules';
import { isStream, readSearch } from './search';
import { inSteps, type Steps } from './steps';
import { apiUrl, encodeForm, type ServerUrl } from './url';

export interface PrometheusClientOptions {
  readonly name: string;
  readonly url: ServerUrl;
  /** Sent with every request: credentials, tenant, what the user configured. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values that may not appear in a message, such as the token in `headers`; read when there is a message. */
  readonly secrets?: readonly string[];
  /** What stands there, where the person says so. */
  readonly kind?: DeclaredKind;
  /** `name/version` of the product. */
  readonly userAgent?: string;
  /** The time in milliseconds, by which what is known of the server grows old; it never does without. */
  readonly now?: () => number;
  /** Lets other work in while a large answer is read; without it an answer is read in one go. */
  readonly pause?: () => Promise<void>;
}

const defaultTimeoutMs = 10_000;

const defaultMaxBytes = 16_000_000;

const defaultMaxSeries = 1_000;

/** The server refuses more points a series than this. */
const maxRangePoints = 11_000;

/** Longer expressions are not sent: a server can spend far more than its time limit on parsing one. */
const maxExpressionLength = 32_768;

/** A server may be replaced by another version. */
const identityAgeMs = 600_000;

/** In characters. */
const largeText = 1_000_000;

/** Proxies commonly refuse longer request lines. */
const maxGetLength = 7_500;

/** The server is told to stop this much before the client does, so that its own message arrives. */
const graceMs = 1_000;

/** A data source that asks the server at `options.url`. */
export function createPrometheusClient(options: PrometheusClientOptions, transport: Transport): ServerSource {
  // Some proxies let only GET pass; learned once, kept for the life of this client.
  let getOnly = false;
  /** Where the server says that it is now, within its origin. */
  let server = options.url;
  const now = options.now ?? (() => 0);
  let identity: { readonly at: number; readonly answer: Promise<Answer<ServerIdentity>> } | undefined;
  let kind: ServerKind =
    options.kind !== undefined && options.kind !== 'grafana' ? options.kind : (kindOfUrl(server) ?? 'unknown');

  const headersOf = (accept: string): Readonly<Record<string, string>> => ({
    accept,
    'accept-encoding': 'gzip',
    ...(options.userAgent === undefined ? {} : { 'user-agent': options.userAgent }),
    ...options.headers,
  });

  async function ask<T>(
    operation: string,
    parameters: readonly (readonly [string, string])[],
    decode: (data: unknown, headers: TransportReply['headers']) => Steps<Decoded<T>>,
    call: CallOptions,
    {
      expr,
      list,
      get = false,
      stream,
    }: {
      readonly expr?: string;
      readonly list?: ListPlace;
      readonly get?: boolean;
      /** Reads an answer that comes line by line. */
      readonly stream?: (reply: TransportReply, context: RequestContext) => Answer<T>;
    } = {},
  ): Promise<Answer<T>> {
    const context: RequestContext = {
      server,
      timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
      maxBytes: call.maxBytes ?? defaultMaxBytes,
      // A token may be newer than the request that it is asked for.
      get secrets() {
        return options.secrets ?? [];
      },
      ...(expr === undefined ? {} : { expr }),
    };
    if (expr !== undefined && expr.length > maxExpressionLength) {
      return failed({
        kind: 'bad-query',
        message: `The expression has ${expr.length} characters; more than ${maxExpressionLength} are not sent to a server.`,
      });
    }
    const form = encodeForm(parameters);
    const url = apiUrl(server, operation);
    const send = (method: 'GET' | 'POST', at = apiUrl(server, operation)) =>
      transport({
        method,
        url: method === 'GET' && form !== '' ? `${at}?${form}` : at,
        headers: {
          ...headersOf('application/json'),
          ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(method === 'POST' ? { body: form } : {}),
        ...(call.signal === undefined ? {} : { signal: call.signal }),
        maxBytes: context.maxBytes,
        timeoutMs: context.timeoutMs,
      });

    const short = url.length + form.length < maxGetLength;
    const viaGet = get || operation === 'rules' || operation.startsWith('status/') || (getOnly && short);
    let reply = await send(viaGet ? 'GET' : 'POST');
    const moved = reply.ok ? movedTo(reply, server, operation) : undefined;
    if (moved) {
      const there = await send(viaGet ? 'GET' : 'POST', apiUrl(moved, operation));
      if (there.ok && there.status < 300) server = moved;
      reply = there;
    }
    // A kept connection that the server closed at the same moment, or a name service that asks to come again: once more.
    if (isPassing(reply)) reply = await send(viaGet ? 'GET' : 'POST');
    if (!viaGet && short && reply.ok && refusesPost(reply)) {
      const second = await send('GET');
      if (second.ok && second.status < 400) getOnly = true;
      // Where both fail the second reply is about the address, not about the method.
      reply = second;
    }
    if (!reply.ok) return failed(failureError(reply, context));
    if (stream && reply.status === 200 && isStream(reply.headers)) return stream(reply, context);
    // To put a large answer together took some time already.
    if (reply.text.length > largeText) await options.pause?.();
    const answer = await inSteps(
      readSteps(reply, decode, call.maxSeries ?? defaultMaxSeries, context, list),
      options.pause,
      () => call.signal?.aborted === true,
    );
    return answer ?? failed({ kind: 'cancelled', message: 'The request was cancelled.' });
  }

  const listOf = (
    operation: string,
    { selector, startMs, endMs, limit }: ListQuery,
    call: CallOptions,
    get: boolean,
  ): Promise<Answer<NameList>> =>
    ask(
      operation,
      [
        ...(selector === undefined ? [] : ([['match[]', selector]] as const)),
        ['start', unixSeconds(startMs)],
        ['end', unixSeconds(endMs)],
        // Where it is not known it is passed over.
        ['limit', String(limit)],
      ],
      data => nameSteps(data, limit),
      { timeoutMs: 5_000, maxBytes: 2_000_000, maxSeries: limit, ...call },
      { list: 'data', get },
    );

  const build = (call: CallOptions): Promise<Answer<BuildTraits>> =>
    ask(
      'status/buildinfo',
      [],
      function* (data, headers) {
        yield 0;
        const read = decodeBuildInfo(data);
        if (!read.ok) return read;
        return { ...read, data: { ...read.data, serverHostname: headers['x-server-hostname'] !== undefined } };
      },
      { timeoutMs: 5_000, maxBytes: 64_000, ...call },
    );

  /** The page above the API, as far as it is one. */
  const frontPage = async ({ signal }: CallOptions): Promise<string> => {
    const url = frontPageOf(server);
    if (url === undefined) return '';
    const reply = await transport({
      method: 'GET',
      url,
      headers: headersOf('text/html'),
      ...(signal === undefined ? {} : { signal }),
      maxBytes: 64_000,
      timeoutMs: 5_000,
    });
    return reply.ok && reply.status === 200 ? reply.text : '';
  };

  const identify = async (call: CallOptions): Promise<Answer<ServerIdentity>> => {
    const told = await build(call);
    const isHidden = !told.ok && told.error.status === 404 && kind === 'unknown';
    const answer = identityOf(server, options.kind, told, isHidden ? await frontPage(call) : '');
    if (answer.ok) kind = answer.data.kind;
    return answer;
  };

  return {
    name: options.name,

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

    flags(call = {}): Promise<Answer<ServerFlags>> {
      return ask('status/flags', [], inOneStep(decodeFlags), { timeoutMs: 5_000, maxBytes: 256_000, ...call });
    },

    labelNames(query, call = {}) {
      return listOf('labels', query, call, false);
    },

    labelValues(label, query, call = {}) {
      return listOf(`label/${encodeURIComponent(labelInPath(label))}/values`, query, call, true);
    },

    searchNames(text, { startMs, endMs, limit }, call = {}) {
      return ask<NameList>(
        'search/metric_names',
        [
          ['search[]', text],
          ['case_sensitive', 'false'],
          ['sort_by', 'score'],
          ['start', unixSeconds(startMs)],
          ['end', unixSeconds(endMs)],
          ['limit', String(limit)],
        ],
        data => nameSteps(data, limit),
        { timeoutMs: 5_000, maxBytes: 2_000_000, ...call },
        { get: true, stream: (reply, context) => readSearch(reply, limit, context) },
      );
    },

    metadata(metric, call = {}): Promise<Answer<readonly MetricMeta[]>> {
      const decode = inOneStep(data => decodeMetadata(data, metric));
      const limits = { timeoutMs: 5_000, maxBytes: 1_000_000, ...call };
      return ask('metadata', [['metric', metric]], decode, limits, { get: true });
    },

    query(expr, timeMs, call = {}): Promise<Answer<InstantResult>> {
      const maxSeries = call.maxSeries ?? defaultMaxSeries;
      return ask(
        'query',
        [
          ['query', expr],
          ['time', unixSeconds(timeMs)],
          ['timeout', serverTimeout(call)],
          ...ownParameters(kind, call.whole === true),
        ],
        data => instantSteps(data, maxSeries),
        call,
        { expr },
      );
    },

    queryRange(expr, startMs, endMs, stepMs, call = {}): Promise<Answer<RangeResult>> {
      const points = (endMs - startMs) / stepMs;
      if (!(stepMs > 0 && endMs >= startMs && points <= maxRangePoints)) {
        const message = `A window may have at most ${maxRangePoints} points; choose a longer step or a shorter window.`;
        return Promise.resolve(failed({ kind: 'bad-query', message }));
      }
      const maxSeries = call.maxSeries ?? defaultMaxSeries;
      return ask(
        'query_range',
        [
          ['query', expr],
          ['start', unixSeconds(startMs)],
          ['end', unixSeconds(endMs)],
          ['step', unixSeconds(stepMs)],
          ['timeout', serverTimeout(call)],
          ...ownParameters(kind, call.whole === true),
        ],
        data => rangeSteps(data, startMs, endMs, maxSeries),
        call,
        { expr },
      );
    },

    buildInfo(call = {}): Promise<Answer<BuildInfo>> {
      return ask('status/buildinfo', [], inOneStep(decodeBuildInfo), { timeoutMs: 5_000, maxBytes: 64_000, ...call });
    },

    externalLabels(call = {}): Promise<Answer<ExternalLabels>> {
      const decode = inOneStep(data => decodeExternalLabels(data, options.secrets ?? []));
      return ask('status/config', [], decode, { timeoutMs: 5_000, maxBytes: 4_000_000, ...call });
    },

    externalUrl(call = {}): Promise<Answer<ExternalUrl>> {
      const decode = inOneStep(data => decodeExternalUrl(data, options.secrets ?? []));
      return ask('status/flags', [], decode, { timeoutMs: 5_000, maxBytes: 256_000, ...call });
    },

    rules(group, call = {}): Promise<Answer<LoadedRules>> {
      const chosen = group === undefined ? [] : [['rule_group[]', group] as const];
      return ask('rules', [...chosen, ['exclude_alerts', 'true']], inOneStep(decodeRules), call);
    },
  };
}

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
