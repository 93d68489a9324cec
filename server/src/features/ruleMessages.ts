// The final labels and messages of the series of a rule, as Prometheus makes them, from samples that a server gave.
// Layer: features.

import type { RuleEntry } from '../model/ruleFile';
import { ruleEntries } from '../model/ruleUnit';
import { textOf } from '../model/structure/scalars';
import { fromWire } from '../series/wireValue';
import { withoutEmpty } from '../series/withoutEmpty';
import type { Version } from '../target/version';
import { prometheusTemplates } from '../template/env';
import { type ParsedTemplate, parseTemplate } from '../template/parser';
import { type QueryAnswer, type QuerySample, type Rendered, renderTemplate } from '../template/render';
import { follow, get } from '../yaml/path';
import { writtenName, writtenText } from './filledIn';
import type { NamedTemplate, PreviewSample, RenderedSeries, RenderInput, RenderOutput } from './previewShapes';
import type { RuleAt } from './rules';

/** The labels of a rule, those of its group among them, and its annotations: each name once, the rule's own value wins. */
export function templatesOf(found: RuleAt): {
  readonly labels: readonly NamedTemplate[];
  readonly annotations: readonly NamedTemplate[];
} {
  const { rule, group, base } = found;
  const own = new Map(named(found, base, rule.labels).map(label => [label.name, label]));
  const ofGroup = named(found, 0, ruleEntries(get(group.map, 'labels')));
  const labels = new Map([...ofGroup.map(label => [label.name, label] as const), ...own]);
  return { labels: [...labels.values()], annotations: named(found, base, rule.annotations) };
}

/**
 * The labels that the alerts or recorded series end up with, and their annotations. External labels are not among them:
 * Prometheus adds them to what it sends.
 */
export function renderRule(found: RuleAt, input: RenderInput, version: Version): RenderOutput {
  const { rule } = found;
  const name = writtenName(found, found.base, rule.alert ?? rule.record);
  const { labels, annotations } = templatesOf(found);
  // Only alerts have templates.
  if (!rule.alert) {
    const own = Object.fromEntries(labels.map(label => [label.name, label.template]));
    const series = input.samples.map(sample => ({
      labels: withoutEmpty({ ...sample.labels, __name__: name, ...own }),
      annotations: [],
    }));
    return { series, wanted: [], unknown: [] };
  }
  const environment = prometheusTemplates(version);
  const parsed = (templates: readonly NamedTemplate[]) =>
    templates.map(one => ({ ...one, parsed: parseTemplate(one.template, environment) }));
  const renderer = createRenderer(name, input, version);
  const [labelTemplates, annotationTemplates] = [parsed(labels), parsed(annotations)];
  const series = input.samples.map((sample): RenderedSeries => {
    const render = renderer.of(sample);
    const { __name__, ...carried } = sample.labels;
    const all: [string, string][] = Object.entries(carried);
    const unknownLabels: string[] = [];
    for (const label of labelTemplates) {
      const { text, unknown, error } = label.filledIn ? asWritten(label) : render(label.parsed);
      // Prometheus writes its error into the label; where there is none to write the value is anybody's guess.
      const isBroken = text === '' && error !== undefined;
      all.push([label.name, isBroken ? '‹unknown: the template fails›' : text]);
      if (isBroken || unknown.length > 0) unknownLabels.push(label.name);
    }
    const texts = annotationTemplates.map(annotation => {
      const { text, unknown, error } = annotation.filledIn ? asWritten(annotation) : render(annotation.parsed);
      return {
        name: annotation.name,
        text,
        ...(error ? { error: error.message } : {}),
        ...(unknown.length > 0 ? { unknown } : {}),
      };
    });
    return {
      labels: withoutEmpty({ ...Object.fromEntries(all), alertname: name }),
      annotations: texts,
      ...(unknownLabels.length > 0 ? { unknownLabels } : {}),
    };
  });
  return { series, wanted: [...renderer.wanted], unknown: [...renderer.unknown] };
}

/** What Prometheus reads in the place of a template with holes is not known; its author knows it by what is written. */
function asWritten({ template }: NamedTemplate): Rendered {
  return { text: template, unknown: ['filledIn'], wantedQueries: [] };
}

function createRenderer(alert: string, input: RenderInput, version: Version) {
  const wanted = new Set<string>();
  const unknown = new Set<string>();
  const nobodyTells = new Set<'externalLabels' | 'externalURL' | 'query'>();
  if (!input.externalLabels) nobodyTells.add('externalLabels');
  if (input.externalURL === undefined) nobodyTells.add('externalURL');
  if (input.last) nobodyTells.add('query');
  const of =
    (sample: PreviewSample) =>
    (template: ParsedTemplate): Rendered => {
      const rendered = renderTemplate(template, {
        labels: sample.labels,
        value: valueFrom(sample.value),
        ...(input.externalLabels ? { externalLabels: input.externalLabels } : {}),
        ...(input.externalURL === undefined ? {} : { externalURL: input.externalURL }),
        unknown: nobodyTells,
        now: input.time,
        version,
        alert,
        query: expr => answerTo(expr, input.queries),
      });
      for (const query of rendered.wantedQueries) wanted.add(query);
      for (const what of rendered.unknown) unknown.add(what);
      return rendered;
    };
  return { of, wanted, unknown };
}

function named(found: RuleAt, base: number, entries: readonly RuleEntry[]): readonly NamedTemplate[] {
  const templates = new Map<string, NamedTemplate>();
  for (const { key, value } of entries) {
    const scalar = follow(value);
    if (scalar?.kind !== 'scalar') continue;
    const template = textOf(scalar, 'v3');
    const written = writtenText(found, base, scalar, template);
    const name = writtenName(found, base, key);
    templates.set(name, { name, template: written?.text ?? template, ...(written ? { filledIn: true } : {}) });
  }
  return [...templates.values()];
}

function answerTo(expr: string, queries: RenderInput['queries']): QueryAnswer | undefined {
  if (!queries || !Object.hasOwn(queries, expr)) return undefined;
  const answer = queries[expr]!;
  if (typeof answer === 'string') return { error: answer };
  return { samples: answer.map((sample): QuerySample => ({ labels: sample.labels, value: valueFrom(sample.value) })) };
}

function valueFrom(value: PreviewSample['value']): number | 'histogram' {
  return value === 'histogram' ? value : fromWire(value);
}
