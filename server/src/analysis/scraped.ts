// What is stored of an exporter's series where the workspace's own jobs scrape it: the steps of the jobs are taken over the labels that
// the catalogue and the target bring. Layer: analysis. The sources are scrape/scrape.go (`mutateSampleLabels`) and scrape/target.go of
// Prometheus.
import type { ScrapeReader, ScrapeReaders } from '../catalog/lookup';
import type { ExporterFact, MetricHit, RuleForm, Scraped, ScrapedLabel, Unanswered } from '../catalog/schema';
import type { ScrapeJob } from '../model/scrape/job';
import type { ServiceFact } from '../model/scrape/services';
import type { FiredLabels } from '../relabel/draft';
import { Relabeller, type SentLabels } from '../relabel/relabel';
import { nameOf } from '../relabel/senders';
import { matchesAll, patternOf, type RelabelStep } from '../relabel/step';
import { createRecall } from '../text/ownCopy';
import { monitoredJobs } from './monitoredJobs';
import { collectorOf } from './nodeCollectors';
import type { Recogniser } from './scrapedBy';

/** How many answers are remembered. */
const answersKept = 2000;

/** How exporters are scraped for rules of each form; `key` is the same text as long as that says the same. */
export interface KnownScrapes extends ScrapeReaders {
  readonly key: string;
}

/** Reads how exporters are scraped; undefined where nothing certain is known of any. `added`: names of external labels. */
export function knownScrapes(
  jobs: readonly ScrapeJob[],
  recognise: Recogniser,
  added: ReadonlySet<string> = new Set(),
  services: readonly ServiceFact[] = [],
): KnownScrapes | undefined {
  const read = new Set(jobs.flatMap(({ from, by }) => (by === '' || from === undefined ? [] : from)));
  const there = jobs.filter(({ from, by }) => by !== '' || from === undefined || !read.has(from));
  const ofMonitors = monitoredJobs(there, services, storedJob);
  const of = (form: RuleForm): CertainJobs =>
    certainJobs(
      there.filter(({ rules = form }) => rules === form),
      recognise,
    );
  const [files, objects] = [of('files'), of('objects')];
  const made = namesMade(there);
  const ofFiles = there.filter(({ rules }) => rules !== 'objects');
  const named = jobNames(ofFiles, recognise);
  const every = shortestInterval(ofFiles);
  const carrier = named && carrierAmong(ofFiles);
  const unanswered = unansweredAmong(ofFiles);
  const external = new Set([...added].filter(name => !ofFiles.some(job => mayBring(job, name))));
  const isKnown = files.size + objects.size + made.length + unanswered.size > 0;
  if (!isKnown && !named && every === undefined && !ofMonitors) return undefined;
  const asking = [files, objects].map(certain => [...certain].map(([{ id }, asked]) => [id, asked]));
  const key = JSON.stringify([
    asking,
    made,
    every,
    carrier,
    [...unanswered],
    [...external],
    [...(named ?? [])].map(([name, exporter]) => [name, exporter?.id]),
    ofMonitors?.key,
  ]);
  const patterns = made.map(one => patternOf(one));
  return {
    key,
    files: readerOf(files),
    objects: readerOf(objects),
    isMade: series => patterns.some(pattern => pattern?.(series) !== undefined),
    ...(named ? { jobs: named } : {}),
    ...(carrier ? { carrier } : {}),
    unanswered,
    ...(ofMonitors ? { monitored: ofMonitors.find } : {}),
    external,
    ...(every === undefined ? {} : { every }),
  };
}

/** Jobs whose targets speak no HTTP, by name, where every job of the name is such a one. */
function unansweredAmong(jobs: readonly ScrapeJob[]): KnownScrapes['unanswered'] {
  const found = new Map<string, Unanswered>();
  const others = new Set<string>();
  for (const job of jobs) {
    const name = new KnownJob(job).jobName;
    const { by, file, unanswered } = job;
    // A job of which no name is known may be called like any.
    if (name === undefined && !job.any) return new Map();
    if (name === undefined) continue;
    if (unanswered && !job.unclear) found.set(name, { ...unanswered, by: `${by} of \`${nameOf(file)}\`` });
    else others.add(name);
  }
  for (const name of others) found.delete(name);
  return found;
}

/** The only job that brings series of others, under its own name. */
function carrierAmong(jobs: readonly ScrapeJob[]): KnownScrapes['carrier'] {
  const [one, ...more] = jobs.filter(({ carries }) => carries);
  const job = one && new KnownJob(one).jobName;
  return job !== undefined && more.length === 0 ? { job, of: one!.carries! } : undefined;
}

