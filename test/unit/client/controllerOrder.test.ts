// The preview's controller while answers come late, twice, or for a rule that is left.
import assert from 'node:assert/strict';
import type { Answer, InstantResult } from '../../../server/src/datasource/datasource';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { good, hot, rule, stage, target, uri } from './controllerStage';

describe('preview controller: answers out of order', () => {
  /** A language server whose answers come when the test says so. */
  function slow() {
    const waiting: { position: number; answer: (rule: RulePreview | null) => void; fail: (error: Error) => void }[] =
      [];
    const ruleAt = (asked: typeof target) =>
      new Promise<RulePreview | null>((answer, fail) => waiting.push({ position: asked.position.line, answer, fail }));
    return { waiting, ruleAt };
  }
  const other: RulePreview = {
    ...rule,
    id: 90,
    name: 'Cold',
    expr: 'temp < 10',
    range: { ...rule.range, start: { line: 20, character: 2 } },
  };

  it('loses no refresh that overtakes another', async () => {
    const { waiting, ruleAt } = slow();
    const { controller, asked, pass, last } = stage({ ruleAt });
    controller.follow(target);
    await pass();
    waiting.shift()!.answer(rule);
    await pass();
    const before = asked.length;
    controller.refresh();
    await pass();
    controller.setRange('1h');
    await pass();
    // The older look answers first, then the newer one, which has to do the refresh as well.
    assert.equal(waiting.length, 2);
    waiting.shift()!.answer(rule);
    await pass();
    waiting.shift()!.answer(rule);
    await pass();
    assert.ok(
      asked.slice(before).some(text => text.startsWith('query ')),
      'the cached answer is not used',
    );
    assert.equal(last().busy, undefined);
  });

  it('shows the rule that the cursor went to last', async () => {
    const { waiting, ruleAt } = slow();
    const { controller, pass, last } = stage({ ruleAt });
    controller.follow(target);
    await pass();
    for (const line of [19, 20, 21, 22]) controller.follow({ uri, position: { line, character: 4 } });
    await pass(100);
    controller.follow({ uri, position: { line: 23, character: 4 } });
    await pass(100);
    // One question for the first look, one each for where the cursor rested.
    assert.deepEqual(
      waiting.map(one => one.position),
      [4, 22, 23],
    );
    const [first, second, third] = waiting;
    third!.answer(other);
    await pass(100);
    second!.answer(rule);
    first!.answer(rule);
    await pass(100);
    for (const one of waiting.slice(3)) one.answer(one.position === 20 ? other : rule);
    await pass(100);
    assert.equal(last().rule?.name, 'Cold');
  });

  it('forgets a place that an edit has moved', async () => {
    const { waiting, ruleAt } = slow();
    const { controller, pass } = stage({ ruleAt });
    controller.follow(target);
    await pass();
    waiting.shift()!.answer(rule);
    await pass();
    controller.follow({ uri, position: { line: 20, character: 4 } });
    await pass(100);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    controller.documentChanged(uri, [{ range, text: '\n\n' }]);
    waiting.shift()!.answer(other);
    await pass(1000);
    assert.equal(waiting[0]!.position, 6, 'the shown rule is looked up where it is now');
  });

  it('says nothing any more once it is closed', async () => {
    const { waiting, ruleAt } = slow();
    const { controller, states, asked, pass } = stage({ ruleAt });
    controller.follow(target);
    await pass();
    controller.follow({ uri, position: { line: 20, character: 4 } });
    await pass(100);
    controller.follow({ uri, position: { line: 21, character: 4 } });
    const before = states.length;
    controller.dispose();
    for (const one of waiting.splice(0)) one.answer(rule);
    await pass(1000);
    assert.equal(states.length, before);
    assert.ok(!asked.some(text => text.startsWith('query')));
  });

  it('recovers from a language server that was gone', async () => {
    const { waiting, ruleAt } = slow();
    const { controller, pass, last } = stage({ ruleAt });
    controller.follow(target);
    await pass();
    waiting.shift()!.answer(rule);
    await pass();
    controller.refresh();
    await pass();
    waiting.shift()!.fail(new Error('gone'));
    await pass();
    assert.match(last().notice?.text ?? '', /does not answer/);
    controller.follow({ uri, position: { line: 5, character: 0 } });
    await pass(100);
    waiting.shift()!.answer({ ...rule, version: 2 });
    await pass(100);
    waiting.shift()!.answer({ ...rule, version: 2 });
    await pass();
    assert.equal(last().notice, undefined);
    assert.equal(last().series?.rows.length, 1);
  });

  it('begins with what is furthest past the bound', async () => {
    const values: Record<string, number> = { a: 81, b: Number.NaN, c: Number.POSITIVE_INFINITY, d: 95, e: 81 };
    const samples = Object.entries(values).map(([gpu, v]) => ({ labels: { gpu }, t: 0, v }));
    const { controller, pass, last } = stage({ query: async () => good({ type: 'vector', total: 5, samples }) });
    controller.follow(target);
    await pass();
    const order = last().series?.rows.map(({ labels }) => labels.find(([name]) => name === 'gpu')?.[1]);
    assert.deepEqual(order, ['c', 'd', 'a', 'e', 'b']);
  });

  it('says when the clocks disagree', async () => {
    for (const [clockMs, words] of [
      [1_000_000 + 20_000, undefined],
      [1_000_000 + 95_000, /95 s ahead of/],
      [1_000_000 - 600_000, /10 min behind/],
      [undefined, undefined],
    ] as const) {
      const answer = { ...good(hot), ...(clockMs === undefined ? {} : { clockMs }) } as Answer<InstantResult>;
      const { controller, pass, last } = stage({ query: async () => answer });
      controller.follow(target);
      await pass();
      const note = last().notes.find(text => text.includes('clock'));
      if (words) assert.match(note ?? '', words);
      else assert.equal(note, undefined);
    }
  });

  it('warns of final labels that are not unique', async () => {
    const { controller, pass, last } = stage({
      query: async () =>
        good({
          type: 'vector',
          total: 2,
          samples: [
            { labels: { gpu: '0' }, t: 0, v: 1 },
            { labels: { gpu: '1' }, t: 0, v: 2 },
          ],
        }),
      render: params => ({
        series: params.samples.map(() => ({ labels: { gpu: 'x' }, annotations: [] })),
        wanted: [],
        unknown: [],
      }),
    });
    controller.follow(target);
    await pass();
    assert.ok(last().notes.some(note => /same labels/.test(note)));
  });
});
