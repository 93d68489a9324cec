// What the preview, the backtest and the command line ask of a metrics server, whatever stands behind it.
// Every failure is a value in words; nothing here throws. Layer: datasource (above catalog, below service).
import type { CancelSignal } from './transport';

/** A label set of a series. Values come from a server: read them with `Object.entries` or `Object.hasOwn`, never by bare name. */
export type Labels = Readonly<Record<string, string>>;

/** Sum and count of a native histogram sample; its buckets are not kept. */
export interface HistogramSummary {
  readonly count: number;
  readonly sum: number;
}

/** A point in time: `t` in milliseconds since the epoch. `v` is NaN where `histogram` is set. */
export interface Point {
  readonly t: number;
  readonly v: number;
  readonly histogram?: HistogramSummary;
}

export interface InstantSample extends Point {
  readonly labels: Labels;
}

/** Points of one series, by rising time, each time once. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** Answer to an instant query. `total` counts what the server sent; `samples` may be cut at the call's `maxSeries`. */
export type InstantResult =
  | { readonly type: 'vector'; readonly samples: readonly InstantSample[]; readonly total: number }
  | { readonly type: 'scalar'; readonly point: Point }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'matrix'; readonly series: readonly RangeSeries[]; readonly total: number };

export interface RangeResult {
  readonly series: readonly RangeSeries[];
  /** How many series the server sent; `series` may be cut at the call's `maxSeries`. */
  readonly total: number;
}

export interface BuildInfo {
  readonly version?: string;
  /** What the server calls itself, where it says so: `Grafana Mimir`. */
  readonly application?: string;
}

/** The labels that the server adds to all it sends. */
export interface ExternalLabels {
  readonly labels: Labels;
}

/** Where the server is reached from outside; absent where it was not told. */
export interface ExternalUrl {
  readonly url?: string;
}

export type SourceErrorKind =
  /** No connection: nothing listens, the name does not resolve, the network is gone. */
  | 'unreachable'
  | 'tls'
  /** The address answers with a redirect, which is never followed. */
  | 'redirect'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  /** The server's parser refuses the expression. */
  | 'bad-query'
  /** The expression parses and cannot be evaluated. */
  | 'execution'
  | 'timeout'
  | 'rate-limited'
  | 'unavailable'
  /** A web page where the API's JSON should be. */
  | 'html'
  | 'malformed'
  | 'too-large'
  | 'cancelled'
  | 'server-error';

export interface SourceError {
  readonly kind: SourceErrorKind;
  /** What is wrong and what to do, in plain words; carries no secret. */
  readonly message: string;
  readonly status?: number;
  /** Where in the expression the server's parser stopped: UTF-16 offsets, `from < to` unless the expression is empty. */
  readonly position?: { readonly from: number; readonly to: number };
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number;
  /** What the server's engine itself said of an expression that it cannot answer, without a place in front. */
  readonly said?: string;
}

export type Answer<T> =
  | {
      readonly ok: true;
      readonly data: T;
      /** Remarks of the server, and what had to be mended in its answer; each once. */
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      /** From the request's first byte to the answer's last, milliseconds. */
      readonly tookMs: number;
      /** What the server's clock said, milliseconds since the epoch, to the second; absent where it does not tell. */
      readonly clockMs?: number;
    }
  | { readonly ok: false; readonly error: SourceError };

/** Limits of one call; what is left out has a default. */
export interface CallOptions {
  readonly signal?: CancelSignal;
  readonly timeoutMs?: number;
  /** Size of the decoded answer at which reading stops. */
  readonly maxBytes?: number;
  /** Series that are kept; the others are only counted. */
  readonly maxSeries?: number;
}

export interface DataSource {
  /** The name that the user gave to the server. */
  readonly name: string;
  query(expr: string, timeMs: number, call?: CallOptions): Promise<Answer<InstantResult>>;
  /** Both ends are included; points outside are dropped, whatever the server sends. */
  queryRange(
    expr: string,
    startMs: number,
    endMs: number,
    stepMs: number,
    call?: CallOptions,
  ): Promise<Answer<RangeResult>>;
  buildInfo(call?: CallOptions): Promise<Answer<BuildInfo>>;
  /** From the server's configuration, of which nothing else is kept. */
  externalLabels(call?: CallOptions): Promise<Answer<ExternalLabels>>;
  externalUrl(call?: CallOptions): Promise<Answer<ExternalUrl>>;
}
