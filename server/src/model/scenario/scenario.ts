// A scenario as data: exporters with their targets, what their metrics do, and what goes wrong with them. Read from YAML by
// `readScenario.ts`; the shipped ones are compiled. Times are milliseconds in the scenario's cycle, which repeats for ever.
// Layer: model (types alone).
import type { MetricType } from '../../catalog/schema';
import type { On, Term } from './terms';

/** When something is not there; without times always. */
export interface Absence {
  readonly from?: number;
  readonly to?: number;
  readonly on?: On;
  /** Metrics that stay. */
  readonly except?: readonly string[];
}

/** When a process starts again; its counters begin at zero and it is not scraped for a while. */
export interface Restart {
  readonly at: number;
  /** How long it cannot be scraped. */
  readonly takes?: number;
  /** How much later the next target does the same: a rolling restart. */
  readonly each?: number;
  readonly on?: On;
}

/** What a metric does. Of the catalogue's metrics only what differs from it is said. */
export interface MetricPart {
  readonly is?: MetricType;
  readonly unit?: string;
  readonly labels?: readonly string[];
  readonly buckets?: readonly number[];
  /** Value of a gauge. */
  readonly value?: readonly Term[];
  /** Events a second of a counter or histogram. */
  readonly rate?: readonly Term[];
  /** The middle of a histogram's or summary's observations, in the metric's unit. */
  readonly median?: readonly Term[];
  /** How far they spread: the standard deviation of their logarithm. */
  readonly spread?: number;
  /** Shares of label values; one that is not named has none. */
  readonly split?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Of a code: what stands in the labels that hold it, by the code. */
  readonly states?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly absent?: readonly Absence[];
}

export type LabelValues = string | readonly string[];

/** A job: one exporter on several instances. */
export interface TargetPart {
  /** The exporter's name in the catalogue. */
  readonly exporter?: string;
  /** Exporters whose metrics it shows as well. */
  readonly also?: readonly string[];
  readonly job?: string;
  readonly count?: number;
  readonly instance?: string;
  /** Labels of which a target has several values: its devices. */
  readonly dimensions?: Readonly<Record<string, LabelValues>>;
  /** Values of the exporter's labels. */
  readonly labels?: Readonly<Record<string, LabelValues>>;
  /** Labels that service discovery puts on every series. */
  readonly targetLabels?: Readonly<Record<string, LabelValues>>;
  /** Share of scrapes that fail. */
  readonly misses?: number;
  /** Values that several metrics of a device follow. */
  readonly signals?: Readonly<Record<string, readonly Term[]>>;
  readonly metrics?: Readonly<Record<string, MetricPart>>;
  readonly down?: readonly Absence[];
  readonly restart?: readonly Restart[];
  readonly absent?: readonly Absence[];
}

/** One file. */
export interface Scenario {
  /** The file's name without its end. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Scenarios that it builds on: their parts come first. */
  readonly extends?: readonly string[];
  /** A part of others that is not offered. */
  readonly part?: boolean;
  readonly cycle?: number;
  readonly interval?: number;
  /** A moment in the cycle at which the fault shows. */
  readonly shows?: number;
  /** Names of the alerts that fire in it. */
  readonly fires?: readonly string[];
  readonly targets?: Readonly<Record<string, TargetPart>>;
  /** What metrics do that no target names, by what they measure. */
  readonly kinds?: Readonly<Record<string, readonly Term[]>>;
}
