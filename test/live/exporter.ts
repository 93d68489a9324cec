// An exporter on loopback whose values change with every scrape: they wander, come and go, count and begin anew.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Random } from '../fuzz/random';

export interface Exporter {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves a page that a seed decides; each request gives the next one. */
export async function startExporter(seed: number): Promise<Exporter> {
  const page = pages(new Random(seed));
  const server = http.createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(page());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const gpus = ['0', '1', '2', '3'];

function pages(random: Random): () => string {
  const temperature = new Map(gpus.map(gpu => [gpu, 60 + random.below(20)]));
  const requests = new Map(gpus.map(gpu => [gpu, 0]));
  const there = new Map(gpus.map(gpu => [gpu, true]));
  let queue = 5;
  let twice = false;
  return () => {
    const lines: string[] = [];
    const add = (name: string, labels: Readonly<Record<string, string>>, value: number | string): void => {
      const inner = Object.entries(labels).map(([key, text]) => `${key}="${text}"`);
      lines.push(`${name}{${inner.join(',')}} ${value}`);
    };
    queue = Math.max(0, queue + random.below(7) - 3);
    if (random.chance(15)) twice = !twice;
    for (const gpu of gpus) {
      temperature.set(gpu, Math.max(40, Math.min(95, temperature.get(gpu)! + random.below(13) - 6)));
      requests.set(gpu, random.chance(4) ? 0 : requests.get(gpu)! + random.below(30));
      if (random.chance(12)) there.set(gpu, !there.get(gpu));
      const labels = { gpu, host: `node-${Number(gpu) >> 1}` };
      if (there.get(gpu)) add('gpu_temp', labels, random.chance(3) ? 'NaN' : temperature.get(gpu)!);
      add('requests_total', labels, requests.get(gpu)!);
      add('gpu_info', { gpu, model: Number(gpu) % 2 === 0 ? 'a100' : 'h100' }, 1);
      if (there.get(gpu) || twice) add('other_temp', labels, temperature.get(gpu)! + 1);
    }
    add('queue_depth', { model: 'llama' }, queue);
    add('queue_depth', { model: 'mixtral' }, (queue * 3) % 11);
    // At times one group has two members, so that matching one to one fails.
    add('limit_temp', { gpu: '0', kind: 'soft' }, 70);
    if (twice) add('limit_temp', { gpu: '0', kind: 'hard' }, 80);
    return `${lines.join('\n')}\n`;
  };
}
