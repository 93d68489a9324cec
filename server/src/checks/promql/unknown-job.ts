// A matcher for a job of which the workspace's own configuration has none: the exporter is scraped under another name. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import { metricName } from '../../promql/inspect';
import { slipOf } from '../../text/closest';
import { allOf, anyOf } from '../../text/words';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-job',
  summary: 'A matcher asks for a job that the configuration of Prometheus does not have.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  given: ['sound'],
  mentions: ['job'],
  needs: ['catalog'],
  messages: {
    found: 'No scrape of this workspace is called `{job}`, so this selects nothing: {exporter} is scraped as `{own}`.',
    near: 'No scrape of this workspace is called `{job}`, so this selects nothing; did you mean `{own}`?',
    carried:
      'No scrape of this workspace is called `{job}`, and `{own}` stores all under its own name, so this selects nothing: set `honor_labels: true` there, or match `exported_job`.',
    called: 'What {by} scrapes has {own}, so this selects nothing: the operator takes the job from {source}.',
    port: '{by} asks for a port called `{port}`, and the Service `{job}` has {ports}, so nothing is scraped and this selects nothing.',
    unselected:
      '{by} asks for Services with {wanted}, and the Service `{job}` does not have these labels, so it is not scraped by that.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
    const metric = metricName(node);
    for (const { label, op, value } of node.matchers) {
      if (label.name !== 'job' || op !== '=' || !value?.closed || value.value === '') continue;
      const monitored = ctx.catalog.monitored?.(value.value);
      if (monitored) {
        const at = { from: value.from + 1, to: value.to - 1 };
        if (monitored.is === 'called') {
          const [only, more] = monitored.jobs;
          const own = anyOf(monitored.jobs.map(one => `job="${one}"`));
          const edits = [{ at, newText: only! }];
          const isPlain = more === undefined && unit.text.slice(at.from, at.to) === value.value;
          const fix: Fix | undefined = isPlain ? { title: `Use ${only}`, safe: false, edits } : undefined;
          ctx.report(at, 'called', { by: monitored.by, own, source: sources[monitored.from] }, { fix });
        } else if (monitored.is === 'port') {
          const ports = portsInWords(monitored.ports);
          ctx.report(at, 'port', { by: monitored.by, port: monitored.port, job: value.value, ports });
        } else {
          const wanted = `\`${monitored.wanted}\``;
          ctx.report(at, 'unselected', { by: monitored.by, wanted, job: value.value }, { severity: 'info' });
        }
        continue;
      }
      const jobs = ctx.catalog.jobs();
      if (!jobs || jobs.has(value.value)) continue;
      // Of a metric whose scrape is known another check tells.
      if (metric !== undefined && ctx.catalog.scraped(metric)) continue;
      const meant = meantBy(value.value, ctx.catalog);
      const at = { from: value.from + 1, to: value.to - 1 };
      if (!meant) {
        const own = metric === undefined ? undefined : carrierOf(metric, ctx.catalog);
        if (own !== undefined) ctx.report(at, 'carried', { job: value.value, own });
        continue;
      }
      const edits = [{ at, newText: meant.own }];
      const isPlain = unit.text.slice(at.from, at.to) === value.value;
      const fix: Fix | undefined = isPlain ? { title: `Use ${meant.own}`, safe: false, edits } : undefined;
      const { own, exporter } = meant;
      if (exporter === undefined) ctx.report(at, 'near', { job: value.value, own }, { fix });
      else ctx.report(at, 'found', { job: value.value, own, exporter }, { fix });
    }
  },
});

/** What the operator takes the job from. */
const sources = {
  service: "the Service's name",
  label: "the Service's label that `jobLabel` names",
  pods: 'the namespace and the name of a PodMonitor',
};

function portsInWords(ports: readonly string[]): string {
  const named = ports.filter(port => port !== '');
  return named.length > 0 ? `only ${allOf(named.map(port => `\`${port}\``))}` : 'none with a name';
}

/** The job that brings a metric from other jobs and keeps its own name, where this may be one of theirs. */
function carrierOf(metric: string, catalog: Catalog): string | undefined {
  const carrier = catalog.carrier();
  // What rules record has the labels that they give.
  if (!carrier || metric.includes(':')) return undefined;
  if (carrier.of === 'federated') return carrier.job;
  // Nobody pushes what an exporter shows.
  const hit = catalog.find(metric);
  return !hit || hit.metric.pushed ? carrier.job : undefined;
}

/** The job that is meant by a name: the only one that asks the exporter of that name, or one of nearly the same name. */
function meantBy(name: string, catalog: Catalog): { readonly own: string; readonly exporter?: string } | undefined {
  const jobs = catalog.jobs() ?? new Map<string, never>();
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '-');
  const called = catalog
    .exporters()
    .filter(({ id, jobHints = [] }) => [id, ...jobHints].map(plain).includes(plain(name)));
  const [exporter, more] = called;
  if (exporter && !more) {
    const [own, another] = [...jobs].flatMap(([job, asked]) => (asked === exporter ? job : []));
    return own !== undefined && another === undefined ? { own, exporter: exporter.title } : undefined;
  }
  const digits = (text: string): string => text.replace(/\D/g, '');
  // A number tells one of several apart.
  const others = [...jobs.keys()].filter(job => digits(job) === digits(name));
  const near = slipOf(name, others) ?? alike(plain(name), others, plain);
  return near === undefined ? undefined : { own: near };
}

/** The only job that is called so but for what programs are called besides (`redis-exporter`), or for an end (`postgresql`). */
function alike(name: string, jobs: readonly string[], plain: (text: string) => string): string | undefined {
  const bare = (text: string): string => text.replace(/-(?:exporter|server|service|svc|metrics)$/, '');
  const isEnd = (long: string, short: string): boolean =>
    short.length >= 5 &&
    long.startsWith(short) &&
    long.length - short.length <= 2 &&
    !/[-\d]|^s$/.test(long.slice(short.length));
  const found = jobs.filter(job => {
    const own = plain(job);
    return bare(own) === bare(name) || isEnd(own, name) || isEnd(name, own);
  });
  return found.length === 1 ? found[0] : undefined;
}
