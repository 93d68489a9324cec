// What is known about a metric, whoever says it: the shipped catalogue, the workspace's exporter code, a counters CSV
// or a recording rule. Checks and completion read these shapes and never ask where they came from.
// Layer: catalog (above text).
import type { Span } from '../text/span';

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info' | 'stateset' | 'unknown';

/** Closed range of a gauge's values, in the metric's unit. */
export interface ValueRange {
  readonly min?: number;
  readonly max?: number;
}

export interface LabelFact {
  readonly name: string;
  /** All values the exporter knows, where the set is closed. */
  readonly values?: readonly string[];
  /** Some that were seen, where others may come: worth proposing. */
  readonly seen?: readonly string[];
  /** `seen` are all that the file of its definition writes: texts alone. */
  readonly allSeen?: boolean;
  /** Present on some deployments only (Kubernetes mapping, MIG, …). */
  readonly optional?: boolean;
  /** The exporter writes the metric's value into it, as a number or as a word: another value is another series. */
  readonly holdsValue?: boolean;
  /** A number that begins at 0 on every node: alone it tells no two devices apart. */
  readonly index?: boolean;
  /** The workload that uses the device: a target's label of that name is kept, and this becomes `exported_…`. */
  readonly workload?: boolean;
  /** The exporter writes an underscore for every character that is no letter and no digit. */
  readonly underscored?: boolean;
  /** Every value is a number in digits, such as the code of an answer. */
  readonly number?: boolean;
  readonly help?: string;
  /** Where the name stands in the file of a `DefinedMetric`, without quotes. */
  readonly span?: Span;
}

/**
 * A metric family. `name` is the family as it stands in the exposition (`…_total` for counters);
 * a histogram's series are `name_bucket`, `name_sum`, `name_count`.
 */
export interface MetricFact {
  readonly name: string;
  readonly type: MetricType;
  /** Of a summary: it has a count and a sum, and no quantiles. */
  readonly withoutQuantiles?: boolean;
  /** A time that is 0 from the start of the program until the first event. */
  readonly beginsAtZero?: boolean;
  /** It goes to a Pushgateway, as these jobs where they are known: each run begins anew. */
  readonly pushed?: { readonly jobs?: readonly string[] };
  /** It stands in a registry that its program shows nowhere. */
  readonly unserved?: boolean;
  /** The type was derived, not read: good for completion, no finding may rest on it. */
  readonly typeInferred?: boolean;
  /** A setting that stands elsewhere may give it another name: that a rule writes another one says nothing. */
  readonly nameInferred?: boolean;
  /** UCUM-like words: `seconds`, `bytes`, `MiB`, `ratio`, `percent`, `celsius`, `watts`, `millijoules`, `code`, … */
  readonly unit?: string;
  readonly help: string;
  readonly labels: readonly LabelFact[];
  /** Whether `labels` are all labels the exporter sets (target labels such as `job`, `instance` come on top). */
  readonly labelsComplete: boolean;
  readonly range?: ValueRange;
  /** What no device leaves, in the metric's unit: of a gauge its values, of a counter what one series gains per second. */
  readonly reach?: readonly [min: number, max: number];
  /** Finite upper bounds of the buckets, where fixed. */
  readonly buckets?: readonly number[];
  /** The version that brought it, and the first that is without it, such as `4.6.0`: numbers of `ExporterFact.versioned`. */
  readonly since?: string;
  readonly removedIn?: string;
  /** The metric that took its place, and what of that is the same, as matchers: `resource="cpu"`. */
  readonly replacedBy?: string;
  readonly replacedWhere?: string;
  /** The same quantity under another name. Version or configuration decides which one is exported; neither is wrong. */
  readonly otherName?: string;
  /** What the exposition's TYPE line says, where `type` says what the values really are (a state declared as counter). */
  readonly declaredType?: MetricType;
  /**
   * A counter whose raw value means something, too: over the life of a device (retired pages, remapped rows), or since its
   * driver was loaded (volatile memory errors).
   */
  readonly lifetime?: 'device' | 'driver';
  /** A name that any program may use (`process_…`, `http_requests_total`): it says nothing about the exporter. */
  readonly generic?: boolean;
  /** False where the exporter does not expose it unless asked to. */
  readonly enabledByDefault?: boolean;
  /**
   * The gauge's value is a code or a bitmask: arithmetic and counter functions on it mean nothing. `info`: it is always 1,
   * and what the metric tells stands in its labels.
   */
  readonly valueIs?: 'code' | 'bitmask' | 'timestamp' | 'flag' | 'info';
  /** All values that a code takes, with what each stands for. */
  readonly states?: Readonly<Record<string, string>>;
  /** A larger code is not a worse one: only equality means something. */
  readonly unordered?: boolean;
  /** The number is encoded; the metric of this name holds the same as a plain number. */
  readonly encoded?: string;
  /** Its series measure different things, told apart by this label: one of its values must be selected. */
  readonly select?: string;
  /** It has a series for every state of this label: 1 on the one that holds, 0 on the others. */
  readonly stateIn?: string;
  /** Its series over this label add up to the whole, whatever happens: the modes of a processor to all of its time. */
  readonly wholeOver?: string;
  /** How an event ended stands in this label: without selecting by it, all of them count. */
  readonly outcome?: string;
  /** It counts other things than its name suggests; the metric of the name `instead` counts those. */
  readonly counts?: { readonly what: string; readonly instead: string };
  /** The gauge holds the latest event only: what happened between two scrapes is lost. */
  readonly latest?: boolean;
  /** A series of the counter is there only from its first event on, which it counts already. */
  readonly fromFirst?: boolean;
  /** Measured for whole devices only; the metric of this name is there for their parts (MIG instances), too. */
  readonly deviceOnly?: string;
  /** Where a device is shared, it has a series for every pod or replica on top of its own: a sum counts it twice. */
  readonly shared?: boolean;
  /** Off unless asked for, while the metric of this name, which is on, tells what alerts mostly need. */
  readonly onInstead?: string;
  /** One sentence each: what goes wrong with this metric in rules. */
  readonly caveats?: readonly string[];
  /** Roles by which generic checks find partners, e.g. `{ family: 'gpu-memory', part: 'used' | 'free' | 'total' | 'reserved' }`. */
  readonly role?: { readonly family: string; readonly part: string };
}

