// Answers of the preview age, and only the latest and the good ones are kept.
import assert from 'node:assert/strict';
import { createAnswerCache } from '../../../client/src/preview/cache';

describe('cache of answers', () => {
  const good = { ok: true as const, data: { samples: [1] } };
  it('gives an answer until it is too old for the one who asks', () => {
    let now = 1_000;
    const cache = createAnswerCache(() => now);
    cache.keep('up', now, good as never);
    now += 500;
    assert.deepEqual(cache.get('up', 500), { at: 1_000, answer: good });
    assert.equal(cache.get('up', 499), undefined);
    now += 1;
    assert.equal(cache.get('up', 500), undefined);
  });

  it('keeps no failure, and hands it back', () => {
    const cache = createAnswerCache(() => 0);
    const failed = { ok: false as const, error: { kind: 'timeout' } };
    assert.deepEqual(cache.keep('up', 0, failed as never), { at: 0, answer: failed });
    assert.equal(cache.get('up', 1_000), undefined);
  });

  it('forgets the oldest of too many', () => {
    const cache = createAnswerCache(() => 0);
    for (let i = 0; i < 13; i++) cache.keep(`q${i}`, 0, good as never);
    assert.equal(cache.get('q0', 1_000), undefined);
    assert.ok(cache.get('q1', 1_000));
    assert.ok(cache.get('q12', 1_000));
  });
});
