// What the values of a chart say of the scrape that it makes: `serviceMonitor` and its like, wherever they stand, and lists of jobs and
// monitors of kube-prometheus-stack. What they leave out the chart fills in, and that is not known here. Layer: model.
import type { YamlMap, YamlNode } from '../../yaml/node';
import { parseYaml } from '../../yaml/parse';
import { entries, follow, get, getScalar } from '../../yaml/path';
import { jobsOfConfig, jobsOfList, jobsOfText, secondsOf } from './config';
import { flagAt, itemsAt, knownSteps, type ScrapeJob, textAt } from './job';
import { monitorJobs } from './objects';

/** How far keys are followed. */
const deepest = 8;

/** The jobs of a document that is no object, or of the values that an object for Flux or Argo CD holds. */
export function jobsOfValues(file: string, root: YamlNode | undefined): readonly ScrapeJob[] {
  const kind = getScalar(root, 'kind')?.value;
  const spec = get(root, 'spec');
  if (kind === 'HelmRelease') {
    const chart = textAt(get(get(spec, 'chart'), 'spec'), 'chart') ?? textAt(get(root, 'metadata'), 'name') ?? '';
    return jobsBelow(file, get(spec, 'values'), [chart], deepest);
  }
  if (kind === 'Application') {
    const sources = [get(spec, 'source'), ...itemsAt(spec, 'sources')];
    return sources.flatMap(source => {
      const [chart, helm] = [textAt(source, 'chart') ?? '', get(source, 'helm')];
      const text = getScalar(helm, 'values')?.value;
      const inner = text === undefined ? [] : parseYaml(text).documents.map(document => document.root);
      return [get(helm, 'valuesObject'), ...inner].flatMap(values => jobsBelow(file, values, [chart], deepest));
    });
  }
  if (kind !== undefined || get(root, 'apiVersion')) return [];
  return jobsBelow(file, root, [], deepest);
}

/** `words`: what the key above, or the chart, and its image are called. */
function jobsBelow(
  file: string,
  node: YamlNode | undefined,
  words: readonly string[],
  depth: number,
): readonly ScrapeJob[] {
  const map = follow(node);
  if (map?.kind !== 'map' || depth === 0) return [];
  const image = textAt(get(map, 'image'), 'repository') ?? textAt(map, 'repository');
  const own = image === undefined ? words : [...words, image.slice(image.lastIndexOf('/') + 1)];
  return entries(map).flatMap(({ name, value }) => {
    switch (name) {
      case 'serviceMonitor':
      case 'podMonitor':
      case 'monitor':
        return monitorIn(file, value, own);
      case 'additionalScrapeConfigs':
        return listIn(file, value).map(job => ({ ...job, rules: 'objects' as const }));
      case 'extraScrapeConfigs':
        return listIn(file, value).map(job => ({ ...job, rules: 'files' as const }));
      case 'scrape_configs':
        // Of a collector, or of a chart that fills in the rest.
        return listIn(file, value).map(job => ({ ...job, unclear: true as const }));
      case 'additionalServiceMonitors':
      case 'additionalPodMonitors':
        return itemsIn(value).flatMap(item => {
          const called = textAt(item, 'name') ?? '';
          return monitorJobs(file, item, name === 'additionalServiceMonitors' ? 'ServiceMonitor' : 'PodMonitor', {
            name: called,
          });
        });
      case 'prometheus.yml': {
        const global = textAt(get(value, 'global'), 'scrape_interval');
        const scalar = follow(value);
        if (scalar?.kind === 'scalar') return jobsOfConfig(file, scalar.value);
        const jobs = jobsOfList(file, itemsAt(value, 'scrape_configs'), secondsOf(global));
        return jobs.map(job => ({ ...job, rules: 'files' as const }));
      }
      default:
        return jobsBelow(file, value, own.length > 0 && saysNothing.test(name) ? own : [wordOf(name)], depth - 1);
    }
  });
}

/** Keys by which charts group what they say of metrics. */
const saysNothing = /^(?:prometheus|metrics|monitoring|server|exporter|global|values|app)$/;

function itemsIn(node: YamlNode): readonly YamlNode[] {
  const list = follow(node);
  return list?.kind === 'seq' ? list.items : [];
}

function listIn(file: string, node: YamlNode): readonly ScrapeJob[] {
  const target = follow(node);
  if (target?.kind === 'seq') return jobsOfList(file, target.items, undefined);
  return target?.kind === 'scalar' && target.value.trim() !== '' ? jobsOfText(file, target.value) : [];
}

/** `dcgmExporter` as names of services are written. */
function wordOf(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

/** What is made of series, by the keys that charts use. */
const stepKeys: readonly (readonly [word: string | undefined, target: string, metric: string])[] = [
  [undefined, 'relabelings', 'metricRelabelings'],
  ['cadvisor', 'cAdvisorRelabelings', 'cAdvisorMetricRelabelings'],
];

function monitorIn(file: string, node: YamlNode, words: readonly string[]): readonly ScrapeJob[] {
  const map = follow(node);
  if (map?.kind !== 'map' || flagAt(map, 'enabled') === false) return [];
  const last = words.at(-1);
  return stepKeys.flatMap(([word, targetKey, metricKey]) => {
    if (word !== undefined && last !== 'kubelet') return [];
    return jobIn(file, map, word === undefined ? words : [word], targetKey, metricKey);
  });
}

function jobIn(file: string, map: YamlMap, words: readonly string[], targetKey: string, metricKey: string): ScrapeJob {
  const [target, metric] = [targetKey, metricKey].map(key => {
    const list = follow(get(map, key));
    return list?.kind === 'seq' ? knownSteps(list, 'object') : undefined;
  });
  const interval = secondsOf(textAt(map, 'interval'));
  const honors = flagAt(map, 'honorLabels');
  return {
    file,
    rules: 'objects',
    by: words.length > 0 ? `chart \`${words.at(-1)}\`` : 'chart',
    words,
    ports: [],
    ...(words.length === 0 ? { any: true as const } : {}),
    ...(interval === undefined ? {} : { interval }),
    ...(honors === undefined ? {} : { honors }),
    labels: ['job', 'namespace', 'service', 'pod', 'container', 'endpoint'].map(name => ({ name })),
    ...(target ? { targetSteps: target.steps } : {}),
    ...(metric ? { metricSteps: metric.steps } : {}),
    key: metricKey,
  };
}
