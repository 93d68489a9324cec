// What the panel shows of series: the lines of its graph and the rows of its table. Types only.
import type { Scale } from '../../../server/src/alerting/backtest/scale';

export type LabelPair = readonly [name: string, value: string];
/** A sample value that survives JSON. */
export type WireValue = number | 'NaN' | '+Inf' | '-Inf';

/** NaN and infinities of a series, by the step of the graph. */
export interface OddPoints {
  readonly at: Uint32Array;
  readonly values: Float64Array;
}

export interface GraphLine {
  /** Labels that tell this line from the others. */
  readonly label: string;
  readonly labels: readonly LabelPair[];
  /** One value for each step of the graph; NaN where there is none that can be drawn. */
  readonly values: Float64Array;
  /** The series is in the result now. */
  readonly matches: boolean;
  /** What its values are where none can be drawn: `NaN`, `+Inf`, `histogram`. */
  readonly without?: string;
  /** The values that are numbers and cannot be drawn. */
  readonly odd?: OddPoints;
  /** Time of the last value of a series that ended before the graph does, milliseconds since the epoch. */
  readonly endedMs?: number;
}

/** A bound that the lines are compared with: a number, or what the server says it was. */
export interface GraphLimit {
  readonly label: string;
  readonly op: string;
  readonly value?: number;
  readonly values?: Float64Array;
  /** Set where the bound is these values put together with a number of the tuning, which stands at `at`. */
  readonly scale?: Omit<Scale, 'side'> & { readonly at: number; readonly number: number };
  /** Where the number stands in the expression; it tells which threshold of the tuning this is. */
  readonly at?: number;
}

export interface GraphData {
  /** Changes whenever the graph does. */
  readonly id: number;
  /** What is drawn, in words: the left side of the comparison, or the result. */
  readonly title: string;
  /** The graph's points stand at `startMs + i * stepMs`, `count` of them. */
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
  readonly lines: readonly GraphLine[];
  readonly limits: readonly GraphLimit[];
  /** Labels that all lines share. */
  readonly common: readonly LabelPair[];
  readonly total: number;
  readonly tookMs: number;
  readonly unit?: string;
  /** The parts of the expression that can be drawn, where there are several, and which one is. */
  readonly parts?: { readonly texts: readonly string[]; readonly drawn: number };
  /** Why there is nothing to draw. */
  readonly message?: string;
}

export interface SeriesRow {
  /** Final labels of the alert or the recorded series, by name. */
  readonly labels: readonly LabelPair[];
  readonly value: WireValue;
  /** Set where the sample is a native histogram. */
  readonly histogram?: { readonly count: number; readonly sum: number };
  readonly annotations: readonly {
    readonly name: string;
    readonly text: string;
    /** Why the template fails. */
    readonly error?: string;
    /** Why parts of the text are not known, in words. */
    readonly unknown?: string;
  }[];
}

export interface SeriesTable {
  readonly rows: readonly SeriesRow[];
  /** Labels that every row has with the same value. */
  readonly common: readonly LabelPair[];
  /** Names of the other labels, the most telling first. */
  readonly columns: readonly string[];
  /** Labels of the result's series, in the order of the rows, as the expression gives them. */
  readonly sources?: readonly Readonly<Record<string, string>>[];
  /** Labels that have no column, for want of room. */
  readonly moreColumns: number;
  readonly total: number;
  readonly atMs: number;
  readonly tookMs: number;
  readonly unit?: string;
  /** Words for an empty table. */
  readonly empty?: string;
}
