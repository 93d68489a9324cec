// Courtesy: four requests at once, none while the server asks to wait, patience while it starts.
import assert from 'node:assert/strict';
import type { Transport, TransportReply, TransportRequest } from '../../../server/src/datasource/transport';
import { limitTransport } from '../../../server/src/transport/limited';

const request: TransportRequest = { method: 'GET', url: 'http://x', headers: {}, maxBytes: 1, timeoutMs: 600_000 };
const reply = (status: number, text = '', headers: Record<string, string> = {}): TransportReply => ({
  ok: true,
  status,
  headers,
  text,
  tookMs: 1,
});

/** A transport whose requests end when the test says so. */
function held() {
  const running: (() => void)[] = [];
  const transport: Transport = () => new Promise(resolve => running.push(() => resolve(reply(200))));
  return { running, transport };
}
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('transport: limits', () => {
  it('lets four requests go at once, the others in their order', async () => {
    const { running, transport } = held();
    const limited = limitTransport(transport);
    const done: number[] = [];
    const all = Promise.all(Array.from({ length: 10 }, (_, i) => limited(request).then(() => done.push(i))));
    await turn();
    assert.equal(running.length, 4);
    for (let ended = 1; ended <= 10; ended++) {
      running[ended - 1]!();
      await turn();
      assert.equal(running.length, Math.min(10, 4 + ended));
    }
    await all;
    assert.deepEqual(
      done,
      Array.from({ length: 10 }, (_, i) => i),
    );
  });

  it('frees the place of one that is cancelled while it waits', async () => {
    const { running, transport } = held();
    const limited = limitTransport(transport);
    const first = Array.from({ length: 4 }, () => limited(request));
    const controller = new AbortController();
    const waiting = limited({ ...request, signal: controller.signal });
    const last = limited(request);
    controller.abort();
    assert.deepEqual(await waiting, { ok: false, kind: 'cancelled', detail: 'cancelled' });
    running[0]!();
    await turn();
    assert.equal(running.length, 5);
    for (const end of running) end();
    await Promise.all([...first, last]);
  });

  it('asks nothing more while a server wants to be left alone', async () => {
    let now = 1_000_000;
    for (const [headers, seconds] of [
      [{ 'retry-after': '7' }, 7],
      [{ 'retry-after': 'Wed, 21 Oct 2037 07:28:09 GMT', date: 'Wed, 21 Oct 2037 07:28:00 GMT' }, 9],
      [{}, 30],
      [{ 'retry-after': '99999' }, 120],
    ] as const) {
      let asked = 0;
      const limited = limitTransport(
        async () => {
          asked++;
          return asked === 1 ? reply(429, 'slow down', headers) : reply(200);
        },
        () => now,
      );
      await limited(request);
      const again = await limited(request);
      assert.ok(again.ok && again.status === 429 && again.headers['retry-after'] === String(seconds));
      assert.equal(asked, 1);
      now += seconds * 1000;
      const later = await limited(request);
      assert.ok(later.ok && later.status === 200);
    }
  });

  it('is patient with a server that starts, and not with one that gave up a query', async () => {
    let asked = 0;
    const limited = limitTransport(async () => (++asked < 2 ? reply(503, 'Service Unavailable') : reply(200)));
    const started = await limited(request);
    assert.ok(started.ok && started.status === 200 && asked === 2);
    asked = 0;
    const json = '{"status":"error","errorType":"timeout","error":"query timed out"}';
    const timedOut = await limitTransport(async () => {
      asked++;
      return reply(503, json);
    })(request);
    assert.ok(timedOut.ok && timedOut.status === 503 && asked === 1);
    asked = 0;
    const brief = await limitTransport(async () => {
      asked++;
      return reply(503, 'Service Unavailable');
    })({ ...request, timeoutMs: 400 });
    assert.ok(brief.ok && brief.status === 503 && asked === 1);
  });
});
