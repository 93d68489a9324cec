// kube-state-metrics calls a Job `job_name`: its `job` is the scrape job, as of all series. Layer: checks.
import { metricName } from '../../promql/inspect';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'kubernetes/job-label',
  summary: 'An object of Kubernetes is asked for by the label of the scrape job.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['sound'],
  mentions: ['job'],
  ofMetric: name => objects.test(name),
  messages: {
    job: 'The label `job` of `{metric}` is the scrape job of kube-state-metrics, so this selects nothing: write `{label}{op}"{value}"`.',
    other:
      'The label `job` of `{metric}` is the scrape job of kube-state-metrics, so `{value}` hardly selects anything: choose by `namespace`, `pod` or the name of the object.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    if (!unit.sound || metric === undefined || !objects.test(metric)) return;
    const label = /^kube_(job|cronjob)_/.exec(metric)?.[1] === 'cronjob' ? 'cronjob' : 'job_name';
    const isJob = /^kube_(?:job|cronjob)_/.test(metric);
    if (node.matchers.some(one => one.label.name === label)) return;
    for (const { label: asked, op, value } of node.matchers) {
      if (asked.name !== 'job' || !value?.closed || (op !== '=' && op !== '=~')) continue;
      const job = value.value;
      if (ofScrapes.test(job) || job.includes('$') || !/[A-Za-z]/.test(job)) continue;
      if (!isJob && op === '=~') continue;
      if (!isJob) {
        ctx.report(value, 'other', { metric, value: job }, { severity: 'info' });
        continue;
      }
      const edits = [{ at: { from: asked.from, to: asked.to }, newText: label }];
      const fix: Fix | undefined = asked.quoted ? undefined : { title: `Use ${label}`, safe: false, edits };
      // A pattern may be meant for the environment in front of the job's name.
      const severity = op === '=' ? ('warning' as const) : ('info' as const);
      ctx.report(asked, 'job', { metric, label, op, value: job }, { severity, fix });
    }
  },
});

/** Objects that kube-state-metrics tells of. */
const objects =
  /^kube_(?:job|cronjob|pod|deployment|statefulset|daemonset|replicaset|node|horizontalpodautoscaler|persistentvolumeclaim|persistentvolume|service|namespace|resourcequota)_[a-z]/;

/** Words in names of scrape jobs: of the exporter, of a way of discovery, or of what forwards its series or gives them, too (OpenCost). */
const ofScrapes =
  /kube|k8s|state|ksm|metric|endpoint|service|export|prometheus|integration|agent|otel|collector|scrape|monitor|federat|cluster|node|openshift|victoria|telemetry|mimir|thanos|cost/i;
