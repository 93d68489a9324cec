// A `/metrics` page: the text format 0.0.4 of Prometheus and OpenMetrics 1.0, read line by line into families of metrics.
// Layer: catalog. Anybody may have written the page: time is linear, and what is kept is bounded whatever it holds.

import type { Span } from '../../text/span';
import type { MetricType } from '../schema';
import { readQuoted, readSample, type Sample } from './sample';
import type { Page, PageFamily, PageProblem } from './shapes';

const mostFamilies = 20_000;
const mostProblems = 20;
const mostLabels = 60;
const mostValues = 40;
const mostBounds = 500;
const longestValue = 200;
const longestHelp = 1000;
const linesPerSlice = 1000;

const types: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  info: 'info',
  stateset: 'stateset',
  untyped: 'unknown',
  unknown: 'unknown',
  gaugehistogram: 'unknown',
};

/** Reads a page in slices; never fails. */
export function* readPage(text: string): Generator<void, Page> {
  const reader = new PageReader();
  let line = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const to = end < 0 ? text.length : end;
    line++;
    reader.line(text, at, text[to - 1] === '\r' ? to - 1 : to, line);
    if (line % linesPerSlice === 0) yield;
    at = to + 1;
  }
  return reader.page();
}

interface OpenLabel {
  readonly values: Set<string>;
  hasMore: boolean;
  count: number;
}

interface OpenFamily {
  readonly written: string;
  readonly span: Span;
  type: MetricType | undefined;
  help: string;
  unit: string | undefined;
  readonly labels: Map<string, OpenLabel>;
  samples: number;
  /** Samples that are a series of their own, those of buckets and quantiles left out. */
  series: number;
  /** Whether samples have the suffix that OpenMetrics keeps out of the family's name. */
  isSuffixed: boolean;
  readonly bounds: Set<number>;
  areBoundsKnown: boolean;
}

class PageReader {
  private readonly families = new Map<string, OpenFamily>();
  private readonly problems: PageProblem[] = [];
  private problemCount = 0;
  private readonly leftOut = new Set<string>();
  private isOpenMetrics = false;
  private hasEnded = false;

  line(text: string, from: number, to: number, line: number): void {
    let at = from;
    while (at < to && (text[at] === ' ' || text[at] === '\t')) at++;
    if (at === to) return;
    if (this.hasEnded) this.fail(line, 'stands behind `# EOF`, the end of an OpenMetrics page');
    else if (text[at] === '#') this.comment(text, at, to, line);
    else {
      const sample = readSample(text, at, to);
      if (typeof sample === 'string') this.fail(line, sample);
      else this.sample(sample);
    }
  }

  private fail(line: number, message: string): void {
    this.problemCount++;
    if (this.problems.length < mostProblems) this.problems.push({ line, message });
  }

  private comment(text: string, from: number, to: number, line: number): void {
    const content = text.slice(from, Math.min(to, from + longestHelp));
    if (/^# EOF\s*$/.test(content)) {
      this.hasEnded = true;
      this.isOpenMetrics = true;
      return;
    }
    const keyword = /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+/.exec(content);
    if (!keyword) return;
    const named = nameIn(content, keyword[0].length);
    if (named) this.metadata(keyword[1]!, named, from, line);
  }

  private metadata(keyword: string, { name, at, rest }: Named, from: number, line: number): void {
    const nameAt = from + at;
    if (keyword === 'TYPE' && !(rest in types)) {
      this.fail(line, `has no type that there is: \`${rest.slice(0, 40)}\``);
      return;
    }
    const family = this.family(name, { from: nameAt, to: nameAt + name.length });
    if (!family) return;
    if (keyword === 'HELP') family.help ||= unescapedHelp(rest);
    else if (keyword === 'UNIT') {
      this.isOpenMetrics = true;
      family.unit ??= rest || undefined;
    } else if (family.type !== undefined) this.fail(line, `gives \`${name.slice(0, 80)}\` a type again`);
    else family.type = types[rest];
  }

  private family(name: string, span: Span): OpenFamily | undefined {
    const known = this.families.get(name);
    if (known) return known;
    if (this.families.size >= mostFamilies) {
      if (this.leftOut.size < mostFamilies) this.leftOut.add(name);
      return undefined;
    }
    const family: OpenFamily = {
      written: name,
      span,
      type: undefined,
      help: '',
      unit: undefined,
      labels: new Map(),
      samples: 0,
      series: 0,
      isSuffixed: false,
      bounds: new Set(),
      areBoundsKnown: true,
    };
    this.families.set(name, family);
    return family;
  }

