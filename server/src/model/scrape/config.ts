// The scrape jobs of a configuration of Prometheus, and of lists of jobs that are written elsewhere. Layer: model. The sources are
// config/config.go and scrape/target.go of Prometheus.
import { parseDuration } from '../../promql/durations';
import { defaultStep, type RelabelStep } from '../../relabel/step';
import type { YamlNode } from '../../yaml/node';
import { parseYaml } from '../../yaml/parse';
import { entries, follow, get } from '../../yaml/path';
import { sectionOf } from '../prometheusConfig';
import { addressParts, flagAt, isHeld, itemsAt, knownSteps, labelsAt, type ScrapeJob, textAt, textsAt } from './job';
import { withoutHttp } from './withoutHttp';

/** A job of which nothing is known. */
export function unknownJob(file: string): ScrapeJob {
  return { file, by: '', words: [], ports: [], any: true, unclear: true, labels: [] };
}

/** How often Prometheus scrapes where nothing says so, in seconds. */
const usualInterval = 60;

/** Promtail calls so what it reads logs of. */
const ofLogs = /^(?:clients|positions):/m;

/** The jobs of a configuration as text. */
export function jobsOfConfig(file: string, text: string): readonly ScrapeJob[] {
  if (ofLogs.test(text)) return [];
  const sections = ['global', 'scrape_configs'].map(name => sectionOf(text, name));
  const elsewhere = sectionOf(text, 'scrape_config_files') === '' ? [] : [unknownJob(file)];
  if (sections.includes(null)) return [unknownJob(file)];
  const [document] = parseYaml(sections.join('\n')).documents;
  const root = document?.root;
  if (!document || document.problems.length > 0) return [unknownJob(file)];
  // One that loads no rules may scrape otherwise than the one that does.
  const loads = sectionOf(text, 'rule_files') !== '';
  const every = textAt(get(root, 'global'), 'scrape_interval');
  const jobs = jobsOfList(file, itemsAt(root, 'scrape_configs'), secondsOf(every) ?? usualInterval);
  const read = [...(loads ? jobs : jobs.map(job => ({ ...job, unclear: true as const }))), ...elsewhere];
  return read.map(job => ({ ...job, rules: 'files' as const }));
}

/** The jobs of a list that is a text of its own. */
export function jobsOfText(file: string, text: string): readonly ScrapeJob[] {
  const [document] = parseYaml(text).documents;
  const list = follow(document?.root);
  return !document || document.problems.length > 0 || list?.kind !== 'seq'
    ? [unknownJob(file)]
    : jobsOfList(file, list.items, undefined);
}

/** The jobs of a list; `every`: how often they scrape where they do not say so. */
export function jobsOfList(file: string, items: readonly YamlNode[], every: number | undefined): readonly ScrapeJob[] {
  return items.filter(item => !get(item, 'pipeline_stages')).map(item => jobOf(file, item, every));
}

