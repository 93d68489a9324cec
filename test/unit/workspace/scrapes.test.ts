// How the workspace scrapes exporters: which job asks whom, what it makes of series, and when that is something new.
import assert from 'node:assert/strict';
import { createRecogniser } from '../../../server/src/analysis/scrapedBy';
import type { RuleForm, Scraped } from '../../../server/src/catalog/schema';
import { resolveConfig } from '../../../server/src/config/config';
import { scrapeJobsIn } from '../../../server/src/model/scrape/jobs';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

const service = createService({ catalog: shippedCatalog, onFailure: (_, error) => assert.fail(String(error)) });

function start(files: Readonly<Record<string, string>>) {
  const workspace = service.workspace(resolveConfig([]));
  const put = (file: string, text: string): void =>
    workspace.put(file, service.open(text, workspace.document(file), service.openOptions(workspace, file)));
  for (const [file, text] of Object.entries(files)) put(file, text);
  const scraped = (series: string, form: RuleForm): Scraped | undefined =>
    workspace.catalog().among(form).scraped(series);
  return { workspace, put, scraped };
}

const config = (...jobs: readonly string[]): string => `rule_files: [a.yml]\nscrape_configs:\n${jobs.join('')}`;
const dcgm = (more = ''): string => `- job_name: dcgm\n  static_configs: [{targets: [gpu:9400]}]\n${more}`;
const temperature = 'DCGM_FI_DEV_GPU_TEMP';

/** The exporters that the jobs of a text ask: for each job those that are sure, then those that may be. */
function asked(text: string): readonly string[] {
  const recognise = createRecogniser(shippedCatalog.exporters());
  return scrapeJobsIn('a.yml', text).map(job => {
    const { only, perhaps, isAny } = recognise(job);
    return `${only?.id ?? ''}|${isAny ? 'any' : perhaps.map(({ id }) => id).join()}`;
  });
}

const monitor = (name: string, labels: string, endpoint = 'port: metrics'): string =>
  `kind: ServiceMonitor\nmetadata: {name: ${name}}\nspec:\n  selector: {matchLabels: {${labels}}}\n  endpoints: [{${endpoint}}]\n`;