  /** The family that a sample belongs to, and its suffix. */
  private familyOf(sample: Sample): readonly [OpenFamily | undefined, string] {
    const { name, span } = sample;
    const exact = this.families.get(name);
    if (exact) return [exact, ''];
    for (const suffix of suffixes) {
      if (!name.endsWith(suffix)) continue;
      const family = this.families.get(name.slice(0, -suffix.length));
      if (family?.type && suffixesOf[family.type]?.includes(suffix)) return [family, suffix];
    }
    return [this.family(name, span), ''];
  }

  private sample(sample: Sample): void {
    const [family, suffix] = this.familyOf(sample);
    if (!family || suffix === '_created') return;
    family.samples++;
    family.isSuffixed ||= suffix === '_total' || suffix === '_info';
    let isPart = suffix === '_sum' || suffix === '_count';
    for (const [name, value] of sample.labels) {
      if (name === 'le' && suffix === '_bucket') {
        this.bound(family, value);
        isPart = true;
      } else if (name === 'quantile' && family.type === 'summary') isPart = true;
      else this.label(family, name, value);
    }
    if (!isPart || suffix === '_count') family.series++;
  }

  private bound(family: OpenFamily, value: string): void {
    const bound = Number(value);
    if (/inf/i.test(value)) return;
    if (Number.isNaN(bound) || (family.bounds.size >= mostBounds && !family.bounds.has(bound)))
      family.areBoundsKnown = false;
    else family.bounds.add(bound);
  }

  private label({ labels }: OpenFamily, name: string, value: string): void {
    let label = labels.get(name);
    if (!label) {
      if (labels.size >= mostLabels) return;
      labels.set(name, (label = { values: new Set(), hasMore: false, count: 0 }));
    }
    label.count++;
    if (label.values.has(value)) return;
    if (label.values.size < mostValues && value.length <= longestValue) label.values.add(value);
    else label.hasMore = true;
  }

  page(): Page {
    const families = [...this.families.values()].map(family => this.closed(family));
    return {
      families,
      problems: this.problems,
      problemCount: this.problemCount,
      familiesLeftOut: this.leftOut.size,
    };
  }

  private closed(family: OpenFamily): PageFamily {
    const { written, type = 'unknown', help, unit, samples, series, bounds, areBoundsKnown, span } = family;
    const suffix = type === 'counter' ? '_total' : type === 'info' ? '_info' : '';
    const isSuffixed = family.isSuffixed || (samples === 0 && this.isOpenMetrics && !written.endsWith(suffix));
    const buckets =
      type === 'histogram' && areBoundsKnown && bounds.size > 0 ? [...bounds].sort((a, b) => a - b) : undefined;
    return {
      name: isSuffixed ? written + suffix : written,
      type,
      help,
      ...(unit ? { unit } : {}),
      labels: [...family.labels].map(([name, { values, hasMore, count }]) => ({
        name,
        values: [...values],
        hasMore,
        isAlways: count === samples,
      })),
      series,
      ...(buckets ? { buckets } : {}),
      span,
    };
  }
}

const suffixes = ['_bucket', '_sum', '_count', '_total', '_created', '_info', '_gsum', '_gcount'] as const;
const suffixesOf: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  histogram: ['_bucket', '_sum', '_count', '_created'],
  summary: ['_sum', '_count', '_created'],
  counter: ['_total', '_created'],
  info: ['_info'],
  // A gauge histogram of OpenMetrics.
  unknown: ['_bucket', '_gsum', '_gcount'],
};

interface Named {
  readonly name: string;
  /** Where it stands in the line. */
  readonly at: number;
  /** What follows it. */
  readonly rest: string;
}

/** The name behind a keyword, which may stand in quotes. */
function nameIn(content: string, at: number): Named | undefined {
  const quoted = content[at] === '"' ? readQuoted(content, at, content.length) : undefined;
  if (quoted) return { name: quoted.value, at: at + 1, rest: content.slice(quoted.end).trim() };
  let end = at;
  while (end < content.length && !/[ \t]/.test(content[end]!)) end++;
  return end === at ? undefined : { name: content.slice(at, end), at, rest: content.slice(end).trim() };
}

function unescapedHelp(text: string): string {
  return text
    .replace(/\\(n|\\|")/g, (_, c: string) => (c === 'n' ? ' ' : c))
    .replace(/\s+/g, ' ')
    .trim();
}
