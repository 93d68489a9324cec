// What a server of metrics knows, in the editor: it is merged into lists and hovers, checks stand on it, and a server that does
// not answer delays nothing and says nothing.
import assert from 'node:assert/strict';
import type { CompletionList, Hover } from 'vscode-languageserver';
import type { LiveAnswer, LiveQuestion } from '../../../server/src/live/live';
import { type LiveParams, type LiveResult, liveChangedNotification } from '../../../server/src/lsp/protocol';
import { positionAt, Session } from '../../harness/session';

const home = 'file:///w';
const file = `${home}/rules.yaml`;
const rule = (expr: string): string => `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${expr}\n`;

/** A server with a few metrics, and everything that was asked of it. */
function server(more: Partial<Record<string, LiveAnswer>> = {}) {
  const asked: LiveQuestion[] = [];
  const gauge = {
    types: ['gauge'],
    help: 'Fill of *the* queue [x](command:y) <img>',
    unit: '',
    series: 3,
    seen: 'yes',
  };
  const answers: Partial<Record<string, LiveAnswer>> = {
    'names my_q': { names: ['my_queue_fill', 'my_queue_other', 'odd.name'], complete: true },
    'metric my_queue_fill': gauge as LiveAnswer,
    'labels my_queue_fill': { names: ['__name__', 'shard', 'job'], complete: true },
    'values my_queue_fill shard ': { names: ['a', 'b"c', 'd\ne', 'f\u202eg'], complete: true },
    'seen my_queue_fill{shard="z"}': { series: 0, seen: 'no' },
    ...more,
  };
  const live = ({ questions }: LiveParams): LiveResult => {
    asked.push(...questions);
    return {
      server: 'prod',
      answers: questions.map(question => {
        const values = question.kind === 'values' ? ` ${question.label} ${question.text}` : '';
        return answers[`${question.kind} ${question.subject}${values}`] ?? null;
      }),
    };
  };
  return { asked, live };
}

describe('language server: what a server of metrics knows', () => {
  let session: Session;
  afterEach(() => session.stop());
  const start = async (
    live?: (params: LiveParams) => LiveResult | null | Promise<LiveResult | null>,
    text = rule('up'),
  ) => {
    session = await Session.start({ files: new Map(), folders: [home], ...(live ? { live } : {}) });
    session.open(file, text);
    await session.quiet();
  };
  const at = (word: string) => {
    const text = session.texts.get(file)!;
    return { textDocument: { uri: file }, position: positionAt(text, text.indexOf(word) + word.length) };
  };
  const complete = async (text: string, word: string): Promise<CompletionList> => {
    session.replace(file, text);
    return session.request<CompletionList>('textDocument/completion', at(word));
  };
  const codes = async (): Promise<readonly unknown[]> => {
    await session.quiet();
    return session.diagnostics(file).map(({ code }) => code);
  };

  it('is proposed beside what is known offline', async () => {
    const { live } = server();
    await start(live);
    const names = await complete(rule('my_q'), 'my_q');
    const item = names.items.find(({ label }) => label === 'my_queue_fill');
    assert.equal(item?.detail, 'on prod');
    assert.ok(!names.items.some(({ label }) => label === 'odd.name'));
    const labels = await complete(rule('my_queue_fill{}'), 'my_queue_fill{');
    assert.deepEqual(
      labels.items.filter(({ detail }) => detail === 'on prod').map(({ label }) => label),
      ['shard'],
    );
    assert.ok(labels.items.some(({ label }) => label === 'job'));
    const values = await complete(rule(`'my_queue_fill{shard=""}'`), 'shard="');
    assert.deepEqual(
      values.items.map(({ label }) => label),
      ['a', 'b"c'],
    );
  });

  it('is shown with a hover, as text', async () => {
    const { live } = server();
    await start(live);
    session.replace(file, rule('my_queue_fill > 1'));
    const hover = await session.request<Hover>('textDocument/hover', at('my_que'));
    const { value } = hover.contents as { value: string };
    assert.match(value, /On \*\*prod\*\*: gauge; 3 series now\./);
    assert.ok(value.includes('\\[x\\]\\(command\\:y\\) \\<img\\>'), value);
  });

  it('is what checks stand on, and they go when it goes', async () => {
    let isAway = false;
    const { live } = server({ 'metric gone_metric': { types: [], help: '', unit: '', series: 0, seen: 'no' } });
    await start(params => (isAway ? { server: 'prod', isAway, answers: [] } : live(params)));
    session.replace(file, rule('my_queue_fill{shard="z"} > gone_metric'));
    assert.deepEqual(await codes(), ['live/value-not-seen', 'live/metric-not-seen']);
    const shown = session.diagnostics(file);
    assert.match(String(shown[1]!.message), /`gone_metric` has no series on prod/);
    isAway = true;
    // Something new is asked, and nobody is there.
    session.replace(file, rule('my_queue_fill{shard="z"} > gone_metric > third_metric'));
    assert.deepEqual(await codes(), []);
  });

  it('reaches the checks also while lists are asked for', async () => {
    const { live } = server({ 'metric gone_metric': { types: [], help: '', unit: '', series: 0, seen: 'no' } });
    await start(live);
    await complete(rule('my_queue_fill > gone_metric'), 'gone_metric');
    assert.deepEqual(await codes(), ['live/metric-not-seen']);
  });

  it('is forgotten where another server is chosen', async () => {
    let name = 'one';
    const gone = { types: [], help: '', unit: '', series: 0, seen: 'no' } as const;
    await start(({ questions }) => ({
      server: name,
      answers: questions.map(({ kind }) => (name === 'one' && kind === 'metric' ? gone : null)),
    }));
    session.replace(file, rule('gone_metric'));
    assert.deepEqual(await codes(), ['live/metric-not-seen']);
    name = 'two';
    session.notify(liveChangedNotification, {});
    assert.deepEqual(await codes(), []);
  });

  it('is asked for once, and not of a file without rules', async () => {
    const { asked, live } = server();
    await start(live, 'route: {receiver: a}\nreceivers: [{name: a}]\n');
    await session.quiet();
    assert.deepEqual(asked, []);
    session.replace(file, rule('my_queue_fill{shard="z"} > 1'));
    await session.quiet();
    const before = asked.length;
    session.replace(file, rule('my_queue_fill{shard="z"} > 2'));
    await session.quiet();
    assert.deepEqual(asked.slice(before), []);
    assert.equal(new Set(asked.map(question => JSON.stringify(question))).size, asked.length);
  });

  it('is not asked of a client that asks no server, nor again of one that has none', async () => {
    await start();
    session.replace(file, rule('gone_metric'));
    assert.deepEqual(await codes(), []);
    session.stop();
    let asked = 0;
    await start(() => {
      asked++;
      return null;
    }, rule('gone_metric'));
    const after = asked;
    session.replace(file, rule('other_metric'));
    await complete(rule('my_q'), 'my_q');
    await session.quiet();
    assert.ok(after === 1 && asked === 1, `${asked} questions`);
  });

  it('delays no list and no hover while the server is silent', async () => {
    await start(() => new Promise(() => {}));
    const list = await complete(rule('DCGM_FI_DEV_GPU_T'), 'GPU_T');
    assert.ok(list.items.some(({ label }) => label === 'DCGM_FI_DEV_GPU_TEMP') && list.isIncomplete);
    session.replace(file, rule('DCGM_FI_DEV_GPU_TEMP > 80'));
    assert.ok(await session.request('textDocument/hover', at('DCGM_FI')));
  });
});
