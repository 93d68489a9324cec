// What the preview, the backtest and the command line ask of a metrics server, whatever stands behind it.
// Every failure is a value in words; nothing here throws. Layer: datasource (above catalog, below service).
import type { Sending } from '../relabel/relabel';
import type { Features, ServerKind } from './prometheus/kinds';
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

/** Samples of one series, by rising time, each time once; as arrays, for there may be many (`samples.ts` makes and lists them). */
export interface RangeSeries {
  readonly labels: Labels;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  /** One for each time; NaN where a native histogram stands. */
  readonly values: Float64Array;
  /** Native histograms by the number of their time; absent where there are none. */
  readonly histograms?: ReadonlyMap<number, HistogramSummary>;
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

/** What stands at the address, as far as it can be told. */
export interface ServerIdentity {
  readonly kind: ServerKind;
  readonly version?: string;
  /** Grafana stands between. */
  readonly grafana: boolean;
  readonly features: Features;
}

/** Names or values, sorted as the server sent them. */
export interface NameList {
  readonly names: readonly string[];
  /** These are surely all; a name that is not among them may exist otherwise. */
  readonly complete: boolean;
}

/** What names or values are asked for; times in milliseconds since the epoch. */
export interface ListQuery {
  /** A selector that the series must match, such as `{job="a"}`. */
  readonly selector?: string;
  readonly startMs: number;
  readonly endMs: number;
  /** How many are wanted at most. */
  readonly limit: number;
}

/** What targets say of a metric. */
export interface MetricMeta {
  /** `counter`, `gauge`, …; as the server writes it. */
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** What a server was started with, as far as it matters to rules. */
export interface ServerFlags {
  /** Values of `--enable-feature`. */
  readonly features: readonly string[];
}

/** The labels that the server adds to all it sends, and how it evaluates groups that do not say so themselves. */
export interface ExternalLabels {
  readonly labels: Labels;
  /** `evaluation_interval` and `rule_query_offset`, in milliseconds; absent where the configuration does not tell. */
  readonly evaluationInterval?: number;
  readonly queryOffset?: number;
  /** What it does to alerts before it sends them; absent where that cannot be told. */
  readonly sending?: Sending;
}

/** A rule as a server has loaded it. */
export interface LoadedRule {
  readonly kind: 'alert' | 'record';
  readonly name: string;
  /** The expression as the server prints it. */
  readonly query: string;
  /** `for` and `keep_firing_for` in milliseconds; 0 for a recording rule. */
  readonly for: number;
  readonly keepFiringFor: number;
  /** What went wrong at the last evaluation. */
  readonly lastError?: string;
}

/** A group as a server evaluates it; times and lengths in milliseconds. */
export interface LoadedGroup {
  readonly name: string;
  /** Path of its file as the server read it. */
  readonly file: string;
  readonly interval: number;
  readonly limit: number;
  /** When the last evaluation began, some milliseconds after its time; absent where it was never evaluated. */
  readonly lastEvaluation?: number;
  /** In order. */
  readonly rules: readonly LoadedRule[];
}

/** The groups that were asked for; a server that cannot choose gives all. */
export interface LoadedRules {
  readonly groups: readonly LoadedGroup[];
}

/** Where the server is reached from outside; absent where it was not told. */
export interface ExternalUrl {
  readonly url?: string;
}

export type SourceErrorKind =
  /** No connection: nothing listens, the name does not resolve, the network is gone. */
  | 'unreachable'
  | 'tls'
  /** The address answers with a redirect to another origin, which is never followed. */
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
  /** It would cost more than was agreed to. */
  | 'budget'
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
  /** An answer without some of its stores is of no use: a server that would leave them out shall refuse. */
  readonly whole?: boolean;
  /** How many evaluations all the queries come to that this one is a piece of. */
  readonly evaluations?: number;
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
  /** The rules that the server evaluates: those of groups with this name, or all. */
  rules(group: string | undefined, call?: CallOptions): Promise<Answer<LoadedRules>>;
}

/** A server that can also be asked about itself and about what it holds. */
export interface ServerSource extends DataSource {
  /** What stands at the address: asked once and kept for some minutes. */
  identify(call?: CallOptions): Promise<Answer<ServerIdentity>>;
  flags(call?: CallOptions): Promise<Answer<ServerFlags>>;
  labelNames(query: ListQuery, call?: CallOptions): Promise<Answer<NameList>>;
  /** Values of a label; those of `__name__` are the metrics. */
  labelValues(label: string, query: ListQuery, call?: CallOptions): Promise<Answer<NameList>>;
  /** Names of metrics in which the letters of a text stand in their order, the best first; not every server has this. */
  searchNames(text: string, query: ListQuery, call?: CallOptions): Promise<Answer<NameList>>;
  /** Of one metric; an empty list where no target tells. */
  metadata(metric: string, call?: CallOptions): Promise<Answer<readonly MetricMeta[]>>;
}