/** Whether a job may bring a label from its target, by a step, or with series of others. */
function mayBring(job: ScrapeJob, name: string): boolean {
  if (job.unclear || job.carries === 'federated' || job.open || !job.targetSteps || !job.metricSteps) return true;
  const steps = [...job.targetSteps, ...job.metricSteps];
  return isMapped(steps) || job.labels.some(label => label.name === name) || targetsOf(steps).includes(name);
}

/** How often the job scrapes that does so most often. */
function shortestInterval(jobs: readonly ScrapeJob[]): number | undefined {
  const intervals = jobs.flatMap(({ unclear, interval }) => (unclear ? [] : (interval ?? [])));
  return jobs.length > 0 && intervals.length === jobs.length ? Math.min(...intervals) : undefined;
}

/** Patterns of the names that steps give to series. */
function namesMade(jobs: readonly ScrapeJob[]): readonly string[] {
  const steps = jobs.flatMap(({ metricSteps = [] }) => metricSteps);
  const named = steps.filter(({ action, target }) => target === '__name__' && action === 'replace');
  return [...new Set(named.map(({ replacement }) => replacement.replace(/\$(?:\{\w*\}|\w+)/g, '.*')))].sort();
}

/** The values of `job`, where each job has one that is known, and that nothing changes. */
function jobNames(
  jobs: readonly ScrapeJob[],
  recognise: Recogniser,
): ReadonlyMap<string, ExporterFact | undefined> | undefined {
  const names = new Map<string, ExporterFact | undefined>();
  for (const job of jobs) {
    const target = job.targetSteps && new KnownJob(job).jobName;
    if (job.unclear || job.honors !== false || changesJob(job) || !target) return undefined;
    names.set(target, names.get(target) ?? recognise(job).only);
  }
  return names.size > 0 ? names : undefined;
}

/** Whether a step over series may give them another job. */
function changesJob({ metricSteps }: ScrapeJob): boolean {
  if (!metricSteps) return true;
  return metricSteps.some(({ action, target }) => target === 'job' || target.includes('$') || action === 'labelmap');
}

/** The job under which series are stored whose target comes with this one; undefined where that is not known. */
function storedJob(job: ScrapeJob, value: string): string | undefined {
  if (job.unclear || job.open || job.honors !== false || changesJob(job)) return undefined;
  const labels = job.labels.map(label => (label.name === 'job' ? { name: 'job', value } : label));
  return new KnownJob({ ...job, labels }).jobName;
}

type CertainJobs = ReadonlyMap<ExporterFact, readonly ScrapeJob[]>;

/** The jobs that scrape exporters which no other job can scrape. */
function certainJobs(jobs: readonly ScrapeJob[], recognise: Recogniser): CertainJobs {
  const asking = new Map<ExporterFact, ScrapeJob[]>();
  const doubtful = new Set<ExporterFact>();
  for (const job of jobs) {
    const { only, perhaps, isAny } = recognise(job);
    if (isAny) return new Map();
    for (const exporter of perhaps) doubtful.add(exporter);
    if (only) asking.set(only, [...(asking.get(only) ?? []), job]);
  }
  for (const exporter of doubtful) asking.delete(exporter);
  return asking;
}

function readerOf(certain: CertainJobs): ScrapeReader | undefined {
  if (certain.size === 0) return undefined;
  const made = new Map<ScrapeJob, KnownJob>();
  const known = (job: ScrapeJob): KnownJob => {
    const found = made.get(job) ?? new KnownJob(job);
    made.set(job, found);
    return found;
  };
  const answers = createRecall<Scraped | 'unknown'>(answersKept, answersKept * 100);
  return (series, hit) => {
    if (!hit.exporter || hit.metric.generic) return undefined;
    let answer = answers.get(series);
    if (!answer) {
      const asking = (certain.get(hit.exporter) ?? []).map(known);
      answer =
        asking.length === 0
          ? 'unknown'
          : together(
              asking.map(job => job.outcome(series, hit)),
              asking,
            );
      answers.set(series, answer);
    }
    return answer === 'unknown' ? undefined : answer;
  };
}

/** Labels of a target that only a scrape brings: what is added later is called otherwise. */
const ofDiscovery: ReadonlySet<string> = new Set(
  'node nodename host hostname app component pod namespace container service endpoint'.split(' '),
);

/** What service discovery always knows of a target in Kubernetes. */
const always = /^__meta_kubernetes_(?:namespace|pod_name|pod_node_name|node_name|service_name|endpoints_name)$/;

/** A name that nothing is called, to find out whether everything may be changed. */
const nobody = '\0';

/** A job with what its steps make of labels. */
class KnownJob {
  private readonly target: SentLabels | undefined;
  private readonly metrics: Relabeller | undefined;
  private readonly isExternal: boolean;

