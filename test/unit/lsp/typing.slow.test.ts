import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { type CodeAction, DiagnosticSeverity } from 'vscode-languageserver';
import { drawn } from '../../harness/draws';
import { Session } from '../../harness/session';
import { ordinary, Typist } from '../../harness/typist';

const clean = path.resolve(__dirname, '../../../examples/clean');
const home = 'file:///work';
const rulesUri = `${home}/rules.yml`;

const rules = `groups:
  - name: gpu
    rules:
      - alert: GPUTemperatureHigh
        expr: max by (Hostname, gpu) (DCGM_FI_DEV_GPU_TEMP{gpu=~"[0-7]"}) > 85
        for: 10m
        labels:
          severity: critical
          team: ml-platform
        annotations:
          summary: "GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is at {{ $value | humanize }} °C"
          description: |
            {{ if gt $value 95.0 }}It stops soon.{{ else }}It slows down.{{ end }}
          runbook_url: https://runbooks.example.com/gpu-temperature
      - alert: ExporterGone
        expr: |
          absent(DCGM_FI_DEV_GPU_TEMP)
        labels:
          severity: critical
          team: ml-platform
        annotations:
          summary: No GPU is watched
          runbook_url: https://runbooks.example.com/exporter
      - record: job:up:share
        expr: >-
          sum by (job) (up)
            / count by (job) (up)
`;

const alertmanager = `global:
  slack_api_url: 'https://hooks.slack.com/services/x'
route:
  group_by: ['alertname', "team"]
  receiver: default
  routes:
    - matchers: [severity="critical"]
      receiver: pages
receivers:
  - name: default
    slack_configs:
      - channel: '#ml'
        text: '{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}'
  - name: pages
    pagerduty_configs:
      - routing_key: secret
`;

/** A session in a folder with files, in which some are open and judged. */
async function start(open: Readonly<Record<string, string>>): Promise<Session> {
  const files = new Map(Object.entries(open).map(([name, text]) => [`${home}/${name}`, text]));
  const session = await Session.start({ folders: [home], files });
  for (const [uri, text] of files) session.open(uri, text);
  await session.quiet();
  return session;
}

/** What is shown of a document, hints apart. */
function codes(session: Session, name = 'rules.yml'): readonly unknown[] {
  const shown = session.diagnostics(`${home}/${name}`);
  return shown.filter(({ severity }) => severity !== DiagnosticSeverity.Hint).map(({ code }) => code);
}

/** Puts a typist behind the first occurrence of a text. */
function typistBehind(session: Session, mark: string, name = 'rules.yml', habits = {}): Typist {
  const uri = `${home}/${name}`;
  const at = session.texts.get(uri)!.indexOf(mark);
  assert.ok(at >= 0, mark);
  return new Typist(session, uri, at + mark.length, habits);
}

