// Starts real servers on free ports of this machine, with data of an exporter that runs here, and stops them again.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { DeclaredKind } from '../../server/src/datasource/prometheus/kinds';
import { listen } from '../harness/loopback';

/** A server that was started. */
export interface Running {
  readonly name: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly kind?: DeclaredKind;
}

const root = path.join(import.meta.dirname, '../..');
/** Whose data the store of several tenants gets. */
const tenant = 'demo';

/** A program of `.oracles`, or of the path; undefined where it is not there. */
function program(name: string, where: 'built' | 'path'): string | undefined {
  const built = path.join(root, '.oracles', name);
  if (where === 'built') return fs.existsSync(built) ? built : undefined;
  const found = spawnSync('which', [name], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Everything that is started for one run. */
export class Yard {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'servers-'));
  /** Why servers are missing. */
  readonly missing: string[] = [];
  private readonly children: ChildProcess[] = [];
  private readonly own: http.Server[] = [];
  private exporterPort = 0;

  /** Starts an exporter and all servers for which there is a program. */
  async start(): Promise<readonly Running[]> {
    await this.startExporter();
    const running: Running[] = [];
    const cortex = await this.cortex();
    if (cortex) running.push(...cortex.servers);
    const mimir = await this.mimir();
    if (mimir) running.push(mimir.server);
    const [old, current] = [program('prometheus', 'path'), program('prometheus', 'built')];
    const write = [cortex, mimir].flatMap(store => (store ? [store.push] : []));
    // The stores get their data from the newest that is there.
    if (old) running.push(await this.prometheus('Prometheus 2.42', old, current ? [] : write));
    else this.missing.push('prometheus of Debian (2.42)');
    if (current) {
      const one = await this.prometheus('Prometheus 3.16', current, write, ['--enable-feature=search-api']);
      running.push(one);
      const thanos = await this.thanos(one);
      if (thanos) running.push(thanos);
      running.push(await this.before(one, grafana), await this.before(one, google));
    } else this.missing.push('.oracles/prometheus (3.16)');
    const victoria = program('victoria-metrics', 'path');
    if (victoria) running.push(await this.victoria(victoria));
    else this.missing.push('victoria-metrics');
    return running;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(child => {
        const ended = new Promise(resolve => child.once('exit', resolve));
        if (child.exitCode !== null || child.signalCode !== null) return undefined;
        child.kill('SIGTERM');
        const hard = setTimeout(() => child.kill('SIGKILL'), 8_000);
        return ended.then(() => clearTimeout(hard));
      }),
    );
    for (const server of this.own) {
      server.closeAllConnections();
      server.close();
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async startExporter(): Promise<void> {
    let scrapes = 0;
    const server = http.createServer((_, response) => {
      scrapes++;
      const lines = [
        '# HELP demo_requests_total Requests that were answered.',
        '# TYPE demo_requests_total counter',
        ...['200', '500'].map((code, i) => `demo_requests_total{code="${code}"} ${scrapes * (3 - 2 * i)}`),
        '# HELP demo_temperature_celsius Temperature of a device.',
        '# TYPE demo_temperature_celsius gauge',
        ...Array.from({ length: 8 }, (_, i) => `demo_temperature_celsius{gpu="${i}"} ${60 + ((scrapes + i) % 25)}`),
        `demo_temperature_celsius{gpu="<img src=x onerror=alert(1)>"} 1`,
        '# TYPE demo_seconds histogram',
        ...['0.1', '1', '+Inf'].map((le, i) => `demo_seconds_bucket{le="${le}"} ${scrapes * (i + 1)}`),
        `demo_seconds_sum ${scrapes}`,
        `demo_seconds_count ${scrapes * 3}`,
      ];
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(`${lines.join('\n')}\n`);
    });
    this.exporterPort = await listen(server);
    this.own.push(server);
  }

  private run(name: string, file: string, args: readonly string[]): string {
    const log = path.join(this.folder, `${name}.log`);
    const output = fs.openSync(log, 'w');
    const child = spawn(file, args, { cwd: this.folder, stdio: ['ignore', output, output] });
    this.children.push(child);
    return log;
  }

  private async prometheus(
    name: string,
    file: string,
    remoteWrite: readonly string[],
    more: readonly string[] = [],
  ): Promise<Running> {
    const [port, id] = [await freePort(), name.replace(/\W/g, '')];
    const config = path.join(this.folder, `${id}.yml`);
    const rules = path.join(this.folder, `${id}.rules.yml`);
    fs.writeFileSync(
      rules,
      'groups:\n  - name: demo\n    interval: 1s\n    rules:\n      - alert: Hot\n        expr: demo_temperature_celsius > 70\n',
    );
    const write = remoteWrite.map(url => `  - url: ${url}\n    headers: {X-Scope-OrgID: ${tenant}}\n`).join('');
    fs.writeFileSync(
      config,
      `global:\n  scrape_interval: 1s\n  external_labels: {cluster: demo, replica: r1}\nrule_files: [${rules}]\n${write === '' ? '' : `remote_write:\n${write}`}scrape_configs:\n  - job_name: demo\n    static_configs: [{targets: ['127.0.0.1:${this.exporterPort}']}]\n`,
    );
    this.run(id, file, [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(this.folder, id)}`,
      '--storage.tsdb.min-block-duration=2h',
      '--storage.tsdb.max-block-duration=2h',
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=http://127.0.0.1:${port}/`,
      ...more,
    ]);
    return { name, url: `http://127.0.0.1:${port}` };
  }

  private async thanos(prometheus: Running): Promise<Running | undefined> {
    const file = program('thanos', 'built');
    if (!file) {
      this.missing.push('.oracles/thanos');
      return undefined;
    }
    const [sidecar, sidecarHttp, grpc, port] = [await freePort(), await freePort(), await freePort(), await freePort()];
    await until(() => answers(`${prometheus.url}/-/ready`), 30_000, prometheus.name);
    this.run('thanosSidecar', file, [
      'sidecar',
      `--prometheus.url=${prometheus.url}`,
      `--tsdb.path=${path.join(this.folder, 'Prometheus316')}`,
      `--grpc-address=127.0.0.1:${sidecar}`,
      `--http-address=127.0.0.1:${sidecarHttp}`,
    ]);
    this.run('thanosQuery', file, [
      'query',
      `--endpoint=127.0.0.1:${sidecar}`,
      `--grpc-address=127.0.0.1:${grpc}`,
      `--http-address=127.0.0.1:${port}`,
      '--query.replica-label=replica',
    ]);
    return { name: 'Thanos 0.40', url: `http://127.0.0.1:${port}` };
  }

  private async cortex(): Promise<{ readonly servers: readonly Running[]; readonly push: string } | undefined> {
    const file = program('cortex', 'built');
    if (!file) {
      this.missing.push('.oracles/cortex');
      return undefined;
    }
    const [port, grpc, gossip] = [await freePort(), await freePort(), await freePort()];
    const folder = path.join(this.folder, 'cortex');
    for (const name of ['blocks', 'tsdb', 'sync', 'compactor', 'rules', 'am'])
      fs.mkdirSync(path.join(folder, name), { recursive: true });
    const config = path.join(folder, 'cortex.yml');
    fs.writeFileSync(
      config,
      JSON.stringify({
        target: 'all',
        auth_enabled: true,
        server: {
          http_listen_address: '127.0.0.1',
          http_listen_port: port,
          grpc_listen_address: '127.0.0.1',
          grpc_listen_port: grpc,
        },
        distributor: { shard_by_all_labels: true },
        ingester: {
          lifecycler: {
            address: '127.0.0.1',
            join_after: '0s',
            final_sleep: '0s',
            ring: { kvstore: { store: 'inmemory' }, replication_factor: 1 },
          },
        },
        blocks_storage: {
          backend: 'filesystem',
          filesystem: { dir: path.join(folder, 'blocks') },
          tsdb: { dir: path.join(folder, 'tsdb') },
          bucket_store: { sync_dir: path.join(folder, 'sync') },
        },
        compactor: { data_dir: path.join(folder, 'compactor') },
        frontend_worker: { match_max_concurrent: true },
        ruler_storage: { backend: 'local', local: { directory: path.join(folder, 'rules') } },
        alertmanager_storage: { backend: 'local', local: { path: path.join(folder, 'am') } },
        alertmanager: { external_url: `http://127.0.0.1:${port}/alertmanager` },
        memberlist: { bind_addr: ['127.0.0.1'], bind_port: gossip },
      }),
    );
    this.run('cortex', file, [`-config.file=${config}`]);
    const url = `http://127.0.0.1:${port}`;
    await until(() => answers(`${url}/ready`), 60_000, 'Cortex');
    const headers = { 'x-scope-orgid': tenant };
    return { servers: [{ name: 'Cortex 1.21', url: `${url}/prometheus`, headers }], push: `${url}/api/v1/push` };
  }

  /** Something in front of a Prometheus that lets only some questions pass, as the source or the manual of another has it. */
  private async before({ name, url }: Running, rules: Rules): Promise<Running> {
    const server = http.createServer(async (request, response) => {
      const { method = 'GET', headers } = request;
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk as Buffer);
      const { pathname, search } = new URL(request.url ?? '', url);
      const path = pathname.startsWith(`${rules.prefix}/api/v1/`) ? pathname.slice(rules.prefix.length + 8) : undefined;
      const asked = new URLSearchParams(method === 'POST' ? Buffer.concat(body).toString() : search);
      const isKnown = headers.authorization === `Bearer ${rules.token}`;
      const refused = !isKnown ? 401 : path === undefined ? 404 : rules.refuses(path, method, asked);
      if (refused !== undefined) {
        const error = { status: 'error', errorType: 'bad_data', error: 'refused', message: 'refused' };
        return response.writeHead(refused, { 'content-type': 'application/json' }).end(JSON.stringify(error));
      }
      const type = headers['content-type'] ?? '';
      const sent = method === 'POST' ? { body: Buffer.concat(body), headers: { 'content-type': type } } : {};
      const answer = await fetch(`${url}/api/v1/${path}${search}`, { method, ...sent });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    const port = await listen(server);
    this.own.push(server);
    return {
      name: `${name} behind ${rules.name}`,
      url: `http://127.0.0.1:${port}${rules.prefix}`,
      headers: { authorization: `Bearer ${rules.token}` },
      ...(rules.kind ? { kind: rules.kind } : {}),
    };
  }

  private async mimir(): Promise<{ readonly server: Running; readonly push: string } | undefined> {
    const file = program('mimir', 'built');
    if (!file) {
      this.missing.push('.oracles/mimir');
      return undefined;
    }
    const [port, grpc, gossip] = [await freePort(), await freePort(), await freePort()];
    const folder = path.join(this.folder, 'mimir');
    const inside = (name: string): string => {
      fs.mkdirSync(path.join(folder, name), { recursive: true });
      return path.join(folder, name);
    };
    const ring = { kvstore: { store: 'inmemory' }, instance_addr: '127.0.0.1' };
    const config = path.join(inside('.'), 'mimir.yml');
    fs.writeFileSync(
      config,
      JSON.stringify({
        target: 'all',
        multitenancy_enabled: true,
        usage_stats: { enabled: false },
        server: {
          http_listen_address: '127.0.0.1',
          http_listen_port: port,
          grpc_listen_address: '127.0.0.1',
          grpc_listen_port: grpc,
        },
        common: { storage: { backend: 'filesystem', filesystem: { dir: inside('common') } } },
        blocks_storage: {
          backend: 'filesystem',
          filesystem: { dir: inside('blocks') },
          tsdb: { dir: inside('tsdb') },
          bucket_store: { sync_dir: inside('sync') },
        },
        distributor: { ring },
        ingester: { ring: { ...ring, replication_factor: 1, min_ready_duration: '0s', final_sleep: '0s' } },
        store_gateway: { sharding_ring: { ...ring, replication_factor: 1 } },
        compactor: { data_dir: inside('compactor'), sharding_ring: ring },
        ruler: { rule_path: inside('rules'), ring },
        frontend: { address: '127.0.0.1' },
        query_scheduler: { ring },
        ruler_storage: { backend: 'filesystem', filesystem: { dir: inside('ruler') } },
        memberlist: { bind_addr: ['127.0.0.1'], bind_port: gossip },
      }),
    );
    const log = this.run('mimir', file, [`-config.file=${config}`]);
    const url = `http://127.0.0.1:${port}`;
    await until(() => answers(`${url}/ready`), 90_000, 'Mimir').catch(error => {
      console.log(fs.readFileSync(log, 'utf8').split('\n').slice(-8).join('\n'));
      throw error;
    });
    const headers = { 'x-scope-orgid': tenant };
    return { server: { name: 'Mimir', url: `${url}/prometheus`, headers }, push: `${url}/api/v1/push` };
  }

  private async victoria(file: string): Promise<Running> {
    const port = await freePort();
    const config = path.join(this.folder, 'victoria.yml');
    fs.writeFileSync(
      config,
      `scrape_configs:\n  - job_name: demo\n    scrape_interval: 1s\n    static_configs: [{targets: ['127.0.0.1:${this.exporterPort}']}]\n`,
    );
    this.run('victoria', file, [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${path.join(this.folder, 'victoria')}`,
      `-promscrape.config=${config}`,
      '-search.latencyOffset=1s',
      '-loggerLevel=ERROR',
    ]);
    return { name: 'VictoriaMetrics 1.79', url: `http://127.0.0.1:${port}` };
  }
}

interface Rules {
  readonly name: string;
  readonly prefix: string;
  readonly token: string;
  /** What a person would say that stands there, where its address does not. */
  readonly kind?: DeclaredKind;
  /** The status with which a question is refused. */
  refuses(path: string, method: string, asked: URLSearchParams): number | undefined;
}

/** POST only for some questions; not Grafana itself. */
const grafana: Rules = {
  name: "Grafana's rules",
  prefix: '/api/datasources/proxy/uid/demo',
  token: 'glsa_demo',
  refuses: (path, method) =>
    method === 'GET' || ['query', 'query_range', 'series', 'labels', 'query_exemplars'].includes(path)
      ? undefined
      : 403,
};

/** Exact names of metrics only, nothing of the server itself, and no rules; not Google itself. */
const google: Rules = {
  name: "Google's rules",
  prefix: '/v1/projects/demo/location/global/prometheus',
  token: 'ya29.demo',
  kind: 'google',
  refuses(path, _, asked) {
    if (path.startsWith('status/') || path.startsWith('search/') || path === 'rules') return 404;
    const texts = [...asked.getAll('match[]'), ...asked.getAll('query')];
    return texts.some(text => /__name__\s*(?:=~|!~|!=)/.test(text)) ? 400 : undefined;
  },
};

/** Waits until something is so, or says what did not happen in time. */
export async function until(check: () => Promise<boolean>, withinMs: number, what: string): Promise<void> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    if (await check().catch(() => false)) return;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(`${what} was not ready within ${withinMs / 1000} s`);
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url);
  return response.ok;
}

async function freePort(): Promise<number> {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}
