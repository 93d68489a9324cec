// The final labels and the annotations of alerts. Layer: alerting (pure).
import { type Histogram, printHistogram } from '../series/histogram/histogram';
import { Labels, metricName } from '../series/labels';
import type { Version } from '../target/version';
import { type QueryAnswer, renderTemplate } from '../template/render';
import type { AlertSample } from './instance';
import type { AlertText, RunnableAlert } from './runnable';

/** What templates may ask for besides the sample. */
export interface TextSurroundings {
  readonly version: Version;
  /** Left out where they are not known: texts that need them say so. */
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalURL?: string;
  /** Answers `query` at a time in milliseconds; undefined where the answer is not known. */
  readonly query: (expr: string, time: number) => QueryAnswer | undefined;
}

/** A native histogram, the text that Prometheus prints for one, or `histogram` where the text is not known. */
export type Native = Histogram | { readonly histogram: string } | 'histogram';

/** The texts of one rule. */
export class AlertTexts {
  /** Whether a label of an alert may change with anything but the labels of the series. */
  readonly labelsVary: boolean;
  /** Whether rendering asks for the answer of a query. */
  readonly labelsQuery: boolean;
  readonly annotationsQuery: boolean;
  private readonly known = new Map<string, Labels>();
  private readonly nobodyTells = new Set<'externalLabels' | 'externalURL'>();

  constructor(
    private readonly rule: Pick<RunnableAlert, 'name' | 'labels' | 'annotations'>,
    private readonly surroundings: TextSurroundings,
  ) {
    this.labelsVary = labelsVary(rule);
    this.labelsQuery = rule.labels.some(({ text }) => asks(text));
    this.annotationsQuery = rule.annotations.some(({ text }) => asks(text));
    if (!surroundings.externalLabels) this.nobodyTells.add('externalLabels');
    if (surroundings.externalURL === undefined) this.nobodyTells.add('externalURL');
  }

  /** The labels an alert ends up with; `time` is that of the evaluation in milliseconds. */
  labelsOf(labels: Labels, value: number, histogram: Native | undefined, time: number): Labels {
    if (this.labelsVary) return this.render(labels, value, histogram, time);
    let known = this.known.get(labels.key);
    if (!known) this.known.set(labels.key, (known = this.render(labels, value, histogram, time)));
    return known;
  }

  /** Annotations with their texts, sorted by name, the empty ones among them. */
  annotationsOf(sample: AlertSample, time: number): readonly (readonly [name: string, text: string])[] {
    const { labels, value, histogram } = sample;
    return this.rule.annotations.map(one => [one.name, this.text(one, labels, value, histogram, time)] as const);
  }

  private render(labels: Labels, value: number, histogram: Native | undefined, time: number): Labels {
    const all: [string, string][] = [];
    for (const pair of labels) if (pair[0] !== metricName) all.push(pair);
    for (const label of this.rule.labels) all.push([label.name, this.text(label, labels, value, histogram, time)]);
    all.push(['alertname', this.rule.name]);
    return Labels.of(all);
  }

  private text(
    { text, template }: AlertText,
    labels: Labels,
    value: number,
    histogram: Native | undefined,
    time: number,
  ): string {
    if (!text.includes('{{')) return text;
    const { version, externalLabels, externalURL, query } = this.surroundings;
    return renderTemplate(template, {
      labels: labels.toRecord(),
      value: histogram ? textOfNative(histogram) : value,
      ...(externalLabels ? { externalLabels } : {}),
      ...(externalURL === undefined ? {} : { externalURL }),
      unknown: this.nobodyTells,
      now: time,
      version,
      alert: this.rule.name,
      query: expr => query(expr, time),
    }).text;
  }
}

function textOfNative(native: Native): 'histogram' | { readonly histogram: string } {
  if (native === 'histogram' || 'histogram' in native) return native;
  return { histogram: printHistogram(native) };
}

/** Templates that show a label of the series, as most do, and nothing else. */
const labelShown =
  /\{\{-?[ \t]*(?:\$labels|\.Labels)\.\w+[ \t]*(?:\|[ \t]*(?:toUpper|toLower|title|stripPort|stripDomain)[ \t]*)?-?\}\}/g;

/** Whether a label of a rule may change with anything but the labels of the series. */
export function labelsVary({ labels }: Pick<RunnableAlert, 'labels'>): boolean {
  return !labels.every(({ text }) => isOfLabels(text));
}

function isOfLabels(text: string): boolean {
  return !text.includes('{{') || !text.replace(labelShown, '').includes('{{');
}

function asks(text: string): boolean {
  return text.includes('{{') && text.includes('query');
}
