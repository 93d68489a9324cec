// The client of the Prometheus HTTP API over an injected transport; also speaks to what imitates it (Thanos, Mimir,
// VictoriaMetrics, proxies). It keeps no answers and starts nothing by itself. Layer: datasource.
import type {
  Answer,
  BuildInfo,
  CallOptions,
  DataSource,
  ExternalLabels,
  ExternalUrl,
  InstantResult,
  RangeResult,
  SourceError,
} from '../datasource';
import type { Transport, TransportFailure, TransportReply } from '../transport';
import { type Decoded, decodeBuildInfo, decodeEnvelope, instantSteps, rangeSteps } from './decode';
import { envelopeSteps } from './envelope';
import { apiError, clean, failureError, formatError, type RequestContext, statusError } from './errors';
import { decodeExternalLabels, decodeExternalUrl } from './identity';
import { inSteps, type Steps } from './steps';
import { apiUrl, encodeForm, type ServerUrl } from './url';

export interface PrometheusClientOptions {
  readonly name: string;
  readonly url: ServerUrl;
  /** Sent with every request: credentials, tenant, what the user configured. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values that may not appear in a message, such as the token in `headers`. */
  readonly secrets?: readonly string[];
  /** `name/version` of the product. */
  readonly userAgent?: string;
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
/** Proxies commonly refuse longer request lines. */
const maxGetLength = 7_500;
/** The server is told to stop this much before the client does, so that its own message arrives. */
const graceMs = 1_000;

/** A data source that asks the server at `options.url`. */
export function createPrometheusClient(options: PrometheusClientOptions, transport: Transport): DataSource {
  // Some proxies let only GET pass; learned once, kept for the life of this client.
  let getOnly = false;

  async function ask<T>(
    operation: string,
    parameters: readonly (readonly [string, string])[],
    decode: (data: unknown) => Steps<Decoded<T>>,
    call: CallOptions,
    expr?: string,
  ): Promise<Answer<T>> {
    const context: RequestContext = {
      server: options.url,
      timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
      maxBytes: call.maxBytes ?? defaultMaxBytes,
      secrets: options.secrets ?? [],
      ...(expr === undefined ? {} : { expr }),
    };
    if (expr !== undefined && expr.length > maxExpressionLength) {
      return failed({
        kind: 'bad-query',
        message: `The expression has ${expr.length} characters; more than ${maxExpressionLength} are not sent to a server.`,
      });
    }
    const form = encodeForm(parameters);
    const url = apiUrl(options.url, operation);
    const send = (method: 'GET' | 'POST') =>
      transport({
        method,
        url: method === 'GET' && form !== '' ? `${url}?${form}` : url,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip',
          ...(options.userAgent === undefined ? {} : { 'user-agent': options.userAgent }),
          ...options.headers,
          ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(method === 'POST' ? { body: form } : {}),
        ...(call.signal === undefined ? {} : { signal: call.signal }),
        maxBytes: context.maxBytes,
        timeoutMs: context.timeoutMs,
      });

    const short = url.length + form.length < maxGetLength;
    const viaGet = operation.startsWith('status/') || (getOnly && short);
    let reply = await send(viaGet ? 'GET' : 'POST');
    // A kept connection that the server closed at the same moment, or a name service that asks to come again: once more.
    if (isPassing(reply)) reply = await send(viaGet ? 'GET' : 'POST');
    if (!viaGet && short && reply.ok && refusesPost(reply)) {
      const second = await send('GET');
      if (second.ok && second.status < 400) getOnly = true;
      // Where both fail the second reply is about the address, not about the method.
      reply = second;
    }
    if (!reply.ok) return failed(failureError(reply, context));
    const answer = await inSteps(
      readSteps(reply, decode, call.maxSeries ?? defaultMaxSeries, context),
      options.pause,
      () => call.signal?.aborted === true,
    );
    return answer ?? failed({ kind: 'cancelled', message: 'The request was cancelled.' });
  }

  return {
    name: options.name,

    query(expr, timeMs, call = {}): Promise<Answer<InstantResult>> {
      const maxSeries = call.maxSeries ?? defaultMaxSeries;
      return ask(
        'query',
        [
          ['query', expr],
          ['time', unixSeconds(timeMs)],
          ['timeout', serverTimeout(call)],
        ],
        data => instantSteps(data, maxSeries),
        call,
        expr,
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
        ],
        data => rangeSteps(data, startMs, endMs, maxSeries),
        call,
        expr,
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
  };
}

/** What needs no steps, in one. */
function inOneStep<T>(decode: (data: unknown) => Decoded<T>): (data: unknown) => Steps<Decoded<T>> {
  return function* (data) {
    yield 0;
    return decode(data);
  };
}

function* readSteps<T>(
  reply: TransportReply,
  decode: (data: unknown) => Steps<Decoded<T>>,
  maxElements: number,
  context: RequestContext,
): Steps<Answer<T>> {
  const envelope = yield* envelopeSteps(reply.text, maxElements);
  const good = reply.status >= 200 && reply.status < 300;
  if ('problem' in envelope) {
    return failed(good ? formatError(reply, envelope.problem, context) : statusError(reply, context));
  }
  if (envelope.status === 'error') return failed(apiError(reply, envelope, context));
  if (!good) return failed(statusError(reply, context));
  const decoded = yield* decode(envelope.data);
  if (!decoded.ok) return failed(formatError(reply, decoded.problem, context));
  return {
    ok: true,
    data: decoded.data,
    warnings: [...envelope.warnings.map(text => clean(text, context)), ...decoded.notes],
    infos: envelope.infos.map(text => clean(text, context)),
    tookMs: reply.tookMs,
    ...clockOf(reply),
  };
}

function clockOf(reply: TransportReply): { readonly clockMs?: number } {
  const clockMs = Date.parse(reply.headers['date'] ?? '');
  return Number.isNaN(clockMs) ? {} : { clockMs };
}

function isPassing(reply: TransportReply | TransportFailure): boolean {
  return (
    !reply.ok &&
    (reply.kind === 'network' || reply.kind === 'unknown-host') &&
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|EAI_AGAIN)$/.test(reply.detail)
  );
}

/** Whether a reply to POST may mean "not with this method"; an error of the API itself is an answer, not a refusal. */
function refusesPost(reply: TransportReply): boolean {
  if (![403, 404, 405, 501].includes(reply.status)) return false;
  const envelope = decodeEnvelope(reply.text);
  return 'problem' in envelope;
}

function serverTimeout(call: CallOptions): string {
  return unixSeconds(Math.max(1_000, (call.timeoutMs ?? defaultTimeoutMs) - graceMs));
}

function unixSeconds(ms: number): string {
  return String(Math.round(ms) / 1000);
}

function failed(error: SourceError): { readonly ok: false; readonly error: SourceError } {
  return { ok: false, error };
}
