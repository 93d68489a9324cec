// The language server over stdio, as any editor speaks to it: documents, versions, actions, and input that is no protocol.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  type CodeLens,
  type CompletionList,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  type Hover,
  type SignatureHelp,
} from 'vscode-languageserver';
import { Client, type StartOptions } from './client';
import { build } from './program';
import { StandingServer } from './standingServer';

const uri = 'file:///nowhere/rules.yaml';

function rules(expr: string, summary = 'Down'): string {
  return `groups:\n- name: example\n  rules:\n  - alert: Example\n    expr: ${expr}\n    annotations:\n      summary: "${summary}"\n`;
}

function at(line: number, from: number, to: number) {
  return { start: { line, character: from }, end: { line, character: to } };
}

describe('language server', () => {
  let client: Client;
  const folders: string[] = [];

  let standing: StandingServer;

  before(() => {
    build();
    standing = new StandingServer();
  });

  after(() => standing.stop());

  afterEach(async () => {
    await client.stop();
    for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  });

  async function start(options?: StartOptions): Promise<void> {
    client = await Client.start(options, standing.begin());
  }

  /** A folder on disk with files, as a workspace; gives its URI. */
  function folder(files: Readonly<Record<string, string>>): string {
    const at = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
    folders.push(at);
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(at, name), text);
    return pathToFileURL(at).href;
  }

  it('works without folders, settings and capabilities, in a process of its own', async () => {
    client = await Client.start();
    client.open(uri, rules('rate(xx)'));
    const [first] = await client.diagnostics(uri, 1);
    assert.equal(first?.code, 'promql/type');
    assert.equal(first?.source, 'ml-alert-rules');
    assert.equal(first?.severity, DiagnosticSeverity.Error);
    assert.deepEqual(first?.range, at(4, 15, 17));
  });

  it('links each finding to a page that exists', async () => {
    await start();
    client.open(uri, rules('rate(xx)'));
    const [first] = await client.diagnostics(uri, 1);
    const page = first?.codeDescription?.href ?? '';
    assert.ok(page.endsWith('docs/checks/promql/type.md'), page);
    assert.ok(fs.existsSync(new URL(page)));
  });

  it('sends the most severe of very many findings, and says so', async () => {
    await start();
    const alert = (i: number): string =>
      `  - alert: A${i}\n    expr: up == ${i}\n    annotations: { summary: "{{ $value | }}" }\n`;
    const many = Array.from({ length: 1200 }, (_, i) => alert(i)).join('');
    client.open(uri, `groups:\n- name: example\n  rules:\n${many}  - alert: Last\n    expr: rate(up)\n`);
    const found = await client.diagnostics(uri, 1);
    assert.equal(found.length, 1001);
    assert.equal(found.at(-2)!.code, 'promql/type');
    assert.match(String(found.at(-1)!.message), /^The 1000 most severe findings of \d{4} are shown/);
  });

  it('sends some of very many hints of one kind, and everything else', async () => {
    await start();
    const record = (i: number): string => `  - record: pod:r${i}\n    expr: sum(up) + ${i}\n`;
    const many = Array.from({ length: 200 }, (_, i) => record(i)).join('');
    client.open(uri, `groups:\n- name: example\n  rules:\n${many}  - alert: Last\n    expr: rate(up)\n`);
    const found = await client.diagnostics(uri, 1);
    assert.equal(found.filter(({ code }) => code === 'rules/record-name').length, 50);
    assert.ok(found.some(({ code }) => code === 'promql/type'));
  });

  it('publishes every version it has worked on, also when nothing changed', async () => {
    await start();
    client.open(uri, rules('up == 0'));
    const first = await client.diagnostics(uri, 1);
    client.change(uri, 2, [{ range: at(6, 20, 20), text: '!' }]);
    assert.deepEqual(await client.diagnostics(uri, 2), first);
    client.change(uri, 3, [{ range: at(4, 17, 17), text: ' )' }]);
    const broken = await client.diagnostics(uri, 3);
    assert.deepEqual(
      broken.filter(one => one.severity === DiagnosticSeverity.Error).map(one => [one.code, one.range]),
      [['promql/syntax', at(4, 18, 19)]],
    );
    client.change(uri, 4, [{ text: rules('up == 0') }]);
    assert.deepEqual(await client.diagnostics(uri, 4), first);
  });

  it('ends with the newest of versions that come faster than they are judged', async () => {
    await start();
    client.open(uri, rules('up == 0'));
    for (let version = 2; version <= 30; version++) {
      client.change(uri, version, [{ range: at(4, 17, 17), text: version % 2 === 0 ? ' ' : ')' }]);
    }
    // Where all versions come in one piece the finding is first shown when the typing rests.
    await client.diagnostics(uri, 30, all => all.some(one => one.code === 'promql/syntax'));
  });

  it('clears the findings of a closed document', async () => {
    await start();
    client.open(uri, rules('rate(xx)'));
    await client.diagnostics(uri, 1);
    client.notify('textDocument/didClose', { textDocument: { uri } });
    assert.deepEqual(await client.diagnostics(uri, undefined), []);
  });

  it('is silent in YAML of any other kind, and tells that it holds nothing', async () => {
    await start();
    client.open(uri, 'services:\n  web:\n    image: "unclosed\n');
    assert.deepEqual(await client.diagnostics(uri, 1), []);
    assert.deepEqual(await client.next('mlAlertRules/documentKinds'), { uri, kinds: [] });
    client.change(uri, 2, [{ text: rules('up == 0') }]);
    await client.diagnostics(uri, 2);
    assert.deepEqual(await client.next('mlAlertRules/documentKinds'), { uri, kinds: ['rules'] });
  });

  it('counts characters in UTF-16 units', async () => {
    await start();
    client.open(uri, `# 😀 é\n${rules('"😀" + rate(xx)').replace('expr: ', "expr: '").replace('(xx)\n', "(xx)'\n")}`);
    const found = await client.diagnostics(uri, 1);
    const type = found.find(one => textOf(one).includes('`rate`'));
    // `    expr: '"😀" + rate(xx)'`: the emoji counts as two.
    assert.deepEqual(type?.range, at(5, 23, 25));
    client.change(uri, 2, [
      { range: at(5, 25, 26), text: '' },
      { range: at(5, 18, 23), text: '' },
    ]);
    const after = await client.diagnostics(uri, 2);
    assert.deepEqual(
      after.filter(one => one.severity === DiagnosticSeverity.Error).map(one => one.range),
      [at(5, 11, 15)],
    );
  });

  it('places findings inside a Secret', async () => {
    await start();
    const secret = [
      'apiVersion: v1',
      'kind: Secret',
      'stringData:',
      '  alertmanager.yaml: |',
      '    route:',
      '      receiver: missing',
      '    receivers:',
      '    - name: team',
      '',
    ].join('\n');
    client.open(uri, secret);
    const [first] = await client.diagnostics(uri, 1);
    assert.equal(first?.code, 'alertmanager/undefined-receiver');
    assert.deepEqual(first?.range, at(5, 16, 23));
  });

  it('survives messages that are no protocol', async () => {
    await start();
    client.raw('this is no JSON');
    client.raw('{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///x"}}}');
    client.notify('textDocument/didChange', { textDocument: { uri, version: 9 }, contentChanges: [{ text: 'x' }] });
    client.notify('no/such/notification', { a: 1 });
    await assert.rejects(client.request('no/such/request', {}));
    client.open(uri, rules('rate(xx)'));
    assert.equal((await client.diagnostics(uri, 1))[0]?.code, 'promql/type');
    client.change(uri, 2, [{ range: at(900, 900, 900), text: '\n# end' }]);
    assert.equal((await client.diagnostics(uri, 2))[0]?.code, 'promql/type');
  });

  it('offers the fix of a finding and a comment that silences it', async () => {
    await start();
    const text =
      'route:\n  receiver: team\n  routes:\n  - match:\n      severity: critical\n    receiver: team\nreceivers:\n- name: team\n';
    client.open(uri, text);
    const found = await client.diagnostics(uri, 1);
    const deprecated = found.find(one => one.code === 'alertmanager/deprecated-match');
    assert.ok(deprecated, 'the deprecated form is found');
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: deprecated.range,
      context: { diagnostics: [deprecated] },
    });
    const fix = actions.find(action => action.isPreferred);
    assert.ok(fix?.edit?.changes?.[uri], 'a preferred fix is offered');
    assert.equal(
      applied(text, fix),
      text.replace('match:\n      severity: critical', 'matchers:\n      - \'severity="critical"\''),
    );
    const silence = actions.find(action => action.title.includes('Silence'));
    assert.ok(silence);
    client.change(uri, 2, [{ text: applied(text, silence) }]);
    const after = await client.diagnostics(uri, 2);
    assert.deepEqual(
      after.map(one => one.code),
      found.filter(one => one !== deprecated).map(one => one.code),
    );
  });

  it('gives symbols and a lens for each rule', async () => {
    await start();
    client.open(uri, rules('up == 0'));
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } });
    assert.deepEqual(
      symbols.map(one => [one.name, one.children?.map(child => child.name)]),
      [['example', ['Example']]],
    );
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    assert.deepEqual(lenses, [
      {
        range: at(3, 4, 4),
        command: { title: 'Preview', command: 'mlAlertRules.previewRule', arguments: [uri, { line: 3, character: 4 }] },
      },
    ]);
  });

  it('gives symbols for the routes, receivers and intervals of an AlertmanagerConfig object', async () => {
    await start();
    const text = [
      'apiVersion: monitoring.coreos.com/v1alpha1',
      'kind: AlertmanagerConfig',
      'spec:',
      '  route: {receiver: team}',
      '  receivers:',
      '  - name: team',
      '  muteTimeIntervals:',
      '  - name: night',
    ];
    client.open(uri, text.join('\n'));
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } });
    assert.deepEqual(
      symbols.map(({ name, detail, selectionRange }) => [name, detail, selectionRange]),
      [
        ['all alerts', 'route to team', at(3, 20, 24)],
        ['team', 'receiver', at(5, 10, 14)],
        ['night', 'interval', at(7, 10, 15)],
      ],
    );
  });

  it('prepares a rule for the preview, renders its message and finds its characters', async () => {
    await start();
    client.open(uri, rules('|\n      up{job="x"}\n        == 0', '{{ $labels.job }} is {{ $value }}'));
    await client.diagnostics(uri, 1);
    const rule = await client.request<Record<string, unknown>>('mlAlertRules/ruleAt', {
      uri,
      position: { line: 5, character: 8 },
    });
    assert.equal(rule['name'], 'Example');
    assert.deepEqual(rule['comparison'], {
      op: '==',
      left: 'up{job="x"}',
      leftAt: 0,
      right: '0',
      threshold: 0,
      at: { from: 17, to: 18 },
    });
    const key = { uri, version: 1, id: rule['id'] };
    const rendered = await client.request('mlAlertRules/render', {
      ...key,
      samples: [{ labels: { __name__: 'up', job: 'x' }, value: 0 }],
      time: 0,
    });
    assert.deepEqual(rendered, {
      series: [{ labels: { job: 'x', alertname: 'Example' }, annotations: [{ name: 'summary', text: 'x is 0' }] }],
      wanted: [],
      unknown: [],
    });
    assert.deepEqual(await client.request('mlAlertRules/locate', { ...key, from: 3, to: 6 }), [at(5, 9, 12)]);
    assert.equal(await client.request('mlAlertRules/render', { ...key, version: 2, samples: [], time: 0 }), null);
    assert.equal(
      await client.request('mlAlertRules/ruleAt', { uri: 'file:///other.yaml', position: { line: 0, character: 0 } }),
      null,
    );
  });

  it('marks the whole name of a series where an editor would mark its parts', async () => {
    await start();
    client.open(uri, rules('model:a:b / model:a:c > model:a:b', 'x'));
    await client.diagnostics(uri, 1);
    const ask = (line: number, character: number): Promise<unknown> =>
      client.request('textDocument/documentHighlight', { textDocument: { uri }, position: { line, character } });
    const text = rules('model:a:b / model:a:c > model:a:b', 'x').split('\n');
    const line = text.findIndex(one => one.includes('model:a:b'));
    const from = text[line]!.indexOf('model');
    const last = text[line]!.lastIndexOf('model');
    assert.deepEqual(await ask(line, from + 7), [
      { range: at(line, from, from + 9), kind: 2 },
      { range: at(line, last, last + 9), kind: 2 },
    ]);
    assert.equal(await ask(0, 1), null);
  });

  it('gives the standard alerts with their places, and those of a new file where there is none', async () => {
    await start();
    client.open(uri, rules('up == 0', 'x'));
    await client.diagnostics(uri, 1);
    interface Answer {
      readonly version?: number;
      readonly where: string;
      readonly alerts: readonly { readonly title: string; readonly range: unknown; readonly snippet: string }[];
    }
    const ask = (params: unknown): Promise<Answer> => client.request('mlAlertRules/standardAlerts', params);
    const { version, where, alerts } = await ask({ uri, position: { line: 4, character: 8 } });
    assert.deepEqual([version, where], [1, 'into the group example, after Example']);
    assert.match(alerts[0]!.snippet, /^\n {2}- alert: /);
    for (const params of [{}, { uri: 'file:///other.yaml', position: { line: 0, character: 0 } }]) {
      const fresh = await ask(params);
      assert.deepEqual([fresh.version, fresh.where], [undefined, 'into a new file']);
      assert.match(fresh.alerts[0]!.snippet, /^groups:\n {2}- name: /);
    }
  });

  it('reads the whole folder, and what changes in it', async () => {
    const home = folder({
      'exporter.py': "from prometheus_client import Gauge\nx = Gauge('model_cache_hits', 'Hits', ['model'])\n",
    });
    await start({ folders: [home] });
    const inside = `${home}/rules.yaml`;
    client.open(inside, rules('model_cache_hit > 1'));
    const isUnknown = (all: readonly Diagnostic[]): boolean => all.some(one => one.code === 'promql/unknown-metric');
    await client.diagnostics(inside, 1, isUnknown);
    const exporter = new URL(`${home}/exporter.py`);
    fs.writeFileSync(
      exporter,
      "from prometheus_client import Gauge\nx = Gauge('model_cache_hit', 'Hits', ['model'])\n",
    );
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: exporter.href, type: 2 }] });
    await client.diagnostics(inside, 1, all => !isUnknown(all));
  });

  it('judges a configuration again when a template file that it names changes', async () => {
    const text = "route: {receiver: a}\nreceivers: [{name: a}]\ntemplates: ['*.tmpl']\n";
    const home = folder({ 'alertmanager.yml': text, 'my slack.tmpl': '{{ shout . }}' });
    await start({ folders: [home], capabilities: { workspace: { configuration: true } } });
    const inside = `${home}/alertmanager.yml`;
    client.open(inside, text);
    const isFaulty = (all: readonly Diagnostic[]): boolean =>
      all.some(one => one.code === 'alertmanager/invalid-template-file');
    const found = (await client.diagnostics(inside, 1, isFaulty)).find(one => isFaulty([one]));
    assert.deepEqual(found!.range, at(2, 12, 20));
    const [related] = found!.relatedInformation ?? [];
    assert.deepEqual(related?.location, { uri: `${home}/my%20slack.tmpl`, range: at(0, 3, 8) });
    fs.writeFileSync(new URL(`${home}/my%20slack.tmpl`), '{{ toUpper . }}');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: `${home}/my%20slack.tmpl`, type: 2 }] });
    await client.diagnostics(inside, 1, all => !isFaulty(all));
  });

  it('goes by the settings of the editor, and by the configuration file over them', async () => {
    const home = folder({ '.ml-alert-rules.yaml': 'target:\n  prometheus: "2.42"\n' });
    const asked: (string | undefined)[] = [];
    await start({
      folders: [home],
      capabilities: { workspace: { configuration: true } },
      settings: section => {
        asked.push(section);
        return { target: { prometheus: '3.16', features: ['promql-experimental-functions'] } };
      },
    });
    const inside = `${home}/rules.yaml`;
    client.open(inside, rules('limitk(1, up) == 0'));
    const found = await client.diagnostics(inside, 1, all => all.some(one => textOf(one).includes('2.42')));
    assert.equal(found[0]?.code, 'promql/unsupported');
    assert.deepEqual([...new Set(asked)], ['mlAlertRules']);
  });

  it('completes, explains and finds definitions', async () => {
    await start();
    const text = rules('DCGM_FI_DEV_GPU_T').replace('expr: DCGM', 'expr: sum(DCGM_FI_DEV_GPU_TEMP) + DCGM');
    client.open(uri, text);
    const end = { line: 4, character: text.split('\n')[4]!.length };
    const list = await client.request<CompletionList>('textDocument/completion', {
      textDocument: { uri },
      position: end,
    });
    assert.ok(list.items.slice(0, 5).some(item => item.label === 'DCGM_FI_DEV_GPU_TEMP'));
    const shown = await client.request<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 4, character: 20 },
    });
    assert.match(JSON.stringify(shown.contents), /DCGM_FI_DEV_GPU_TEMP/);
    assert.deepEqual(shown.range, at(4, 14, 34));
    client.change(uri, 2, [{ text: 'route:\n  receiver: team\nreceivers:\n- name: team\n' }]);
    const found = await client.request('textDocument/definition', {
      textDocument: { uri },
      position: { line: 1, character: 14 },
    });
    assert.deepEqual(found, [{ uri, range: at(3, 8, 12) }]);
  });

  it('finds all places of a name in a folder and renames it', async () => {
    const recorded = 'groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: rate(up[5m])\n';
    const home = folder({ 'recorded.yaml': recorded });
    await start({ folders: [home] });
    const inside = `${home}/rules.yaml`;
    client.open(inside, rules('rate(a:b[5m]) == 0'));
    // What follows from other files is said when all of them were read.
    await client.diagnostics(inside, 1, all => all.some(({ code }) => code === 'promql/counter-function-on-recording'));
    const place = { textDocument: { uri: inside }, position: { line: 4, character: 16 } };
    const other = `${home}/recorded.yaml`;
    const context = { includeDeclaration: true };
    assert.deepEqual(await client.request('textDocument/references', { ...place, context }), [
      { uri: inside, range: at(4, 15, 18) },
      { uri: other, range: at(3, 12, 15) },
    ]);
    const uses = { ...place, context: { includeDeclaration: false } };
    assert.deepEqual(await client.request('textDocument/references', uses), [{ uri: inside, range: at(4, 15, 18) }]);
    assert.deepEqual(await client.request('textDocument/prepareRename', place), {
      range: at(4, 15, 18),
      placeholder: 'a:b',
    });
    const renamed = await client.request('textDocument/rename', { ...place, newName: 'a:c' });
    assert.deepEqual(renamed, {
      changes: {
        [inside]: [{ range: at(4, 15, 18), newText: 'a:c' }],
        [other]: [{ range: at(3, 12, 15), newText: 'a:c' }],
      },
    });
    await assert.rejects(client.request('textDocument/rename', { ...place, newName: 'up' }), /in use/);
    client.change(inside, 2, [{ text: rules('up == 0') }]);
    await assert.rejects(
      client.request('textDocument/prepareRename', { ...place, position: { line: 4, character: 11 } }),
      /exporter/,
    );
  });

  it('helps with the call that is being written', async () => {
    await start();
    const text = rules('quantile_over_time(0.9, ');
    client.open(uri, text);
    await client.diagnostics(uri, 1);
    const position = { line: 4, character: text.split('\n')[4]!.length };
    const help = await client.request<SignatureHelp>('textDocument/signatureHelp', { textDocument: { uri }, position });
    assert.match(help.signatures[0]!.label, /^quantile_over_time\(/);
    assert.equal(help.activeParameter, 1);
  });

  it('judges again when the settings change', async () => {
    let version = '3.16';
    const home = folder({});
    await start({
      folders: [home],
      capabilities: { workspace: { configuration: true } },
      settings: () => ({ target: { prometheus: version, features: 'all' } }),
    });
    const inside = `${home}/rules.yaml`;
    client.open(inside, rules('limitk(1, xx) == 0'));
    const isRefused = (all: readonly Diagnostic[]): boolean => all.some(one => one.code === 'promql/unsupported');
    await client.diagnostics(inside, 1, all => !isRefused(all));
    version = '2.42';
    client.notify('workspace/didChangeConfiguration', { settings: {} });
    await client.diagnostics(inside, 1, isRefused);
  });

  it('sees an alert and its route in two documents', async () => {
    const home = folder({
      'alertmanager.yaml':
        'route:\n  receiver: all\n  routes:\n  - matchers: [\'team="ml"\']\n    receiver: ml\nreceivers:\n- name: all\n- name: ml\n',
    });
    await start({ folders: [home] });
    const inside = `${home}/rules.yaml`;
    const text = rules('DCGM_FI_DEV_GPU_TEMP > 90');
    const isLost = (all: readonly Diagnostic[]): boolean => all.some(one => one.code === 'routing/root-receiver-only');
    client.open(inside, text);
    await client.diagnostics(inside, 1, isLost);
    client.change(inside, 2, [
      { text: text.replace('    annotations:', '    labels:\n      team: ml\n    annotations:') },
    ]);
    await client.diagnostics(inside, 2, all => !isLost(all));
    client.change(inside, 3, [{ text }]);
    await client.diagnostics(inside, 3, isLost);
    const other = `${home}/alertmanager.yaml`;
    client.open(other, 'route:\n  receiver: all\nreceivers:\n- name: all\n');
    await client.diagnostics(inside, 3, all => !isLost(all));
    client.notify('textDocument/didClose', { textDocument: { uri: other } });
    await client.diagnostics(inside, 3, isLost);
  });

  it('takes null for settings', async () => {
    await start({ folders: [folder({})], capabilities: { workspace: { configuration: true } } });
    client.open(uri, rules('rate(xx)'));
    assert.equal((await client.diagnostics(uri, 1))[0]?.code, 'promql/type');
  });
});

/** The message; clients of the newest protocol may get Markdown, which is not asked for here. */
function textOf({ message }: Diagnostic): string {
  assert.ok(typeof message === 'string');
  return message;
}

function applied(text: string, action: CodeAction): string {
  const lines = text.split('\n');
  const offset = (position: { readonly line: number; readonly character: number }): number =>
    lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
  return [...action.edit!.changes![uri]!]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (before, edit) => before.slice(0, offset(edit.range.start)) + edit.newText + before.slice(offset(edit.range.end)),
      text,
    );
}
