// The one door to the network: the core describes a request, the host sends it. The extension host and the command line
// bring their own; tests bring scripted ones. Layer: datasource.

/** The part of `AbortSignal` that is needed, so that the core needs no DOM or Node types. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: CancelSignal;
  /** Decoded bytes after which reading stops with `too-large`. */
  readonly maxBytes: number;
  /** From the call to the last byte. */
  readonly timeoutMs: number;
}

export interface TransportReply {
  readonly ok: true;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** What follows on `text` where an answer has megabytes: nobody puts all of it together who need not. */
  readonly more?: readonly string[];
  readonly tookMs: number;
}

/** All that was replied. */
export function wholeText({ text, more = [] }: Pick<TransportReply, 'text' | 'more'>): string {
  return more.length === 0 ? text : [text, ...more].join('');
}

export interface TransportFailure {
  readonly ok: false;
  readonly kind:
    | 'refused'
    | 'unknown-host'
    /** The proxy of the editor takes no connection. */
    | 'proxy'
    | 'tls'
    /** No credentials to send could be had; `detail` says why, as a sentence for the person. */
    | 'sign-in'
    | 'timeout'
    | 'too-large'
    | 'cancelled'
    /** The connection ended before the answer did. */
    | 'cut-off'
    /** Compressed bytes that do not decompress. */
    | 'encoding'
    | 'network';
  /**
   * The system's own words or code, e.g. `ECONNREFUSED`. Of `timeout`: whether there was no connection (`unconnected`), no
   * answer (`unanswered`), or an answer that stood still (`idle`) or did not end (`timeout`).
   */
  readonly detail: string;
  /** What the certificate says that was not taken. */
  readonly certificate?: {
    readonly issuer: string;
    readonly from: string;
    readonly to: string;
    readonly names: string;
  };
}

/** Sends one request; never follows a redirect, never throws, never rejects. */
export type Transport = (request: TransportRequest) => Promise<TransportReply | TransportFailure>;
