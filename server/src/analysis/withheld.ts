// What the exporters of a workspace are told not to show: of kube-state-metrics by its arguments, of dcgm-exporter by the list of
// counters. Layer: analysis (joins catalog and model).
import type { Withholding } from '../catalog/lookup';
import type { DefinedMetric, MetricHit } from '../catalog/schema';
import type { ByResource, Setting, StateMetricsSettings } from '../model/stateMetrics';
import { patternOf } from '../relabel/step';
import { createRecall } from '../text/ownCopy';
import { baseName, decodedPart } from '../text/paths';

/** How many answers are remembered. */
const answersKept = 1000;

/** Tells what is left out, by everything that is told here; undefined where nothing is. */
export function withholding(
  settings: readonly StateMetricsSettings[],
  counters: readonly DefinedMetric[],
): Withholding | undefined {
  const isKnown = settings.length > 0 && settings.every(({ unclear }) => !unclear);
  if (!isKnown && counters.length === 0) return undefined;
  const names = new Set(counters.map(({ name }) => name));
  const [file] = new Set(counters.map(one => one.file));
  const readers = isKnown ? settings.map(readerOf) : [];
  const answers = createRecall<string>(answersKept, answersKept * 100);
  const ask = (hit: MetricHit, label: string | undefined): string | undefined => {
    const { name } = hit.metric;
    if (hit.exporter?.id === 'kube-state-metrics') {
      // What one of several shows is there.
      const [first, ...others] = readers.map(read => read(name, label));
      return others.every(Boolean) ? first : undefined;
    }
    const isLeftOut = hit.exporter?.id === 'dcgm-exporter' && label === undefined && file && !names.has(name);
    return isLeftOut ? shown(file) : undefined;
  };
  return (hit, label) => {
    const key = `${hit.metric.name} ${label ?? ''}`;
    let answer = answers.get(key);
    if (answer === undefined) answers.set(key, (answer = ask(hit, label) ?? ''));
    return answer || undefined;
  };
}

function shown(file: string): string {
  return `\`${decodedPart(baseName(file))}\``;
}

/** What leaves out a metric, or a label of it. */
function readerOf(told: StateMetricsSettings): (metric: string, label: string | undefined) => string | undefined {
  const { resources, allow, deny, labels, annotations, words, file } = told;
  const [allowed, denied] = [allow, deny].map(list => list?.map(one => patternOf(`.*(?:${one}).*`)));
  const by = (setting: Setting): string => `\`${words[setting]}\` in ${shown(file)}`;
  return (metric, label) => {
    const resource = resourceOf(metric);
    if (label !== undefined) {
      const of = label.startsWith('label_') ? labels : label.startsWith('annotation_') ? annotations : undefined;
      if (!of || !/_(?:labels|annotations)$/.test(metric)) return undefined;
      if (label.startsWith('label_') !== metric.endsWith('_labels')) return undefined;
      return isShown(of, resource, label) ? undefined : by(of === labels ? 'labels' : 'annotations');
    }
    if (resources && !resources.includes(resource)) return by('resources');
    // A pattern that is none here may be one there.
    if (allowed?.every(matches => matches && !matches(metric))) return by('allow');
    return denied?.some(matches => matches?.(metric)) ? by('deny') : undefined;
  };
}

/** The kind of objects that a metric is about, in the plural of the API. */
function resourceOf(metric: string): string {
  const word = /^kube_([a-z]+)/.exec(metric)?.[1] ?? '';
  if (word === 'hpa') return 'horizontalpodautoscalers';
  if (word.endsWith('y')) return `${word.slice(0, -1)}ies`;
  return word.endsWith('s') ? `${word}es` : `${word}s`;
}

/** Whether keys let a label through: what is no letter and no digit becomes an underscore, and capitals begin words. */
function isShown(allowed: ByResource, resource: string, label: string): boolean {
  const list = [...(allowed[resource] ?? []), ...(allowed['*'] ?? [])];
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9*]/g, '');
  const own = plain(label.replace(/^(?:label|annotation)_/, '').replace(/_conflict\d+$/, ''));
  return list.some(key => {
    const [start, end] = plain(key).split('*');
    return end === undefined ? start === own : own.startsWith(start!) && own.endsWith(end);
  });
}