describe('scrape jobs', () => {
  it('are those of exporters by their names, and by ports that nothing else has', () => {
    const job = (name: string, target: string): string =>
      config(`- job_name: ${name}\n  static_configs: [{targets: ['${target}']}]\n`);
    assert.deepEqual(asked(job('nodes', '10.0.0.1:9100')), ['node-exporter|']);
    assert.deepEqual(asked(job('gpus', 'gpu1:9400')), ['dcgm-exporter|']);
    assert.deepEqual(asked(job('node_exporter', 'a:80')), ['node-exporter|']);
    assert.deepEqual(asked(job('nodeexporter', 'a:80')), ['node-exporter|']);
    assert.deepEqual(asked(job('vllm-router', 'a:80')), ['vllm-router|']);
    assert.deepEqual(asked(job('kubernetes-cadvisor', 'a:80')), ['cadvisor|']);
    // An application, with a port of others.
    assert.deepEqual(asked(job('sync-worker', 'sync-worker:9100')), ['|node-exporter']);
    assert.deepEqual(asked(job('alertmanager-to-github', 'a:80')), ['|alertmanager']);
    assert.deepEqual(asked(job('api', 'api:8080'))[0]?.split('|')[0], '');
  });

  it('are those of monitors by the labels by which an application is called', () => {
    assert.deepEqual(asked(monitor('gpu', 'app: nvidia-dcgm-exporter')), ['dcgm-exporter|']);
    assert.deepEqual(asked(monitor('x', 'app.kubernetes.io/name: kube-state-metrics')), ['kube-state-metrics|']);
    assert.deepEqual(asked(monitor('kubelet', 'k8s-app: kubelet', 'path: /metrics/cadvisor')), ['cadvisor|']);
    assert.deepEqual(asked(monitor('all', 'release: stack')), ['|any']);
    assert.deepEqual(asked(monitor('kuberay-cluster', 'ray.io/cluster: a')), ['|kuberay']);
    assert.deepEqual(asked(monitor('manager', 'control-plane: controller')), ['|']);
  });

  it('may be anything where a template, a patch or a collector says what they are', () => {
    assert.deepEqual(asked(monitor('"{{ .Release.Name }}"', 'app: dcgm-exporter')), ['|dcgm-exporter']);
    assert.deepEqual(
      asked('kind: ServiceMonitor\nmetadata: {name: dcgm-exporter}\nspec: {endpoints: [{honorLabels: true}]}\n'),
      ['|dcgm-exporter'],
    );
    const collector = 'receivers:\n  prometheus:\n    config:\n      scrape_configs:\n      - job_name: dcgm\n';
    assert.deepEqual(asked(collector), ['|dcgm-exporter']);
    assert.deepEqual(asked('clients: []\nscrape_configs:\n- job_name: dcgm\n'), []);
    assert.deepEqual(
      asked('apiVersion: x\nkind: PodMonitoring\nspec: {selector: {matchLabels: {app: dcgm-exporter}}}\n'),
      ['|dcgm-exporter'],
    );
  });

  it('stand in objects, ConfigMaps, Secrets, values of charts and of who installs these', () => {
    const forms: readonly (readonly [text: string, form: RuleForm])[] = [
      [
        `kind: ConfigMap\ndata:\n  prometheus.yml: |\n    rule_files: [a]\n    scrape_configs:\n    - job_name: dcgm\n      static_configs: [{targets: [a]}]\n`,
        'files',
      ],
      [
        'kind: Secret\nstringData:\n  jobs.yaml: |\n    - job_name: dcgm\n      static_configs: [{targets: [a]}]\n',
        'objects',
      ],
      [
        'prometheus:\n  prometheusSpec:\n    additionalScrapeConfigs:\n    - job_name: dcgm\n      static_configs: [{targets: [a]}]\n',
        'objects',
      ],
      ['extraScrapeConfigs: |\n  - job_name: dcgm\n    static_configs: [{targets: [a]}]\n', 'files'],
      ['dcgmExporter:\n  serviceMonitor: {enabled: true, interval: 15s}\n', 'objects'],
      ['image: {repository: nvcr.io/nvidia/k8s/dcgm-exporter}\nserviceMonitor: {enabled: true}\n', 'objects'],
      [
        'kind: HelmRelease\nspec:\n  chart: {spec: {chart: dcgm-exporter}}\n  values:\n    serviceMonitor: {enabled: true}\n',
        'objects',
      ],
      [
        'kind: Application\nspec:\n  source:\n    chart: gpu-operator\n    helm:\n      values: |\n        dcgmExporter: {serviceMonitor: {enabled: true}}\n'.replace(
          '{serviceMonitor: {enabled: true}}',
          '\n          serviceMonitor:\n            enabled: true',
        ),
        'objects',
      ],
      [
        'apiVersion: monitoring.coreos.com/v1alpha1\nkind: ScrapeConfig\nmetadata: {name: x}\nspec: {jobName: dcgm, staticConfigs: [{targets: [a]}]}\n',
        'objects',
      ],
      [
        'kind: PodMonitor\nmetadata: {name: x}\nspec: {selector: {matchLabels: {app: dcgm}}, podMetricsEndpoints: [{port: a}]}\n',
        'objects',
      ],
    ];
    for (const [text, form] of forms) {
      assert.ok(start({ 'a.yaml': text }).scraped(temperature, form), text);
    }
    assert.equal(
      start({ 'a.yaml': 'dcgmExporter:\n  serviceMonitor: {enabled: false}\n' }).scraped(temperature, 'objects'),
      undefined,
    );
  });
});