/** An exporter with its metrics: one file of `server/catalog/`. */
export interface ExporterFact {
  readonly id: string;
  readonly title: string;
  /** Where the facts were read: product and version, in words. */
  readonly source: string;
  readonly port?: number;
  /** What the versions of its metrics count, such as `DCGM`, where that is not the exporter itself. */
  readonly versioned?: string;
  /** Ends of the names of its images, whose tags begin with that version. */
  readonly images?: readonly string[];
  /** Prefixes or names by which an alert on a dead exporter can be recognised (`up{job=~"…dcgm…"}`). */
  readonly jobHints?: readonly string[];
  /** Seconds between its own samples by default, where it takes them at times of its own: in between it repeats the last. */
  readonly sampledEvery?: number;
  /** A file says which of its metrics it shows: what the shipped one leaves out is silent in most places. */
  readonly configured?: boolean;
  /** It shows what another system keeps: its own restart sets no counter back. */
  readonly mirrors?: boolean;
  readonly metrics: readonly MetricFact[];
  /** Beginnings of names of which all are known: what begins so and is not among its metrics does not exist. */
  readonly whole?: readonly string[];
  /** Names of fields that hold a text or a list: they are labels or nothing, never series. */
  readonly texts?: readonly string[];
}

/** A numbered code of a device, such as an NVIDIA XID. */
export interface CodeFact {
  readonly code: number;
  readonly title: string;
  readonly help: string;
  readonly severity: 'critical' | 'warning' | 'application' | 'info' | 'unused' | 'unknown';
  readonly action?: string;
}

/** A metric that the workspace itself defines, with the place of its name. */
export interface DefinedMetric extends MetricFact {
  readonly file: string;
  readonly span: Span;
}

/** A found metric: the family, the exporter it belongs to, and which of its series the asked name is. */
export interface MetricHit {
  readonly metric: MetricFact;
  readonly exporter?: ExporterFact;
  /** `bucket | sum | count | quantile | created` of a histogram or summary; `value` otherwise. */
  readonly series: 'value' | 'bucket' | 'sum' | 'count' | 'created';
}

/** An image that a manifest of the workspace names, with the version that its tag says. */
export interface RunningImage {
  readonly image: string;
  readonly version: string;
}

/** What becomes of a label of a series on its way through the scrape. */
export type ScrapedLabel =
  /**
   * No series has it: a step takes it away, neither exporter nor target has it, or of `exported_…` the exporter's own keeps its
   * name, as the scrape says or as the target has none of the name.
   */
  | { readonly is: 'gone'; readonly by: 'step' | 'target' | 'honored' | 'kept' }
  /** It is one of these on every series. */
  | { readonly is: 'fixed'; readonly values: readonly string[] }
  /** It is that of the target, and the exporter's own is stored as `exported_…`. */
  | { readonly is: 'target' }
  /** A step may have changed it, or taken it away. */
  | { readonly is: 'unsure' };

