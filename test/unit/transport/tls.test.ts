// Encrypted connections: whose certificate is taken, what is said where it is not, and the client's own.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isLocked, readTlsFiles } from '../../../client/src/tlsFiles';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import { createNodeTransport, type TlsSetup } from '../../../server/src/transport/node';
import { https } from '../../../server/src/transport/platform';
import { type Loopback, startLoopback } from '../../harness/loopback';

const folder = path.join(import.meta.dirname, '../../fixtures/tls');
const pem = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');
const ca = [pem('ca.pem')];
const good = '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}';

async function ask(server: Loopback, tls: TlsSetup, base = server.url): Promise<string> {
  const read = parseServerUrl(base);
  assert.ok('url' in read);
  const answer = await createPrometheusClient({ name: 'x', url: read.url }, createNodeTransport(tls)).query('1', 0);
  return answer.ok ? 'good' : answer.error.message;
}

describe('transport: certificates', () => {
  const started: Loopback[] = [];
  const start = async (cert: string, key: string, more: object = {}): Promise<Loopback> => {
    const server = await startLoopback((_, response) => void response.end(good), {
      cert: pem(cert),
      key: pem(key),
      ...more,
    });
    started.push(server);
    return server;
  };
  after(() => Promise.all(started.map(server => server.stop())));

  it('are taken from an authority that is named, and from no other', async () => {
    const server = await start('server.pem', 'server.key');
    assert.equal(await ask(server, { ca }), 'good');
    const message = await ask(server, {});
    assert.match(message, /signed by "Test Authority", which this machine does not trust .*"tls\.ca"/);
    assert.equal(await ask(server, { verify: false }), 'good');
  });

  it('are told with their dates where their time is over', async () => {
    const server = await start('expired.pem', 'server.key');
    assert.match(
      await ask(server, { ca }),
      /not valid at this time .* from Jan {1,2}1 .* 2020 GMT to Feb {1,2}1 .* 2020 GMT/,
    );
  });

  it('are told with their names where they are for another host', async () => {
    const server = await start('other.pem', 'other.key');
    assert.match(await ask(server, { ca }), /for another host name \(.*\): elsewhere\.example\.$/);
  });

  it('of the client are shown to a server that wants one', async () => {
    for (const maxVersion of ['TLSv1.3', 'TLSv1.2']) {
      const server = await start('server.pem', 'server.key', {
        requestCert: true,
        rejectUnauthorized: true,
        ca,
        maxVersion,
      });
      const cert = pem('client.pem');
      const without = await ask(server, { ca });
      assert.match(without, /wants a client certificate .*"tls\.cert"/, `${maxVersion}: ${without}`);
      assert.equal(await ask(server, { ca, cert, key: pem('client.key') }), 'good');
      const locked = pem('client-locked.key');
      assert.equal(await ask(server, { ca, cert, key: locked, passphrase: 'open-sesame' }), 'good');
      for (const passphrase of ['wrong', ''])
        assert.match(await ask(server, { ca, cert, key: locked, passphrase }), /certificate or its key cannot be used/);
      assert.match(await ask(server, { ca, cert, key: pem('server.key') }), /certificate or its key cannot be used/);
    }
  });

  it('of the client that cannot be used is told before anything is sent', async () => {
    // The editor's own functions let a connection that cannot be begun hang.
    const { request } = https;
    let sent = 0;
    https.request = ((...given: Parameters<typeof request>) => {
      sent++;
      return request(...given);
    }) as typeof request;
    try {
      const cert = pem('client.pem');
      const key = pem('client-locked.key');
      const transport = createNodeTransport({ ca, cert, key, passphrase: 'wrong' });
      const asked = { method: 'GET' as const, url: 'https://127.0.0.1:9/', headers: {}, maxBytes: 1, timeoutMs: 1_000 };
      const failure = await transport(asked);
      assert.ok(!failure.ok && failure.kind === 'tls');
      assert.equal(sent, 0);
    } finally {
      https.request = request;
    }
  });

  it('cannot make http out of https, nor the other way round', async () => {
    const server = await start('server.pem', 'server.key');
    assert.match(await ask(server, {}, server.url.replace('https', 'http')), /If it speaks https, change the address/);
  });
});

describe('transport: files of certificates', () => {
  const at = (name: string): string => path.join(folder, name);
  it('are read whole, or a sentence says which one is wrong', async () => {
    const files = { cert: at('client.pem'), key: at('client.key'), ca: at('ca.pem') };
    const read = await readTlsFiles(files);
    assert.deepEqual(read, { cert: pem('client.pem'), key: pem('client.key'), ca });
    assert.deepEqual(await readTlsFiles(undefined), {});
    for (const ca of [at('none.pem'), at('README.md'), folder, 'ca.pem', '/dev/zero']) {
      const problem = await readTlsFiles({ ca });
      assert.ok('problem' in problem && problem.problem.includes(`${ca} ("tls.ca")`), ca);
    }
  });
  it('tell whether a key is locked', () => {
    assert.deepEqual([isLocked(pem('client.key')), isLocked(pem('client-locked.key'))], [false, true]);
  });
});