function jobOf(file: string, node: YamlNode, every: number | undefined): ScrapeJob {
  const name = textAt(node, 'job_name');
  if (name === undefined) return unknownJob(file);
  const [target, metric] = [
    knownSteps(get(node, 'relabel_configs'), 'config'),
    knownSteps(get(node, 'metric_relabel_configs'), 'config'),
  ];
  const statics = itemsAt(node, 'static_configs');
  const kinds = discoveries(node);
  const addresses = statics.flatMap(one => textsAt(one, 'targets'));
  const path = textAt(node, 'metrics_path') ?? '/metrics';
  const isProbe = path.includes('probe') && (target?.steps.some(step => step.target === '__param_target') ?? false);
  const hosts = isProbe ? replacedAddresses(target?.steps ?? []) : addresses.map(addressParts);
  const chosen = target ? keptWords(target.steps) : [];
  const lists = statics.map(one => labelsAt(one, 'labels'));
  const interval = secondsOf(textAt(node, 'scrape_interval')) ?? every;
  // What others keep is told by the pages of theirs that are read.
  const isFederation = /\/federate$/.test(path);
  const isPushed = [name, ...hosts.map(({ host }) => host)].some(word => /push-?gateway/i.test(word));
  const collects = textsAt(get(node, 'params'), 'collect[]');
  // A step may ask an exporter for the target.
  const isPlain = kinds.length === 0 && target?.steps.every(step => !/^__|\$/.test(step.target));
  const unanswered = isPlain ? withoutHttp(name, hosts) : undefined;
  const isAny = isFederation || (kinds.length > 0 && chosen.length === 0) || addresses.some(isHeld);
  return {
    file,
    by: `job \`${name}\``,
    words: [name, ...ofPath(path), ...hosts.map(({ host }) => host).filter(host => !isHeld(host)), ...chosen],
    ports: isProbe ? [] : hosts.flatMap(({ port }) => port ?? []),
    // The name of a job that finds its targets tells as much as its steps, where it is that of an exporter.
    ...(isAny ? { any: true as const } : {}),
    ...(isFederation ? { carries: 'federated' as const } : isPushed ? { carries: 'pushed' as const } : {}),
    ...(unanswered ? { unanswered } : {}),
    ...(collects.length > 0 && !collects.some(isHeld) ? { collects } : {}),
    ...(interval === undefined ? {} : { interval }),
    honors: flagAt(node, 'honor_labels') ?? false,
    labels: [{ name: 'job', value: name }, ...common(lists)],
    ...(kinds.some(kind => /^(?:file|http)_sd/.test(kind)) ? { open: true as const } : {}),
    ...(target ? { targetSteps: target.steps } : {}),
    ...(metric ? { metricSteps: metric.steps } : {}),
    key: 'metric_relabel_configs',
  };
}

/** Pages of the kubelet that are exporters of their own. */
export function ofPath(path: string): readonly string[] {
  if (path.includes('cadvisor')) return ['cadvisor'];
  return /\/(?:probes|resource|slis)$/.test(path) ? [path] : [];
}

function discoveries(node: YamlNode): readonly string[] {
  const map = follow(node);
  return map?.kind === 'map' ? entries(map).flatMap(({ name }) => (/_sd_configs$/.test(name) ? name : [])) : [];
}

/** The labels of all groups of targets; without a value where they differ. */
function common(lists: readonly ScrapeJob['labels'][]): ScrapeJob['labels'] {
  const names = new Set(lists.flatMap(list => list.map(({ name }) => name)));
  return [...names].map(name => {
    const found = lists.flatMap(list => list.find(one => one.name === name) ?? []);
    const [only, ...others] = new Set(found.map(({ value }) => value));
    if (found.length < lists.length) return { name, some: true as const };
    return others.length === 0 && only !== undefined ? { name, value: only } : { name };
  });
}

/** Where a prober answers for its targets: `__address__` is replaced by its own address. */
function replacedAddresses(steps: readonly RelabelStep[]): readonly ReturnType<typeof addressParts>[] {
  return steps
    .filter(({ target, replacement }) => target === '__address__' && !replacement.includes('$'))
    .map(({ replacement }) => addressParts(replacement));
}

/** Names of services and pods, and values of their labels, that a job keeps. */
function keptWords(steps: readonly RelabelStep[]): readonly string[] {
  return steps.flatMap(({ action, source, regex, separator }) => {
    const isTelling = source.some(name =>
      /^__meta_kubernetes_(?:service|pod|endpoints|endpointslice)_(?:name$|label_)|_(?:container_name|app)$/.test(name),
    );
    if (action !== 'keep' || !isTelling || regex === defaultStep.regex) return [];
    const words = regex.split(separator).flatMap(part => part.split('|'));
    return words
      .map(word => word.replace(/[()^$?*+\\]|\.(?=[*+])/g, ''))
      .filter(word => /[a-z]{3}/i.test(word) && word !== 'true');
  });
}

/** Seconds of a duration as Prometheus writes it. */
export function secondsOf(text: string | undefined): number | undefined {
  const parsed = text === undefined ? undefined : parseDuration(text);
  return parsed && 'seconds' in parsed && parsed.seconds > 0 ? parsed.seconds : undefined;
}
