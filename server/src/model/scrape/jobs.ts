// All scrape jobs that a text of YAML tells of. Only the documents of it are read in which one may stand. Layer: model.
import type { Change } from '../../text/change';
import type { YamlNode } from '../../yaml/node';
import { parseYaml } from '../../yaml/parse';
import { get, getScalar } from '../../yaml/path';
import { filesOf, longestManifest } from '../manifestParts';
import { jobsOfConfig, jobsOfText, unknownJob } from './config';
import { isHeld, type ScrapeJob } from './job';
import { jobsOfObject } from './objects';
import { jobsOfValues } from './values';

const sign =
  /^[ \t-]*(?:kind:[ \t]*["']?(?:ServiceMonitor|PodMonitor|Probe|ScrapeConfig|(?:Cluster)?PodMonitoring|VM(?:Service|Pod|Node|Static)Scrape|VMScrapeConfig)(?:List)?\b|["']?(?:scrape_configs|job_name|serviceMonitor|podMonitor|additionalServiceMonitors|additionalPodMonitors|additionalScrapeConfigs|extraScrapeConfigs|(?:prometheus-additional|(?:additional-)?scrape-configs?)(?:\.ya?ml)?)["']?:|monitor:[ \t]*$)/m;

/** One of these is in every line that is a sign: long texts are searched for them first. */
const words = [
  'Monitor',
  'monitor:',
  'Probe',
  'ScrapeConfig',
  'scrape_configs',
  'job_name',
  'kind: VM',
  'additional',
  'scrape-config',
];

/** Whether a text may tell of a scrape. */
export function holdsScrapeJobs(text: string): boolean {
  return words.some(word => text.includes(word)) && sign.test(text);
}

/** Whether a text may tell of one that it did not tell of before a change: by the lines of the change. */
export function mayHoldScrapeJobs(text: string, { from, to }: Change): boolean {
  const end = text.indexOf('\n', to);
  return sign.test(text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end));
}

/** The jobs of a text, in its order. */
export function scrapeJobsIn(file: string, text: string): readonly ScrapeJob[] {
  if (!holdsScrapeJobs(text)) return [];
  if (/^scrape_configs:/m.test(text)) return jobsOfConfig(file, text);
  return documentsOf(text)
    .filter(holdsScrapeJobs)
    .flatMap(part => (part.length > longestManifest ? [unknownJob(file)] : jobsOfPart(file, part)));
}

function documentsOf(text: string): readonly string[] {
  return text.split(/^---[ \t]*(?:#.*)?$/m);
}

function jobsOfPart(file: string, text: string): readonly ScrapeJob[] {
  if (/^kind:[ \t]*["']?CustomResourceDefinition\b/m.test(text)) return [];
  // A template engine has yet to write it: its words tell whom it may scrape.
  if (/^[ \t-]*kind:[ \t]*["']?\w*Monitor/m.test(text) && isHeld(text)) return [heldJob(file, text)];
  const { documents } = parseYaml(text);
  const found = documents.flatMap(({ root }) => {
    const kind = getScalar(root, 'kind')?.value;
    if (kind === 'ConfigMap' || kind === 'Secret')
      return filesOf(root, kind).flatMap(({ key, text: inner }) => jobsOfFile(file, key, inner));
    if (kind === 'Prometheus') return jobsElsewhere(file, root);
    return [...jobsOfObject(file, root), ...jobsOfValues(file, root)];
  });
  // Something that scrapes in another way: a collector, an object of another operator, a patch in a kustomization.
  return found.length === 0 && scraping.test(text) ? [heldJob(file, text)] : found;
}

const scraping =
  /^[ \t-]*(?:kind:[ \t]*["']?\w*(?:ServiceMonitor|PodMonitor|PodMonitoring|Scrape|ScrapeConfig)\b|scrape_configs:|job_name:)/m;

/** The jobs of a file in a ConfigMap or Secret: a configuration, or a list of jobs. */
function jobsOfFile(file: string, key: string, text: string): readonly ScrapeJob[] {
  if (/^scrape_configs:/m.test(text)) return jobsOfConfig(file, text);
  if (!/^[ \t]*- (?:job_name|.*:)/.test(text) || !/\bjob_name:/.test(text)) return [];
  return jobsOfText(file, text).map(job => ({ ...job, from: key }));
}

/** Jobs that a Prometheus object has in a Secret: anything, unless that is read. */
function jobsElsewhere(file: string, root: YamlNode | undefined): readonly ScrapeJob[] {
  const from = getScalar(get(get(root, 'spec'), 'additionalScrapeConfigs'), 'key')?.value;
  return from === undefined ? [] : [{ ...unknownJob(file), rules: 'objects', from }];
}

/** What is not read as a job, such as a monitor that is a template: all words of it, and the folders that it lies in, may tell. */
function heldJob(file: string, text: string): ScrapeJob {
  const names = text.match(/[A-Za-z][\w.-]{2,60}/g) ?? [];
  const folders = file.split(/[/\\]/).slice(-4);
  const isMonitor = /^[ \t-]*kind:[ \t]*["']?(?:Service|Pod)Monitor\b/m.test(text);
  return {
    file,
    ...(isMonitor ? { rules: 'objects' as const } : {}),
    by: '',
    words: [...new Set([...folders, ...names])].slice(0, mostWords),
    ports: [],
    unclear: true,
    labels: [],
  };
}

const mostWords = 100;
