// Signs in to a Prometheus behind gates of every kind, by the questions of the editor: with a wrong secret and with the right one,
// after what signed in has ended, and where an address leads to another origin. What the person reads is held to words, and what
// the gates saw to the secrets: each went to its own gate alone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { installed, startPrometheus } from '../../../tools/demo/prometheus.mjs';
import { secrets, startGates, tlsFile } from '../gates.mjs';
import { openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    interval: 1m
    rules:
      - alert: GpuHot
        expr: DCGM_FI_DEV_GPU_TEMP > 50
        for: 2m
`;

/** How a person signs in by kind: what is picked and asked, a wrong secret and what is said of it, the right one and what is said then. */
const ways = {
  basic: {
    pick: 'User and password',
    asked: () => [['User name', secrets.user]],
    secret: ['Password for', 'nobody knows', secrets.password],
    bad: /wants other credentials \(401\)/,
    good: /with user and password: Prometheus/,
  },
  bearer: {
    pick: 'Bearer token',
    secret: ['Token for', 'an old token', secrets.token],
    bad: /wants other credentials \(401\)/,
    good: /with the token: Prometheus/,
  },
  header: {
    pick: 'A header of its own',
    asked: () => [['Name of the header', 'X-API-Key']],
    secret: ['Value of X-API-Key for', 'an old key', secrets.key],
    bad: /with these credentials \(403\): they are wrong, or lack the right/,
    good: /with the header: Prometheus/,
  },
  cookie: {
    pick: 'Cookies',
    secret: ['Cookies for', 'session=ended', `theme=dark; ${secrets.cookie}`],
    bad: /redirects to https:\/\/login\.example\.com.*enter new cookies/,
    good: /with the cookies: Prometheus/,
  },
  oauth2: {
    pick: 'OAuth 2 client credentials',
    asked: urls => [
      ['Address of the token endpoint', `${urls.tokens}/oauth/token`],
      ['Client id', secrets.client],
      ['Scope', ''],
    ],
    secret: ['Client secret for', 'not the secret', secrets.clientSecret],
    bad: /token endpoint at .* gives no token \(401, invalid_client\)/,
    good: /with a token of the token endpoint: Prometheus/,
  },
  sigv4: {
    pick: 'AWS signature',
    asked: () => [
      ['Region', secrets.aws.region],
      ['Access key id', secrets.aws.accessKeyId],
    ],
    secret: ['Secret access key for', 'not-the-key', secrets.aws.secretAccessKey],
    bad: /\(403\).*signature we calculated does not match/,
    good: /with signed requests: Prometheus/,
  },
};

export const journey = {
  workspace: 'examples/clean',
  // More than a minute long: what it walks is held by unit tests at every change.
  onlyByName: true,
  async prepare({ workspace }) {
    if (!installed('prometheus') || !installed('promtool'))
      throw new Error('prometheus and promtool are not installed');
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'guarded.yaml'), rules);
    const prometheus = await startPrometheus({ historyMs: 1_800_000, scrapeMs: 0 });
    const gates = await startGates(prometheus.url);
    const stop = async () => {
      await gates.stop();
      await prometheus.stop();
    };
    return { ...gates, stop };
  },
  async run({ page, shot, data, workspace, urls, state }) {
    const list = page.locator('.quick-input-list .monaco-list-row');
    /** Answers one question of the quick input once it is asked. */
    const answer = async (question, text) => {
      const widget = page.locator('.quick-input-widget', { hasText: question });
      await widget.waitFor();
      await widget.locator('input').first().fill(text);
      await page.keyboard.press('Enter');
    };
    /** Chooses by the keyboard: under the pointer a list shows help over its rows. */
    const pick = async text => {
      const row = list.filter({ hasText: text }).first();
      await row.waitFor();
      await page.locator('.quick-input-widget input').first().fill(text);
      await list.first().filter({ hasText: text }).waitFor();
      await page.keyboard.press('Enter');
    };
    /** What the product says, which it also writes to its output. */
    const told = async (words, seen) => {
      for (;;) {
        const line = said(data)
          .slice(seen)
          .find(one => words.test(one));
        if (line !== undefined) return line;
        await page.evaluate(() => new Promise(requestAnimationFrame));
      }
    };
    const edit = async (url, steps, words) => {
      const seen = said(data).length;
      await runCommand(page, 'ML Alerts: Edit Server');
      await answer('Address of Prometheus', url);
      await answer('A name for this server', 'guarded');
      await steps();
      return told(words, seen);
    };

    await openFile(page, 'guarded.yaml');
    const lens = page.locator('.editor-instance .codelens-decoration a').first();
    await lens.waitFor();
    const none = said(data).length;
    await runCommand(page, 'ML Alerts: Add Server');
    await answer('Address of Prometheus', urls.bearer);
    await answer('A name for this server', 'guarded');
    await pick('No credentials');
    await told(/wants credentials \(401\)/, none);
    for (const [kind, way] of Object.entries(ways)) {
      const [question, wrong, right] = way.secret;
      const signIn = secret => async () => {
        await pick(way.pick);
        for (const one of way.asked?.(urls) ?? []) await answer(...one);
        await answer(question, secret);
      };
      const refusal = await edit(urls[kind], signIn(wrong), way.bad);
      assert.ok(!refusal.includes(wrong), refusal);
      await edit(urls[kind], signIn(right), way.good);
    }

    // A tenant and a client certificate come besides the credentials; a key that is locked asks for its passphrase.
    const plain = () => pick('No credentials');
    await edit(urls.tenant, plain, /wants a tenant \(401\)/);
    const tenant = async () => {
      await pick('With a tenant');
      await answer('Tenant', 'team-a');
      await plain();
    };
    await edit(urls.tenant, tenant, /without credentials: Prometheus/);
    await edit(urls.mtls, plain, /signed by "Test Authority", which this machine does not trust/);
    const authority = async () => {
      await pick('With an authority of your own');
      await answer('File of the authority', tlsFile('ca.pem'));
      await plain();
    };
    await edit(urls.mtls, authority, /wants a client certificate/);
    const certificate = async () => {
      await pick('With a client certificate');
      await answer('File of the client certificate', tlsFile('client.pem'));
      await answer('File of its key', tlsFile('client-locked.key'));
      await plain();
      await answer('Passphrase of', 'not it');
    };
    await edit(urls.mtls, certificate, /client certificate or its key cannot be used .* passphrase/);
    const unlocked = async () => {
      await plain();
      await answer('Passphrase of', 'open-sesame');
    };
    await edit(urls.mtls, unlocked, /with the client certificate: Prometheus/);

    // Another origin is not asked, whatever was entered for the first one.
    const token = async () => {
      await pick('Bearer token');
      await answer('Token for', secrets.token);
      // The certificate stays, and what was entered for its key was bound to the other origin.
      await answer('Passphrase of', 'open-sesame');
    };
    await edit(urls.moved, token, /redirects to .*, which is not followed: credentials would leave/);
    assert.ok(state.seen.every(({ kind }) => kind !== 'elsewhere'));

    // What was entered ends while the panel is open: it says so and offers what helps, and is as before once it is let in again.
    await edit(urls.bearer, token, /with the token and the client certificate: Prometheus/);
    await lens.click();
    const frame = await previewFrame(page, 'series-row');
    const part = name => frame.locator(`[data-testid="${name}"]`);
    await page.locator('.statusbar-item', { hasText: 'guarded' }).locator('.codicon-pulse').waitFor();
    state.refuseAll = true;
    await part('window-24h').click();
    await part('notice-text')
      .filter({ hasText: /wants other credentials \(401\)/ })
      .waitFor();
    await part('action-editServer').waitFor();
    await shot('ended');
    state.refuseAll = false;
    await part('action-retry').click();
    await part('total-firings').waitFor();
    await shot('again');

    for (const [
      kind,
      {
        secret: [, , right],
      },
    ] of Object.entries(ways)) {
      const places = state.seen.filter(({ headers, body = '' }) => `${JSON.stringify(headers)}${body}`.includes(right));
      const own = kind === 'oauth2' ? 'tokens' : kind;
      assert.ok(
        places.every(place => place.kind === own || (kind === 'bearer' && place.kind === 'moved')),
        kind,
      );
      assert.deepEqual(filesWith(data, right), []);
      assert.deepEqual(filesWith(workspace, right), []);
    }
  },
};

/** The lines of the product's output. */
function said(data) {
  const [file] = filesOf(data).filter(name => path.basename(name) === 'ML Alert Rules.log');
  return file === undefined ? [] : fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

function filesOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
}

/** The files below a folder in which `text` stands. */
function filesWith(folder, text) {
  return filesOf(folder).filter(file => fs.readFileSync(file).includes(text));
}