describe('what is shown while somebody types', () => {
  let session: Session;
  afterEach(() => session.stop());

  for (const [name, habits] of new Set([...drawn(ordinary), ordinary.at(-1)!])) {
    it(`a right rule file flashes nothing (${name})`, async () => {
      session = await start({ 'rules.yml': '', 'alertmanager.yml': alertmanager });
      const typist = new Typist(session, rulesUri, 0, habits);
      await typist.type(rules);
      assert.deepEqual(await typist.flashes(), []);
      assert.equal(session.texts.get(rulesUri), rules);
      assert.deepEqual(codes(session), []);
    });
  }

  for (const [name, habits] of drawn(ordinary.slice(1, 4))) {
    it(`a right configuration and a Secret with one flash nothing (${name})`, async () => {
      const secret = readFileSync(path.join(clean, 'alertmanager-secret.yaml'), 'utf8');
      session = await start({ 'rules.yml': rules, 'alertmanager.yml': '', 'secret.yaml': '' });
      for (const [file, text] of [
        ['alertmanager.yml', alertmanager],
        ['secret.yaml', secret],
      ] as const) {
        const typist = new Typist(session, `${home}/${file}`, 0, habits);
        await typist.type(text);
        assert.deepEqual(await typist.flashes(), [], file);
        assert.equal(session.texts.get(`${home}/${file}`), text);
      }
    });
  }

  it('taking a part of a rule back and typing it again flashes nothing, there or elsewhere', async () => {
    const broken = rules.replace('absent(', 'absnt(');
    session = await start({ 'rules.yml': broken, 'alertmanager.yml': alertmanager });
    assert.deepEqual(codes(session), ['promql/unknown-function']);
    for (const part of [
      ' by (Hostname, gpu) (',
      '"}) > 85',
      'for: 10m',
      'severity: critical',
      '{{ $labels.gpu }}',
      '{{ end }}',
    ]) {
      const typist = typistBehind(session, part);
      await typist.erase(part.length);
      await typist.type(part);
      assert.deepEqual(await typist.flashes(), [], part);
    }
    assert.equal(session.texts.get(rulesUri), broken);
  });

  for (const isOpen of [true, false]) {
    it(`a route typed anew flashes nothing in ${isOpen ? 'open' : 'other'} files, until the typing rests`, async () => {
      session = await start({ 'rules.yml': rules, 'alertmanager.yml': alertmanager });
      if (!isOpen) session.close(rulesUri);
      await session.quiet();
      const typist = typistBehind(session, '"critical"', 'alertmanager.yml');
      await typist.erase(4);
      await typist.type('cal"');
      assert.deepEqual(await typist.flashes(), []);
      await typist.erase(9);
      await typist.type('page"');
      assert.deepEqual(codes(session), []);
      await session.quiet();
      assert.ok(codes(session).includes('routing/root-receiver-only'));
    });
  }

  it('says at once that a parenthesis is too many, and takes it back at once', async () => {
    session = await start({ 'rules.yml': rules });
    const typist = typistBehind(session, '> 85');
    await typist.type(')');
    assert.deepEqual(codes(session), ['promql/syntax']);
    await typist.erase(1);
    assert.deepEqual(codes(session), []);
  });

  it('says at once that a function is unknown', async () => {
    session = await start({ 'rules.yml': rules });
    const typist = typistBehind(session, '> 85');
    await typist.type(' or foo(up)');
    assert.deepEqual(codes(session), ['promql/unknown-function']);
  });

  it('says what is missing when a second has passed', async () => {
    session = await start({ 'rules.yml': '' });
    const typist = new Typist(session, rulesUri, 0);
    await typist.type('groups:\n  - name: gpu\n    rules:\n      - alert: Hot\n        expr: sum(');
    assert.deepEqual(codes(session), []);
    await session.quiet();
    assert.deepEqual(codes(session), ['promql/syntax']);
  });

  it('says what is missing in a rule when the next one is begun', async () => {
    session = await start({ 'rules.yml': '' });
    const typist = new Typist(session, rulesUri, 0);
    await typist.type('groups:\n  - name: gpu\n    rules:\n      - alert: Hot\n        for: 5m\n      ');
    assert.deepEqual(codes(session), []);
    await typist.type('- alert: ');
    assert.deepEqual(codes(session), ['rules/missing-field']);
    await session.quiet();
    assert.equal(codes(session).length, 3);
  });

  it('says that a bracket is not closed when the next line is written', async () => {
    session = await start({ 'rules.yml': '' });
    const typist = new Typist(session, rulesUri, 0);
    await typist.type('groups:\n  - name: gpu\n    rules:\n      - alert: Hot\n        expr: sum(up\n        for: ');
    assert.deepEqual(codes(session), ['promql/syntax']);
  });

  it('keeps what is shown of other rules while a line is no YAML', async () => {
    session = await start({ 'rules.yml': rules.replace('count by (job) (up)', 'count by (job) (rate(up))') });
    const shown = codes(session);
    assert.deepEqual(shown, ['promql/type']);
    const typist = typistBehind(session, 'for: 10m');
    await typist.type('\n        keep_firing_for');
    assert.deepEqual(codes(session), shown);
    await typist.type(': "');
    assert.deepEqual(codes(session), shown);
    await session.quiet();
    assert.notDeepEqual(codes(session), shown);
  });

  it('says everything about a block that is pasted, when the file is saved, and when another file is edited', async () => {
    const paste = '      - alert: Hot\n        expr: sum(\n';
    session = await start({ 'rules.yml': rules, 'other.yml': 'groups: []\n' });
    session.edit(rulesUri, { from: rules.length, to: rules.length, text: paste });
    await session.answered();
    assert.deepEqual(codes(session), ['promql/syntax']);
    session.edit(rulesUri, { from: rules.length, to: rules.length + paste.length, text: '' });
    await session.answered();
    assert.deepEqual(codes(session), []);
    const typist = typistBehind(session, '> 85');
    await typist.type(' and sum(');
    assert.deepEqual(codes(session), []);
    session.notify('textDocument/didSave', { textDocument: { uri: rulesUri } });
    await session.answered();
    assert.deepEqual(codes(session), ['promql/syntax']);
    await typist.erase(1);
    await typist.type('(');
    await typist.erase(9);
    await typist.type(' or ');
    assert.deepEqual(codes(session), []);
    await typistBehind(session, 'groups: []', 'other.yml').type(' ');
    assert.deepEqual(codes(session), ['promql/syntax']);
  });

  it('offers no fixes of what is not shown', async () => {
    session = await start({ 'rules.yml': rules });
    const typist = typistBehind(session, 'for: 10m');
    const ask = async (): Promise<readonly string[]> => {
      const position = { line: 5, character: 13 };
      const params = {
        textDocument: { uri: rulesUri },
        range: { start: position, end: position },
        context: { diagnostics: [] },
      };
      return (await session.request<CodeAction[]>('textDocument/codeAction', params)).map(({ title }) => title);
    };
    await typist.erase(1);
    assert.deepEqual(codes(session), []);
    assert.deepEqual(await ask(), []);
    await session.quiet();
    assert.deepEqual(codes(session), ['rules/invalid-duration']);
    assert.notDeepEqual(await ask(), []);
  });
});