/** A scrape that never gets an answer: the port is that of a program's own protocol. */
export interface Unanswered {
  /** The job in words. */
  readonly by: string;
  readonly port: number;
  readonly program: string;
  /** Who tells Prometheus of the program, in words. */
  readonly instead: string;
}

/** How the workspace's own configuration stores a series of an exporter that only one known job, or several alike, scrapes. */
export interface Scraped {
  /** The job in words: "job `dcgm` of prometheus.yml". */
  readonly by: string;
  /** The key of its steps over series. */
  readonly key: string;
  /** Seconds between two scrapes, where that is known. */
  readonly interval?: number;
  /** Whether no series of the name is stored that has these labels. */
  isDropped(values: ReadonlyMap<string, string>): boolean;
  /** The name under which all of them are stored, where it is another. */
  readonly renamed?: string;
  /** What becomes of a label; undefined where that is as the catalogue says, or not known. */
  label(name: string): ScrapedLabel | undefined;
  /** Labels that the target brings, or a step adds. */
  readonly added: readonly string[];
  /** There may be any other labels as well. */
  readonly open: boolean;
}

/** Why no series has a job by which a rule asks for what a monitor scrapes. */
export type Monitored =
  /** Its targets have other jobs. */
  | {
      readonly is: 'called';
      readonly by: string;
      readonly jobs: readonly string[];
      readonly from: 'service' | 'label' | 'pods';
    }
  /** It asks for ports that the Service with this name does not have. */
  | { readonly is: 'port'; readonly by: string; readonly port: string; readonly ports: readonly string[] }
  /** The Service with this name does not have the labels by which it selects. */
  | { readonly is: 'unselected'; readonly by: string; readonly wanted: string };

/** Where rules stand, by which it is known who evaluates them: in files, or in objects of prometheus-operator. */
export type RuleForm = 'files' | 'objects';

/** The read interface of everything known about metrics; built once, immutable. */
export interface Catalog {
  /** Exact series name, e.g. `vllm:e2e_request_latency_seconds_bucket`. */
  find(series: string): MetricHit | undefined;
  /** All series names that may be written in an expression, sorted. */
  seriesNames(): readonly string[];
  /** The series of a known exporter that an unknown name is a misspelling of; those of the workspace's code are left out. */
  near(name: string): string | undefined;
  exporters(): readonly ExporterFact[];
  /** The exporter that knows the name as a text or a list, of which there are no series. */
  textOf(name: string): ExporterFact | undefined;
  /** The exporter of which all names that begin like this one are known, where this is none of them. */
  unknownTo(name: string): ExporterFact | undefined;
  /** The images of an exporter that the workspace runs, as far as their tags say a version. */
  inUse(exporter: ExporterFact): readonly RunningImage[];
  /** How the workspace scrapes a series; undefined where that is not certain. */
  scraped(series: string): Scraped | undefined;
  /**
   * What in the workspace tells the exporter to leave out a series, or one of its labels, in words; undefined where nothing does.
   * Absent where nothing is told to any.
   */
  readonly withheld?: (series: string, label?: string) => string | undefined;
  /** Whether a step of a scrape may give series this name. */
  isMade(series: string): boolean;
  /** The values of `job` that scrapes give, and the exporters that they ask; undefined where there may be others. */
  jobs(): ReadonlyMap<string, ExporterFact | undefined> | undefined;
  /** Why no series has this job, where a monitor of the workspace tells; absent where there is none. */
  readonly monitored?: (job: string) => Monitored | undefined;
  /** The job that stores series of others under its own name, and what these are; undefined where there is none. */
  carrier(): { readonly job: string; readonly of: 'federated' | 'pushed' } | undefined;
  /** The jobs whose targets speak no HTTP, by name: their `up` is always 0. */
  unanswered(): ReadonlyMap<string, Unanswered>;
  /** Labels that Prometheus adds to what it sends and that no scrape brings: rules do not see them. */
  external(): ReadonlySet<string>;
  /** Seconds between two scrapes of the job that scrapes most often; undefined where that is not known of all. */
  scrapedEvery(): number | undefined;
  /** The same for rules of one form: what their servers scrape. */
  among(rules: RuleForm): Catalog;
  /** Codes of a metric whose value is a code (`DCGM_FI_DEV_XID_ERRORS`), by number. */
  codes(series: string): ReadonlyMap<number, CodeFact> | undefined;
}