describe('jobs that a Prometheus object has in a Secret', () => {
  const object =
    'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: a}\nspec:\n  additionalScrapeConfigs: {name: more, key: prometheus-additional.yaml}\n';
  const jobs = '- job_name: api\n  static_configs: [{targets: [a]}]\n';
  const encoded = `kind: Secret\ndata:\n  prometheus-additional.yaml: ${Buffer.from(jobs).toString('base64')}\n`;
  const dcgmMonitor = monitor('dcgm-exporter', 'app: dcgm-exporter');

  it('may ask any exporter as long as they are not read', () => {
    const { put, scraped } = start({ 'a.yaml': dcgmMonitor, 'b.yaml': object });
    assert.equal(scraped(temperature, 'objects'), undefined);
    put('c.yaml', encoded);
    assert.ok(scraped(temperature, 'objects'));
  });
});

describe('what is stored of a series', () => {
  const told = (more: string, ...labels: readonly string[]) => {
    const scraped = start({ 'prometheus.yml': config(dcgm(more)) }).scraped(temperature, 'files');
    return labels.map(label => scraped?.label(label));
  };

  it('has the labels that the steps leave, give or may change', () => {
    const steps = `  metric_relabel_configs:
  - {source_labels: [UUID], target_label: gpu_uuid}
  - {regex: UUID, action: labeldrop}
  - {target_label: tier, replacement: gold}
  - {source_labels: [gpu], modulus: 4, target_label: gpu, action: hashmod}
`;
    assert.deepEqual(told(steps, 'UUID', 'gpu_uuid', 'tier', 'gpu', 'device', 'job', 'pod', 'exported_pod', 'node'), [
      { is: 'gone', by: 'step' },
      { is: 'unsure' },
      { is: 'fixed', values: ['gold'] },
      { is: 'fixed', values: ['0', '1', '2', '3'] },
      undefined,
      { is: 'fixed', values: ['dcgm'] },
      undefined,
      { is: 'gone', by: 'kept' },
      { is: 'gone', by: 'target' },
    ]);
  });

  it('keeps only labels that are named', () => {
    const steps = '  metric_relabel_configs:\n  - {regex: "__name__|job|instance|gpu", action: labelkeep}\n';
    assert.deepEqual(told(steps, 'UUID', 'gpu', 'job'), [
      { is: 'gone', by: 'step' },
      undefined,
      { is: 'fixed', values: ['dcgm'] },
    ]);
  });

  it('is as several jobs that ask the same have in common', () => {
    const other = '- job_name: dcgm-mig\n  scrape_interval: 15s\n  static_configs: [{targets: [b:9400]}]\n';
    const drop = '  metric_relabel_configs: [{regex: UUID, action: labeldrop}]\n';
    const scraped = start({ 'prometheus.yml': config(dcgm(drop), other) }).scraped(temperature, 'files');
    assert.deepEqual(scraped?.label('job'), { is: 'fixed', values: ['dcgm', 'dcgm-mig'] });
    assert.deepEqual(scraped?.label('UUID'), { is: 'unsure' });
    assert.equal(scraped?.interval, 15);
  });

  it('is not known where anything may ask the exporter', () => {
    const pods = '- job_name: pods\n  kubernetes_sd_configs: [{role: pod}]\n';
    assert.equal(start({ 'prometheus.yml': config(dcgm(), pods) }).scraped(temperature, 'files'), undefined);
  });
});

describe('the catalogue with scrapes', () => {
  it('is the same while what is certain of a scrape is', () => {
    const api = (more = ''): string => `- job_name: api\n  static_configs: [{targets: [api:80]}]\n${more}`;
    const { workspace, put, scraped } = start({ 'prometheus.yml': config(dcgm(), api()) });
    const before = workspace.catalog();
    assert.ok(scraped(temperature, 'files'));
    assert.equal(scraped(temperature, 'objects'), undefined);
    put('prometheus.yml', config(dcgm(), api('  scheme: https\n')));
    assert.equal(workspace.catalog(), before);
    put('prometheus.yml', config(dcgm('  scrape_interval: 5s\n')));
    assert.notEqual(workspace.catalog(), before);
    assert.equal(scraped(temperature, 'files')?.interval, 5);
    workspace.remove('prometheus.yml');
    assert.equal(scraped(temperature, 'files'), undefined);
  });
});

