// The transport of the extension host and the command line, over the platform's http and https. Layer: beside lsp and cli (the
// core sees only the `Transport` type).

import type { Socket } from 'node:net';
import tlsModule, { type PeerCertificate, type TLSSocket } from 'node:tls';
import type { Transport, TransportFailure, TransportReply, TransportRequest } from '../datasource/transport';
import { readBody } from './body';
import { http, https } from './platform';

/** How a connection over https is made, beside what the platform knows. */
export interface TlsSetup {
  /** The client's certificate and key, PEM. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Authorities that are trusted besides the system's, PEM. */
  readonly ca?: readonly string[];
  /** False: any certificate is taken, as the editor's `http.proxyStrictSSL` says. */
  readonly verify?: boolean;
}

/** How long is waited, in milliseconds. */
export interface Waits {
  /** A host that does not take a connection within this time is not there. */
  readonly connect: number;
  /** An answer that stands still for so long does not come any more. */
  readonly idle: number;
}

const usualWaits: Waits = { connect: 5_000, idle: 10_000 };

type Stop = Extract<TransportFailure['kind'], 'timeout' | 'cancelled' | 'too-large'>;

/** Sends requests without anything but what they say; redirects are handed back: a header could leave the server's origin. */
export const nodeTransport: Transport = createNodeTransport();

/** The same with certificates of its own. */
export function createNodeTransport(tls: TlsSetup = {}, waits: Waits = usualWaits): Transport {
  // Connections that were made with a certificate are not there for others.
  const agent = tls.cert === undefined ? undefined : new https.Agent({ keepAlive: true });
  let isUsable = tls.cert === undefined && tls.key === undefined;
  return request => {
    if (request.signal?.aborted) return Promise.resolve({ ok: false, kind: 'cancelled', detail: 'cancelled' });
    if (!isUsable && request.url.startsWith('https:')) {
      const failure = unusable(tls, request.url);
      if (failure) return Promise.resolve(failure);
      isUsable = true;
    }
    return new Promise(resolve => {
      const exchange = new Exchange(request, { ...tlsOptions(tls), ...(agent ? { agent } : {}) }, waits, resolve);
      // To send the first request of a process takes some milliseconds: in a turn of its own.
      setImmediate(() => exchange.start());
    });
  };
}

/** One request and what becomes of it; settles once. */
class Exchange {
  private readonly started = performance.now();
  private readonly deadline: NodeJS.Timeout;
  private connecting: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;
  private sent: http.ClientRequest | undefined;
  private answered = false;
  private isOver = false;
  private certificate: PeerCertificate | undefined;
  private readonly cancel = (): void => this.stop('cancelled', 'cancelled');

  constructor(
    private readonly request: TransportRequest,
    private readonly tls: https.RequestOptions,
    private readonly waits: Waits,
    private readonly resolve: (result: TransportReply | TransportFailure) => void,
  ) {
    this.deadline = setTimeout(
      () => this.stop('timeout', this.answered ? 'timeout' : 'unanswered'),
      this.request.timeoutMs,
    );
    request.signal?.addEventListener('abort', this.cancel);
  }

  start(): void {
    if (this.isOver) return;
    const { url, method, headers, body } = this.request;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    try {
      const options = { method, headers: { ...headers, ...length } };
      const sent = url.startsWith('https:')
        ? https.request(url, { ...options, ...this.tls })
        : http.request(url, options);
      this.sent = sent;
      this.connecting = setTimeout(() => this.stop('timeout', 'unconnected'), this.waits.connect);
      sent.on('socket', socket => this.watch(socket));
      sent.on('error', error => this.fail(error));
      sent.on('response', response => this.take(response));
      sent.end(body);
    } catch (error) {
      // A certificate that cannot be read, a header with a character that cannot be sent.
      this.fail(error);
    }
  }

  private watch(socket: Socket): void {
    const connected = (): void => clearTimeout(this.connecting);
    if (!socket.connecting) connected();
    else socket.once('connect', connected);
    // Before the platform looks at the certificate and closes the connection: what it says is for the message.
    if ('getPeerCertificate' in socket) {
      socket.prependOnceListener('secure', () => {
        this.certificate = (socket as TLSSocket).getPeerCertificate();
      });
    }
  }

  private take(response: http.IncomingMessage): void {
    this.answered = true;
    clearTimeout(this.connecting);
    this.alive();
    readBody(response, this.request.maxBytes, () => this.alive()).then(
      parts => {
        if (!parts) return this.stop('too-large', `over ${this.request.maxBytes} bytes`);
        const [text, ...more] = parts;
        this.settle({
          ok: true,
          status: response.statusCode ?? 0,
          headers: headersOf(response),
          text,
          ...(more.length > 0 ? { more } : {}),
          ...this.took,
        });
      },
      error => this.fail(error),
    );
  }

