// Scrape jobs that prometheus-operator makes of ServiceMonitor, PodMonitor, Probe and ScrapeConfig objects. Layer: model. The source is
// pkg/prometheus/promcfg.go of prometheus-operator: which labels a target gets, and in which order.
import type { YamlNode } from '../../yaml/node';
import { entries, follow, get, getScalar } from '../../yaml/path';
import { selectorOf } from '../labelSelector';
import { ofPath, secondsOf, unknownJob } from './config';
import {
  addressParts,
  flagAt,
  isHeld,
  itemsAt,
  type JobLabel,
  knownSteps,
  labelsAt,
  type Monitor,
  type ScrapeJob,
  textAt,
  textsAt,
} from './job';

/** The jobs of an object; none of objects of other kinds. */
export function jobsOfObject(file: string, node: YamlNode | undefined): readonly ScrapeJob[] {
  const kind = getScalar(node, 'kind')?.value;
  const items = kind?.endsWith('List') ? follow(get(node, 'items')) : undefined;
  if (items?.kind === 'seq') return items.items.flatMap(item => jobsOfObject(file, item));
  const metadata = get(node, 'metadata');
  const named = getScalar(metadata, 'name')?.value;
  const spec = get(node, 'spec');
  const name = named === undefined || isHeld(named) ? undefined : named;
  const namespace = textAt(metadata, 'namespace');
  switch (kind) {
    case 'ServiceMonitor':
      return name === undefined ? [unknownMonitor(file)] : monitorJobs(file, spec, kind, { name, namespace });
    case 'PodMonitor':
      return name === undefined ? [unknownMonitor(file)] : monitorJobs(file, spec, kind, { name, namespace });
    case 'Probe':
    case 'ScrapeConfig':
      if (!/^monitoring\./.test(getScalar(node, 'apiVersion')?.value ?? '')) return [];
      if (name === undefined) return [unknownMonitor(file)];
      return [kind === 'Probe' ? probeJob(file, spec, name) : scrapeConfigJob(file, spec, name)];
    default:
      return [];
  }
}

function unknownMonitor(file: string): ScrapeJob {
  return { ...unknownJob(file), rules: 'objects' };
}