  constructor(readonly job: ScrapeJob) {
    const { targetSteps, metricSteps, labels, words } = job;
    this.target = targetSteps && new Relabeller({ external: {}, stages: [targetSteps] }).sent(targetLabels(job));
    this.metrics = metricSteps && new Relabeller({ external: {}, stages: [metricSteps] });
    // The kubelet's target is a node: what the operator says of pods does not hold.
    this.isExternal = labels.length > 1 && words.some(word => /kubelet|cadvisor/i.test(word));
  }

  /** A label of the target: '' where it has none, undefined where that, or its value, is not known. */
  private ofTarget(name: string): string | undefined {
    if (!this.target || this.isExternal || name.startsWith('__')) return undefined;
    return name === 'instance' ? undefined : this.target.labels.valueFor(name);
  }

  /** Whether every target has a label. */
  private isOnTarget(name: string): boolean {
    if (!this.target || this.isExternal) return false;
    const value = this.ofTarget(name);
    if (value !== undefined) return value !== '';
    const isWritten = this.job.labels.some(label => label.name === name && !label.some);
    if (isWritten && !this.target.isTouched(name)) return true;
    const last = this.job.targetSteps?.filter(step => step.target === name).at(-1);
    return last !== undefined && isAlwaysSet(last);
  }

  /** Whether its targets may bring labels of any name. */
  private get isOpen(): boolean {
    return this.job.open === true || this.target?.isTouched(nobody) === true;
  }

  /** The value of `job` on all its targets, where that is known. */
  get jobName(): string | undefined {
    return this.isOpen ? undefined : this.target?.labels.valueFor('job') || undefined;
  }

  /** What is stored of a series. */
  outcome(series: string, hit: MetricHit): Outcome {
    const { honors } = this.job;
    const own = new Map(hit.metric.labels.map(label => [label.name, label]));
    if (hit.series === 'bucket') own.set('le', { name: 'le' });
    const mayBeOwn = (name: string): boolean => own.has(name) || !hit.metric.labelsComplete;
    const before = (name: string): string | undefined => {
      if (name === '__name__') return series;
      if (name === 'le' || name === 'quantile') return undefined;
      const inner = /^exported_(.+)$/.exec(name)?.[1];
      const value = this.ofTarget(name);
      if (inner !== undefined && value === '' && !mayBeOwn(name)) {
        if (honors === true) return '';
        if (honors === undefined || !this.target) return undefined;
        return mayBeOwn(inner) && this.ofTarget(inner) !== '' ? undefined : '';
      }
      if (value === '') return mayBeOwn(name) ? undefined : '';
      return value === undefined || (honors !== false && mayBeOwn(name)) ? undefined : value;
    };
    const added = this.addedNames();
    const names = [...new Set(['__name__', 'job', 'instance', ...own.keys(), ...added])];
    const closed = hit.metric.labelsComplete && this.target !== undefined && !this.isOpen;
    const valueFor = (name: string): string | undefined => (isAboutScrape(name, own, added) ? before(name) : undefined);
    const fired: FiredLabels = { valueFor, names, closed };
    const sent = this.metrics?.sent(fired);
    const label = (name: string): ScrapedLabel | undefined => {
      if (!sent) return undefined;
      const [was, is, touched] = [before(name), sent.labels.valueFor(name), sent.isTouched(name)];
      if (is === '') {
        if (touched) return was === '' ? undefined : { is: 'gone', by: 'step' };
        const inner = /^exported_(.+)$/.exec(name)?.[1];
        if (inner !== undefined) return { is: 'gone', by: !own.has(inner) ? 'target' : honors ? 'honored' : 'kept' };
        return ofDiscovery.has(name) ? { is: 'gone', by: 'target' } : undefined;
      }
      if (is !== undefined) return name === '__name__' ? undefined : { is: 'fixed', values: [is] };
      if (touched) return numbersOf(name, this.job.metricSteps) ?? { is: 'unsure' };
      const isShadowed = honors === false && own.has(name) && this.isOnTarget(name);
      return isShadowed ? { is: 'target' } : undefined;
    };
    const stored = sent?.labels.valueFor('__name__');
    const { collects } = this.job;
    const collector = collects && hit.exporter?.id === 'node-exporter' ? collectorOf(series) : undefined;
    const isUnasked = collector !== undefined && !collects!.includes(collector);
    return {
      label,
      added: [...added, ...targetsOf(this.job.metricSteps)].filter(
        name => !name.startsWith('__') && label(name)?.is !== 'gone',
      ),
      open: this.isOpen || isMapped(this.job.metricSteps),
      isDropped: values => isUnasked || this.isDropped(fired, values),
      ...(isUnasked ? { key: 'collect[]' } : {}),
      ...(stored !== undefined && stored !== series && stored !== '' ? { renamed: stored } : {}),
    };
  }

