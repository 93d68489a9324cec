// A workspace of many folders, each with a server of its own: two that answer, and some that cannot be reached in every common
// way. The panel asks the server of the folder whose rule is looked at, and says what stands in the way and what to do.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { tlsFile } from '../gates.mjs';
import { closeSideBar, goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const pem = name => fs.readFileSync(tlsFile(name));
const ca = { ca: tlsFile('ca.pem') };

function answering(seen) {
  return (request, response) => {
    request.resume();
    seen?.push(request.url);
    const isRange = request.url.includes('query_range');
    const metric = { gpu: seen?.gpu ?? '0' };
    const now = Date.now() / 1000;
    const result = [isRange ? { metric, values: [[now - 60, '90']] } : { metric, value: [now, '90'] }];
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        status: 'success',
        data: { resultType: isRange ? 'matrix' : 'vector', result, version: '3.1.0' },
      }),
    );
  };
}

/** A listener whose queue is full: the kernel leaves further connections without an answer. */
async function startSilent() {
  const script = `import socket,sys
s=socket.socket(); s.bind(("127.0.0.1",0)); s.listen(0)
port=s.getsockname()[1]; kept=[]
for _ in range(4):
    c=socket.socket(); c.setblocking(False); c.connect_ex(("127.0.0.1",port)); kept.append(c)
print(port,flush=True); sys.stdin.read()`;
  const python = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(python.stdout, 'data');
  return { port: Number(line), stop: () => python.stdin.end() };
}

async function start(workspace) {
  const stops = [];
  const listen = async server => {
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => {
      server.closeAllConnections?.();
      server.close();
    });
    return server.address().port;
  };
  const secure = (cert, more = {}) =>
    listen(
      https.createServer(
        { cert: pem(`${cert}.pem`), key: pem(`${cert === 'expired' ? 'server' : cert}.key`), ...more },
        answering(),
      ),
    );
  const seen = { a: Object.assign([], { gpu: 'of-a' }), b: Object.assign([], { gpu: 'of-b' }) };
  const silent = await startSilent();
  stops.push(silent.stop);
  const closed = net.createServer();
  const free = await listen(closed);
  await new Promise(resolve => closed.close(resolve));
  const plain = await listen(http.createServer(answering(seen.a)));
  const server = await secure('server');
  const rows = [
    ['a', `http://127.0.0.1:${plain}`, undefined],
    ['b', `http://127.0.0.1:${await listen(http.createServer(answering(seen.b)))}`, undefined],
    ['refused', `http://127.0.0.1:${free}`, /Nothing listens at .*port-forward/],
    ['unnamed', 'http://nowhere.invalid:9090', /cannot be resolved from where this window's extensions run/],
    ['silent', `http://127.0.0.1:${silent.port}`, /does not answer\. Check the address, the VPN/],
    [
      'unknown-authority',
      `https://127.0.0.1:${server}`,
      /signed by "Test Authority", which this machine does not trust/,
    ],
    [
      'expired',
      `https://127.0.0.1:${await secure('expired')}`,
      /not valid at this time .*It counts from .* to .*2020/,
      ca,
    ],
    ['other-host', `https://127.0.0.1:${await secure('other')}`, /is for another host/, ca],
    ['https-to-http', `https://127.0.0.1:${plain}`, /does not speak https\. Try http:\/\//],
    ['http-to-https', `http://127.0.0.1:${server}`, /speaks? https|change the address|Try https/i],
    [
      'certificate',
      `https://127.0.0.1:${await secure('server', { ca: pem('ca.pem'), requestCert: true, rejectUnauthorized: true })}`,
      /wants a client certificate/,
      ca,
    ],
  ];
  for (const [name] of rows) {
    const folder = path.join(workspace, name);
    fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'mlAlertRules.server': name }));
    fs.writeFileSync(
      path.join(folder, `${name}-rules.yaml`),
      'groups:\n  - name: gpu\n    rules:\n      - alert: Hot\n        expr: DCGM_FI_DEV_GPU_TEMP > 80\n',
    );
  }
  const opens = path.join(workspace, 'all.code-workspace');
  fs.writeFileSync(opens, JSON.stringify({ folders: rows.map(([name]) => ({ path: name })) }));
  return {
    rows,
    seen,
    opens,
    settings: {
      'mlAlertRules.live': false,
      'mlAlertRules.servers': rows.map(([name, url, , tls]) => ({ name, url, ...(tls ? { tls } : {}) })),
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

export const journey = {
  workspace: 'examples/broken',
  // More than a minute long: what it walks is held by unit tests at every change.
  onlyByName: true,
  async prepare({ workspace }) {
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    return start(workspace);
  },
  async run({ page, shot, rows, seen }) {
    let frame;
    const at = id => frame.locator(`[data-testid="${id}"]`);
    const look = async name => {
      await openFile(page, `${name}-rules.yaml`);
      await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
      await goTo(page, 5, 12);
      await runCommand(page, 'ML Alerts: Preview Rule');
      frame = await previewFrame(page, 'server-name');
      await at('rule-place')
        .filter({ hasText: `${name}-rules.yaml` })
        .waitFor();
      await page.locator('.statusbar-item', { hasText: name }).first().waitFor();
    };
    // Each folder asks its own server.
    for (const name of ['a', 'b']) {
      await look(name);
      await at('series-row')
        .filter({ hasText: `of-${name}` })
        .first()
        .waitFor();
      assert.match(await at('server-name').innerText(), new RegExp(`\\b${name}\\b`));
      if (name === 'a') {
        await closeSideBar(page);
        assert.deepEqual([...seen.b], [], 'nobody asks the server of another folder');
      }
      await shot(name);
    }
    for (const [name, , words] of rows.filter(([, , words]) => words)) {
      await look(name);
      const notice = at('notice-text').filter({ hasText: words });
      await notice.waitFor({ timeout: 30_000 }).catch(async () => {
        throw new Error(`${name}: ${await at('notice-text').allInnerTexts()}`);
      });
      console.log(`    ${name}: ${await notice.innerText()}`);
      assert.equal(await at('action-editServer').count(), 1, name);
      await frame.locator('header:not(.busy)').waitFor();
      assert.equal(await at('series-row').count(), 0, 'nothing of another server stays');
      await shot(name);
    }
  },
};