describe('the jobs of what monitors scrape', () => {
  const object = (kind: string, metadata: string, spec: string): string =>
    `apiVersion: ${kind === 'Service' ? 'v1' : 'monitoring.coreos.com/v1'}\nkind: ${kind}\nmetadata: {${metadata}}\nspec: {${spec}}\n`;
  const monitor = (more = ''): string =>
    object(
      'ServiceMonitor',
      'name: m, namespace: a',
      `selector: {matchLabels: {app: x}}, endpoints: [{port: http}]${more}`,
    );
  const named = (name: string, namespace: string, more = ''): string =>
    object(
      'Service',
      `name: ${name}, namespace: ${namespace}, labels: {app: x${more}}`,
      'ports: [{name: http, port: 80}]',
    );
  const told = (job: string, files: Readonly<Record<string, string>>) =>
    start(files).workspace.catalog().among('objects').monitored?.(job);
  const jobsOf = (job: string, files: Readonly<Record<string, string>>): readonly string[] | undefined => {
    const monitored = told(job, files);
    return monitored?.is === 'called' ? monitored.jobs : undefined;
  };

  it('are the names of the Services that they find', () => {
    assert.deepEqual(jobsOf('m', { 'm.yaml': monitor(), 's.yaml': `${named('s', 'a')}---\n${named('t', 'a')}` }), [
      's',
      't',
    ]);
    assert.equal(told('s', { 'm.yaml': monitor(), 's.yaml': named('s', 'a') }), undefined);
  });

  it('are found in the namespaces where the monitor looks', () => {
    assert.equal(told('m', { 'm.yaml': monitor(), 's.yaml': named('s', 'b') }), undefined);
    const any = ', namespaceSelector: {any: true}';
    assert.deepEqual(jobsOf('m', { 'm.yaml': monitor(any), 's.yaml': named('s', 'b') }), ['s']);
    const other = ', namespaceSelector: {matchNames: [b]}';
    assert.deepEqual(jobsOf('m', { 'm.yaml': monitor(other), 's.yaml': `${named('s', 'b')}---\n${named('t', 'a')}` }), [
      's',
    ]);
  });

  it('are the values of a label where the monitor names one and the Service has it', () => {
    const label = ', jobLabel: team';
    assert.deepEqual(jobsOf('m', { 'm.yaml': monitor(label), 's.yaml': named('s', 'a', ', team: ml') }), ['ml']);
    assert.deepEqual(jobsOf('m', { 'm.yaml': monitor(label), 's.yaml': named('s', 'a') }), ['s']);
    const labelled = { 'kustomization.yaml': 'commonLabels: {team: ml}\n' };
    assert.equal(told('m', { 'm.yaml': monitor(label), 's.yaml': named('s', 'a'), ...labelled }), undefined);
  });

  it('are not told where somebody else may have that name', () => {
    const both = { 'm.yaml': monitor(), 's.yaml': named('s', 'a') };
    assert.deepEqual(jobsOf('m', both), ['s']);
    const others = object('ScrapeConfig', 'name: z', "jobName: m, staticConfigs: [{targets: ['h:80']}]");
    assert.equal(told('m', { ...both, 'c.yaml': others }), undefined);
    assert.equal(told('m', { ...both, 'c.yaml': object('Service', 'name: m, namespace: z', 'ports: []') }), undefined);
    assert.equal(told('m', { ...both, 'kustomization.yaml': 'namePrefix: dev-\n' }), undefined);
  });

  it('change with the Services', () => {
    const { workspace, put } = start({ 'm.yaml': monitor(), 's.yaml': named('s', 'a') });
    put('s.yaml', named('t', 'a'));
    const told = workspace.catalog().among('objects').monitored?.('m');
    assert.deepEqual(told?.is === 'called' && told.jobs, ['t']);
  });
});