interface Named {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** The jobs of a monitor, one for each of its endpoints. */
export function monitorJobs(
  file: string,
  spec: YamlNode | undefined,
  kind: 'ServiceMonitor' | 'PodMonitor',
  { name, namespace }: Named,
): readonly ScrapeJob[] {
  const isPods = kind === 'PodMonitor';
  const endpoints = itemsAt(spec, isPods ? 'podMetricsEndpoints' : 'endpoints');
  const chosen = selectedWords(get(spec, 'selector'));
  // A patch says a part of one that stands elsewhere.
  const isUnclear = chosen === undefined || endpoints.length === 0;
  const by = `${kind} \`${name}\``;
  if (isUnclear) {
    const any = get(spec, 'selector') && endpoints.length > 0 ? { any: true as const } : {};
    return [{ file, rules: 'objects', by, words: [name], ports: [], ...any, unclear: true, labels: [] }];
  }
  const jobLabel = getScalar(spec, 'jobLabel')?.value;
  const job = isPods && !jobLabel && namespace !== undefined ? { value: `${namespace}/${name}` } : {};
  // A class of scrapes may bring further labels.
  const open = get(spec, 'scrapeClass') ? { open: true as const } : {};
  const selecting = monitorOf(spec, kind, { name, namespace });
  const given = [...textsAt(spec, 'targetLabels'), ...textsAt(spec, 'podTargetLabels')];
  const labels = [
    { name: 'job', ...job },
    ...['namespace', ...(isPods ? [] : ['service']), 'pod', 'container', 'endpoint'].map(one => ({ name: one })),
    ...given.map(label => ({ name: label.replace(/\W/g, '_') })),
  ];
  return endpoints.flatMap(endpoint => {
    // What an exporter says of itself.
    if (/self|telemetry/.test(getScalar(endpoint, 'port')?.value ?? '')) return [];
    const [target, metric] = [
      knownSteps(get(endpoint, 'relabelings'), 'object'),
      knownSteps(get(endpoint, 'metricRelabelings'), 'object'),
    ];
    const interval = secondsOf(textAt(endpoint, 'interval'));
    const page = ofPath(textAt(endpoint, 'path') ?? '');
    const port = textAt(endpoint, 'port');
    const honors = get(endpoint, 'honorLabels') ? flagAt(endpoint, 'honorLabels') : false;
    return {
      file,
      rules: 'objects' as const,
      by,
      words: page.length > 0 ? page : [name, ...chosen],
      ports: [],
      ...(chosen.length === 0 ? { any: true as const } : {}),
      ...(interval === undefined ? {} : { interval }),
      ...(honors === undefined ? {} : { honors }),
      labels,
      ...open,
      ...(target ? { targetSteps: target.steps } : {}),
      ...(metric ? { metricSteps: metric.steps } : {}),
      key: 'metricRelabelings',
      ...(selecting ? { monitor: { ...selecting, ...(port === undefined ? {} : { port }) } } : {}),
    };
  });
}

/** How a monitor finds its targets; undefined where that cannot be told. */
function monitorOf(spec: YamlNode | undefined, kind: Monitor['kind'], { name, namespace }: Named): Monitor | undefined {
  const selector = selectorOf(get(spec, 'selector'));
  const looking = get(spec, 'namespaceSelector');
  const named = textsAt(looking, 'matchNames');
  const jobLabel = getScalar(spec, 'jobLabel')?.value;
  if (!selector || name === '' || named.some(isHeld) || (jobLabel !== undefined && isHeld(jobLabel))) return undefined;
  const own = namespace === undefined || flagAt(looking, 'any') === true ? [] : [namespace];
  const namespaces = named.length > 0 && flagAt(looking, 'any') !== true ? named : own;
  return {
    kind,
    name,
    selector,
    ...(namespaces.length > 0 ? { namespaces } : {}),
    ...(jobLabel ? { jobLabel } : {}),
  };
}

/** Labels that many applications share. */
const shared =
  /^(?:release|heritage|chart|prometheus|team|tier|env|environment|stage|part-of|managed-by|monitored|monitoring|.*\/(?:part-of|managed-by|instance|version|scrape|monitor|monitoring|metrics))$/;

function isNaming({ name, value = '' }: JobLabel): boolean {
  return !shared.test(name) && !/^(?:true|false|yes|enabled|metrics|monitoring|)$/.test(value);
}

/** The values of labels that name an application; none where the selector may take any, undefined where it is not known. */
function selectedWords(node: YamlNode | undefined): readonly string[] | undefined {
  const map = follow(node);
  if (map?.kind !== 'map') return undefined;
  const labels = labelsAt(map, 'matchLabels');
  if (labels.some(({ value }) => value === undefined)) return undefined;
  const words = labels.filter(isNaming).map(({ value }) => value!);
  for (const item of itemsAt(map, 'matchExpressions')) {
    const key = getScalar(item, 'key')?.value ?? '';
    const values = getScalar(item, 'operator')?.value === 'In' ? textsAt(item, 'values') : [];
    if (!shared.test(key)) words.push(...values);
    if (/^ray\.io\//.test(key)) words.push('ray');
  }
  return words.some(isHeld) ? undefined : words;
}

function probeJob(file: string, spec: YamlNode | undefined, name: string): ScrapeJob {
  const targets = get(spec, 'targets');
  const list = get(targets, 'staticConfig');
  const [target, metric] = [
    knownSteps(get(list, 'relabelingConfigs'), 'object'),
    knownSteps(get(spec, 'metricRelabelings'), 'object'),
  ];
  const interval = secondsOf(textAt(spec, 'interval'));
  const job = textAt(spec, 'jobName');
  return {
    file,
    rules: 'objects',
    by: `Probe \`${name}\``,
    words: ['blackbox'],
    ports: [],
    ...(interval === undefined ? {} : { interval }),
    honors: false,
    labels: [
      { name: 'job', ...(job === undefined ? {} : { value: job }) },
      { name: 'namespace' },
      ...labelsAt(list, 'labels'),
    ],
    ...(get(targets, 'ingress') ? { open: true as const } : {}),
    ...(target ? { targetSteps: target.steps } : {}),
    ...(metric ? { metricSteps: metric.steps } : {}),
    key: 'metricRelabelings',
  };
}

function scrapeConfigJob(file: string, spec: YamlNode | undefined, name: string): ScrapeJob {
  const [target, metric] = [
    knownSteps(get(spec, 'relabelings'), 'object'),
    knownSteps(get(spec, 'metricRelabelings'), 'object'),
  ];
  const statics = itemsAt(spec, 'staticConfigs');
  const map = follow(spec);
  const finds = (map?.kind === 'map' ? entries(map) : []).flatMap(entry =>
    /SDConfigs$/.test(entry.name) ? entry.name : [],
  );
  const hosts = statics.flatMap(one => textsAt(one, 'targets')).map(addressParts);
  const interval = secondsOf(textAt(spec, 'scrapeInterval'));
  const job = textAt(spec, 'jobName');
  const labels = statics.flatMap(one => labelsAt(one, 'labels'));
  return {
    file,
    rules: 'objects',
    by: `ScrapeConfig \`${name}\``,
    words: [name, ...(job === undefined ? [] : [job]), ...hosts.map(({ host }) => host).filter(host => !isHeld(host))],
    ports: hosts.flatMap(({ port }) => port ?? []),
    ...(finds.length > 0 ? { any: true as const } : {}),
    ...(interval === undefined ? {} : { interval }),
    honors: flagAt(spec, 'honorLabels') ?? false,
    labels: [
      { name: 'job', ...(job === undefined ? {} : { value: job }) },
      ...labels.map(one => ({ name: one.name, some: true as const })),
    ],
    ...(finds.some(kind => /^(?:file|http)SD/.test(kind)) ? { open: true as const } : {}),
    ...(target ? { targetSteps: target.steps } : {}),
    ...(metric ? { metricSteps: metric.steps } : {}),
    key: 'metricRelabelings',
  };
}
