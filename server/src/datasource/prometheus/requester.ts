// One request to the HTTP API: sent, sent again where something in between got in its way, and read. Layer: datasource.
import type { Answer, CallOptions } from '../datasource';
import type { Transport, TransportReply } from '../transport';
import type { Decoded } from './decode';
import type { ListPlace } from './envelope';
import { failureError, type RequestContext } from './failures';
import { movedTo } from './moved';
import { failed, isPassing, readSteps, refusesPost } from './replies';
import { isStream } from './search';
import { inSteps, type Steps } from './steps';
import { apiUrl, encodeForm, type ServerUrl } from './url';

export interface RequesterOptions {
  readonly url: ServerUrl;
  /** Sent with every request: credentials, tenant, what the user configured. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values that may not appear in a message, such as the token in `headers`; read when there is a message. */
  readonly secrets?: readonly string[];
  /** `name/version` of the product. */
  readonly userAgent?: string;
  /** Lets other work in while a large answer is read; without it an answer is read in one go. */
  readonly pause?: () => Promise<void>;
}

/** Names and values of a request. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** What is asked of the API. */
export interface ApiRequest<T> {
  /** The path below `/api/v1/`. */
  readonly operation: string;
  readonly parameters?: Parameters;
  readonly decode: (data: unknown, headers: TransportReply['headers']) => Steps<Decoded<T>>;
  /** The expression among the parameters, for messages about it. */
  readonly expr?: string;
  /** Where a long list stands in the answer, of which the first are enough. */
  readonly list?: ListPlace;
  /** The API takes no POST here. */
  readonly get?: boolean;
  /** Reads an answer that comes line by line. */
  readonly stream?: (reply: TransportReply, context: RequestContext) => Answer<T>;
}

export const defaultTimeoutMs = 10_000;

export const defaultMaxSeries = 1_000;

const defaultMaxBytes = 16_000_000;

/** Longer expressions are not sent: a server can spend far more than its time limit on parsing one. */
const maxExpressionLength = 32_768;

/** In characters. */
const largeText = 1_000_000;

/** Proxies commonly refuse longer request lines. */
const maxGetLength = 7_500;

/** Sends requests to one server, and remembers how it wants to be asked. */
export class Requester {
  /** Where the server says that it is now, within its origin. */
  server: ServerUrl;
  /** Some proxies let only GET pass; learned once. */
  private getOnly = false;

  constructor(
    private readonly options: RequesterOptions,
    private readonly transport: Transport,
  ) {
    this.server = options.url;
  }

  async ask<T>(request: ApiRequest<T>, call: CallOptions): Promise<Answer<T>> {
    const { expr } = request;
    if (expr !== undefined && expr.length > maxExpressionLength) {
      return failed({
        kind: 'bad-query',
        message: `The expression has ${expr.length} characters; more than ${maxExpressionLength} are not sent to a server.`,
      });
    }
    const context = this.contextOf(expr, call);
    const reply = await this.reply(request, context, call.signal);
    if (!reply.ok) return failed(failureError(reply, context));
    if (request.stream && reply.status === 200 && isStream(reply.headers)) return request.stream(reply, context);
    // To take in the end of a large answer took some time already.
    if (reply.text.length > largeText) await this.options.pause?.();
    const answer = await inSteps(
      readSteps(reply, request.decode, call.maxSeries ?? defaultMaxSeries, context, request.list),
      this.options.pause,
      () => call.signal?.aborted === true,
    );
    return answer ?? failed({ kind: 'cancelled', message: 'The request was cancelled.' });
  }

  /** The text of a page outside of the API; '' where there is none. */
  async page(url: string, { signal }: CallOptions): Promise<string> {
    const reply = await this.transport({
      method: 'GET',
      url,
      headers: this.headers('text/html'),
      ...(signal === undefined ? {} : { signal }),
      maxBytes: 64_000,
      timeoutMs: 5_000,
    });
    return reply.ok && reply.status === 200 ? reply.text : '';
  }

  /** Asks until something answers that is the server, or says why it does not. */
  private async reply(
    { operation, parameters = [], get = false }: ApiRequest<unknown>,
    context: RequestContext,
    signal: CallOptions['signal'],
  ): ReturnType<Transport> {
    const form = encodeForm(parameters);
    const url = apiUrl(this.server, operation);
    const send = (method: 'GET' | 'POST', at = apiUrl(this.server, operation)) =>
      this.transport({
        method,
        url: method === 'GET' && form !== '' ? `${at}?${form}` : at,
        headers: {
          ...this.headers('application/json'),
          ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(method === 'POST' ? { body: form } : {}),
        ...(signal === undefined ? {} : { signal }),
        maxBytes: context.maxBytes,
        timeoutMs: context.timeoutMs,
      });

    const short = url.length + form.length < maxGetLength;
    const viaGet = get || operation === 'rules' || operation.startsWith('status/') || (this.getOnly && short);
    let reply = await send(viaGet ? 'GET' : 'POST');
    const moved = reply.ok ? movedTo(reply, this.server, operation) : undefined;
    if (moved) {
      const there = await send(viaGet ? 'GET' : 'POST', apiUrl(moved, operation));
      if (there.ok && there.status < 300) this.server = moved;
      reply = there;
    }
    // A kept connection that the server closed at the same moment, or a name service that asks to come again: once more.
    if (isPassing(reply)) reply = await send(viaGet ? 'GET' : 'POST');
    if (!viaGet && short && reply.ok && refusesPost(reply)) {
      const second = await send('GET');
      if (second.ok && second.status < 400) this.getOnly = true;
      // Where both fail the second reply is about the address, not about the method.
      reply = second;
    }
    return reply;
  }

  private contextOf(expr: string | undefined, call: CallOptions): RequestContext {
    const { options } = this;
    return {
      server: this.server,
      timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
      maxBytes: call.maxBytes ?? defaultMaxBytes,
      // A token may be newer than the request that it is asked for.
      get secrets() {
        return options.secrets ?? [];
      },
      ...(expr === undefined ? {} : { expr }),
    };
  }

  private headers(accept: string): Readonly<Record<string, string>> {
    const { userAgent, headers } = this.options;
    return {
      accept,
      'accept-encoding': 'gzip',
      ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
      ...headers,
    };
  }
}