  private isDropped(fired: FiredLabels, values: ReadonlyMap<string, string>): boolean {
    if (!this.metrics) return false;
    if (this.metrics.sent(fired).sent === 'no') return true;
    if (values.size === 0) return false;
    // What is asked for is what is stored: it is the same before the steps where none of them changes it.
    const untouched = [...values].filter(([name]) => !this.metrics!.sent(fired).isTouched(name));
    if (untouched.length === 0) return false;
    const asked = new Map(untouched);
    const valueFor = (name: string): string | undefined => asked.get(name) ?? fired.valueFor(name);
    return this.metrics.sent({ ...fired, valueFor }).sent === 'no';
  }

  /** Labels that its targets have or may have by its own words. */
  private addedNames(): readonly string[] {
    const { labels, targetSteps } = this.job;
    return [...labels.map(({ name }) => name), ...targetsOf(targetSteps)].filter(name => !name.startsWith('__'));
  }
}

/** Whether a scrape alone brings a label: of others it is not known that they are not there. */
function isAboutScrape(name: string, own: ReadonlyMap<string, unknown>, added: readonly string[]): boolean {
  return (
    name === '__name__' ||
    name === 'job' ||
    own.has(name) ||
    added.includes(name) ||
    ofDiscovery.has(name) ||
    name.startsWith('exported_')
  );
}

type Outcome = Pick<Scraped, 'label' | 'added' | 'open' | 'isDropped' | 'renamed'> & { readonly key?: string };

/** What several jobs have in common. */
function together(outcomes: readonly Outcome[], jobs: readonly KnownJob[]): Scraped {
  const [first] = jobs;
  const { by, file, key = 'metric_relabel_configs' } = first!.job;
  const intervals = jobs.map(({ job }) => job.interval);
  const shortest = intervals.includes(undefined) ? undefined : Math.min(...(intervals as number[]));
  const [name, ...others] = new Set(outcomes.map(({ renamed }) => renamed));
  return {
    by: `${by} of \`${nameOf(file)}\``,
    key: outcomes[0]?.key ?? key,
    ...(shortest === undefined ? {} : { interval: shortest }),
    isDropped: values => outcomes.every(one => one.isDropped(values)),
    ...(name !== undefined && others.length === 0 ? { renamed: name } : {}),
    label: label => common(outcomes.map(one => one.label(label))),
    added: [...new Set(outcomes.flatMap(({ added }) => added))],
    open: outcomes.some(({ open }) => open),
  };
}

function common(labels: readonly (ScrapedLabel | undefined)[]): ScrapedLabel | undefined {
  const [first] = labels;
  if (labels.every(one => JSON.stringify(one) === JSON.stringify(first))) return first;
  const fixed = labels.flatMap(one => (one?.is === 'fixed' ? one.values : []));
  if (labels.every(one => one?.is === 'fixed')) return { is: 'fixed', values: [...new Set(fixed)] };
  return labels.some(one => one?.is === 'gone' || one?.is === 'unsure') ? { is: 'unsure' } : undefined;
}

/** The labels of a target before its steps. */
function targetLabels({ labels, open }: ScrapeJob): FiredLabels {
  const known = new Map(labels.map(({ name, value, some }) => [name, some ? undefined : value]));
  return {
    valueFor: name => (known.has(name) ? known.get(name) : name.startsWith('__') || open ? undefined : ''),
    names: [...known.keys()],
    closed: false,
  };
}

function targetsOf(steps: readonly RelabelStep[] = []): readonly string[] {
  return steps.flatMap(({ target, action }) =>
    target !== '' && !target.includes('$') && action !== 'keep' ? target : [],
  );
}

/** Most values of a hash that are listed. */
const mostNumbers = 64;

/** The numbers that a label surely is one of, as the last step that changes it takes a hash. */
function numbersOf(name: string, steps: readonly RelabelStep[] = []): ScrapedLabel | undefined {
  const at = steps.map(({ target }) => target).lastIndexOf(name);
  const last = steps[at];
  const others = steps.slice(at + 1);
  const isChanged = others.some(({ action, target }) => /^label/.test(action) || target.includes('$'));
  if (last?.action !== 'hashmod' || isChanged || Number(last.modulus) > mostNumbers) return undefined;
  return { is: 'fixed', values: Array.from({ length: Number(last.modulus) }, (_, number) => String(number)) };
}

function isMapped(steps: readonly RelabelStep[] = []): boolean {
  return steps.some(({ action, target }) => action === 'labelmap' || target.includes('$'));
}

/** Whether a step surely gives its label a value. */
function isAlwaysSet({ action, source, regex, replacement }: RelabelStep): boolean {
  if (action !== 'replace' || !matchesAll(regex)) return false;
  return replacement === '$1' || replacement === '${1}'
    ? source.some(name => always.test(name))
    : !/\$/.test(replacement);
}