  /** Bytes came: the next have to come soon, too. */
  private alive(): void {
    if (!this.idle) this.idle = setTimeout(() => this.stop('timeout', 'idle'), this.waits.idle);
    else this.idle.refresh();
  }

  private get took(): { readonly tookMs: number } {
    return { tookMs: performance.now() - this.started };
  }

  private stop(kind: Stop, detail: string): void {
    this.settle({ ok: false, kind, detail });
  }

  private fail(error: unknown): void {
    this.settle(classify(error, this.answered, this.request.url, this.certificate));
  }

  private settle(result: TransportReply | TransportFailure): void {
    this.isOver = true;
    clearTimeout(this.deadline);
    clearTimeout(this.connecting);
    clearTimeout(this.idle);
    this.request.signal?.removeEventListener('abort', this.cancel);
    if (!result.ok) this.sent?.destroy();
    this.resolve(result);
  }
}

/**
 * What is wrong with a certificate and its key of one's own, such as another passphrase. The editor puts its own functions between,
 * in which a connection that cannot be begun for that is never told to have failed.
 */
function unusable(tls: TlsSetup, url: string): TransportFailure | undefined {
  try {
    tlsModule.createSecureContext(tlsOptions(tls));
    return undefined;
  } catch (error) {
    return classify(error, false, url, undefined);
  }
}

function tlsOptions({ cert, key, passphrase, ca, verify }: TlsSetup): https.RequestOptions {
  return {
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(ca === undefined ? {} : { ca: [...trusted(), ...ca] }),
    ...(verify === false ? { rejectUnauthorized: false } : {}),
  };
}

/** To name an authority leaves out those of the platform, unless they are named, too. */
function trusted(): readonly string[] {
  // Newer platforms also tell those of NODE_EXTRA_CA_CERTS and of the system.
  const newer = tlsModule as { readonly getCACertificates?: (type: 'default') => readonly string[] };
  return newer.getCACertificates?.('default') ?? tlsModule.rootCertificates;
}

function headersOf({ headers }: http.IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

interface SystemError {
  readonly code?: unknown;
  readonly port?: unknown;
  readonly address?: unknown;
  readonly message?: unknown;
}

function classify(
  error: unknown,
  answered: boolean,
  url: string,
  certificate: PeerCertificate | undefined,
): TransportFailure {
  const { code: named, port, address, message }: SystemError = firstOf(error);
  const code = typeof named === 'string' ? reasonOf(named, message) : undefined;
  const detail = code ?? (typeof message === 'string' ? message : String(error));
  const fail = (kind: TransportFailure['kind'], words = detail): TransportFailure => ({
    ok: false,
    kind,
    detail: words,
  });
  // A connection that was tried to another port was one to a proxy.
  if (typeof port === 'number' && port !== portOf(url)) return fail('proxy', `${String(address)}:${port}`);
  if (code === 'ECONNREFUSED') return fail('refused');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return fail('unknown-host');
  if (code === 'ETIMEDOUT') return fail('timeout', 'unconnected');
  if (code?.startsWith('Z_')) return fail(code === 'Z_BUF_ERROR' ? 'cut-off' : 'encoding');
  if (code === 'ERR_ENCODING') return fail('encoding');
  if (code !== undefined && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|EPROTO|OSSL/.test(code)) {
    const shown = certificate && Object.keys(certificate).length > 0 ? wordsOf(certificate) : undefined;
    return { ...fail('tls'), ...(shown ? { certificate: shown } : {}) };
  }
  return fail(answered ? 'cut-off' : 'network');
}

/** A failed write over TLS has the reason in its words only: `…:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:…`. */
function reasonOf(code: string, message: unknown): string {
  const [, reason] = (code === 'EPROTO' && /:SSL routines:[^:]*:([^:]+):/.exec(String(message))) || [];
  return reason === undefined ? code : `ERR_SSL_${reason.toUpperCase().replace(/ /g, '_')}`;
}

/** The first of several tries, as of the addresses of one name. */
function firstOf(error: unknown): SystemError {
  if (error instanceof AggregateError && error.errors.length > 0) return firstOf(error.errors[0]);
  return error instanceof Error ? error : {};
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function wordsOf({
  issuer,
  valid_from,
  valid_to,
  subject,
  subjectaltname,
}: PeerCertificate): TransportFailure['certificate'] {
  return {
    issuer: String(issuer?.CN ?? issuer?.O ?? ''),
    from: String(valid_from ?? ''),
    to: String(valid_to ?? ''),
    names: String(subjectaltname ?? subject?.CN ?? '').replace(/\b(?:DNS|IP Address):/g, ''),
  };
}
