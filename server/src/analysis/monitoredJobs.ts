// Which values of `job` the monitors of a workspace give to what they scrape: the name of the Service, the value of one of its labels,
// or namespace and name of a PodMonitor. Layer: analysis. The source is pkg/prometheus/promcfg.go of prometheus-operator.
import type { Monitored } from '../catalog/schema';
import { selectorText, selects } from '../model/labelSelector';
import type { Monitor, ScrapeJob } from '../model/scrape/job';
import type { ServiceFact } from '../model/scrape/services';
import { nameOf } from '../relabel/senders';

type Service = Extract<ServiceFact, { is: 'service' }>;

/** Tells why a job is that of nobody, as far as monitors say; `key` is the same text as long as that says the same. */
export interface MonitoredJobs {
  readonly key: string;
  find(job: string): Monitored | undefined;
}

/** A job of a monitor with whom it finds and what becomes of these. */
interface Known {
  readonly job: ScrapeJob;
  readonly monitor: Monitor;
  readonly services: readonly Service[];
  /** The values of `job`; undefined where one of them is not known. */
  readonly names: readonly string[] | undefined;
}

/** Reads what monitors give; `stored` tells what the steps of a job make of a value of `job`. */
export function monitoredJobs(
  jobs: readonly ScrapeJob[],
  facts: readonly ServiceFact[],
  stored: (job: ScrapeJob, value: string) => string | undefined,
): MonitoredJobs | undefined {
  if (!jobs.some(({ monitor }) => monitor)) return undefined;
  const changes = facts.filter(fact => fact.is === 'changed');
  // Nobody knows what is called how then.
  if (changes.some(({ names }) => names)) return undefined;
  const isChanged = changes.length > 0;
  const services = facts.filter(fact => fact.is === 'service');
  const unwritten = new Set(facts.flatMap(fact => (fact.is === 'unwritten' ? fact.words : [])));
  const known = jobs.flatMap((job): readonly Known[] => {
    const { monitor } = job;
    if (!monitor) return [];
    const found = monitor.kind === 'PodMonitor' ? [] : services.filter(service => isFound(monitor, service));
    const values = monitor.kind === 'PodMonitor' ? [ownJob(job)] : found.map(one => jobOf(monitor, one, isChanged));
    const names = values.map(value => (value === undefined ? undefined : stored(job, value)));
    const isKnown = names.every(name => name !== undefined);
    return [{ job, monitor, services: found, names: isKnown ? [...new Set(names)] : undefined }];
  });
  const named = new Set(services.map(({ name }) => name));
  const others = new Set(jobs.flatMap(job => (job.monitor ? [] : job.words)));

  const find = (name: string): Monitored | undefined => {
    if (unwritten.has(name) || others.has(name)) return undefined;
    const own = known.filter(one => one.names?.includes(name));
    if (own.length > 0) return isChanged ? undefined : missedPort(own, name);
    const meant = known.filter(one => isMeant(one.monitor, name));
    const [first] = meant;
    if (!first) return undefined;
    if (named.has(name)) return isChanged ? undefined : unselected(meant, services, name);
    const made = meant.flatMap(({ names }) => names ?? []);
    if (made.length === 0 || meant.some(({ names }) => !names || names.length === 0)) return undefined;
    return { is: 'called', by: inWords(first.job), jobs: [...new Set(made)], from: sourceOf(first.monitor) };
  };
  const key = JSON.stringify([
    known.map(({ job, monitor, names, services: of }) => [job.by, job.file, monitor, names, of]),
    services.map(({ name, namespace }) => [name, namespace]),
    [...unwritten, ...others],
    isChanged,
  ]);
  return { key, find };
}

/** Whether somebody who writes this means what the monitor scrapes: by its name, or by a value that it selects. */
function isMeant({ name, selector }: Monitor, job: string): boolean {
  return name === job || Object.values(selector.labels).includes(job);
}

function isFound({ selector, namespaces }: Monitor, { namespace, labels }: Service): boolean {
  const isThere = namespaces === undefined || namespace === undefined || namespaces.includes(namespace);
  return isThere && selects(selector, labels) !== false;
}

/** What the operator makes the job of a Service. */
function jobOf({ jobLabel }: Monitor, { name, labels }: Service, isChanged: boolean): string | undefined {
  if (jobLabel === undefined) return name;
  return labels[jobLabel] ?? (isChanged ? undefined : name);
}

/** The job of a PodMonitor without a label for it. */
function ownJob({ labels }: ScrapeJob): string | undefined {
  return labels.find(({ name }) => name === 'job')?.value;
}

/** Where every monitor that finds a Service asks for a port which it does not have. */
function missedPort(own: readonly Known[], name: string): Monitored | undefined {
  const found = own.flatMap(one => one.services.filter(service => service.name === name));
  const [first] = own;
  const port = first?.monitor.port;
  if (!first || port === undefined || found.length === 0 || own.some(one => one.services.length !== 1))
    return undefined;
  const isMissed = own.every(({ monitor, services: [service] }) => {
    return monitor.port !== undefined && service!.ports.length > 0 && !service!.ports.includes(monitor.port);
  });
  return isMissed ? { is: 'port', by: inWords(first.job), port, ports: found[0]!.ports } : undefined;
}

/** Where the Service of this name is one that the monitor looks for, but for its labels. */
function unselected(meant: readonly Known[], services: readonly Service[], name: string): Monitored | undefined {
  const [first] = meant;
  const own = services.filter(service => service.name === name);
  if (!first || meant.some(one => one.monitor.kind !== 'ServiceMonitor' || one.services.length > 0)) return undefined;
  const isInReach = own.every(
    ({ namespace }) => namespace === undefined || first.monitor.namespaces?.includes(namespace) !== false,
  );
  if (!isInReach) return undefined;
  return { is: 'unselected', by: inWords(first.job), wanted: selectorText(first.monitor.selector) };
}

function sourceOf({ kind, jobLabel }: Monitor): 'service' | 'label' | 'pods' {
  return kind === 'PodMonitor' ? 'pods' : jobLabel === undefined ? 'service' : 'label';
}

function inWords({ by, file }: ScrapeJob): string {
  return `${by} of \`${nameOf(file)}\``;
}
