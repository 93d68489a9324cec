// When groups are evaluated: the hash, the phases that Prometheus gives, and the evaluations of a window.
import assert from 'node:assert/strict';
import { groupPhases, loadedPhase } from '../../../../server/src/alerting/backtest/phase';
import { windowSlots } from '../../../../server/src/alerting/backtest/window';
import { xxhash64 } from '../../../../server/src/alerting/backtest/xxhash64';

describe('the phase of a group', () => {
  it('is made by xxHash64', () => {
    const hash = (text: string) => xxhash64(new TextEncoder().encode(text)).toString(16);
    assert.deepEqual(
      ['', 'a', 'as', 'asd', 'asdf', 'Call me Ishmael. Some years ago--never mind how long precisely-'].map(hash),
      [
        'ef46db3751d8e999',
        'd24ec4f1a98c6e5b',
        '1c330fb2d66be179',
        '631c37ce72a97393',
        '415872f599cea71e',
        '2a2e85470d6fd96',
      ],
    );
  });

  it('has one for each way in which builds hold labels', () => {
    const group = { file: '/etc/rules.yml', name: 'g', interval: 60_000 };
    assert.deepEqual(groupPhases(group), [6254, 31423]);
    const long = { ...group, file: `/${'x'.repeat(300)}` };
    assert.equal(groupPhases(long).length, 3);
    assert.ok(groupPhases(long).every(phase => phase >= 0 && phase < 60_000));
  });

  it('is told by the last evaluation, which begins a little after its time', () => {
    const group = { file: '/etc/rules.yml', name: 'g', interval: 60_000 };
    const minute = 1_700_000_040_000;
    assert.deepEqual(loadedPhase(group, minute + 6254 + 3), { phase: 6254, exact: true });
    assert.deepEqual(loadedPhase(group, minute + 31423 + 700), { phase: 31423, exact: true });
    assert.deepEqual(loadedPhase(group, minute + 20_000), { phase: 20_000, exact: false });
  });
});

describe('the evaluations of a window', () => {
  it('are those of the group, with a warm-up in front', () => {
    const window = { from: 1_000_000, to: 1_600_000, interval: 60_000, phase: 7, for: 120_000, keepFiringFor: 0 };
    const { slots, warmUp } = windowSlots(window);
    assert.equal(warmUp, 17);
    assert.equal(slots.start + warmUp * slots.step, 1_020_007);
    assert.equal(slots.start + (slots.count - 1) * slots.step, 1_560_007);
  });

  it('are none in a window that is shorter than the interval and holds none', () => {
    const window = { from: 1_000_000, to: 1_010_000, interval: 60_000, phase: 7, for: 0, keepFiringFor: 0 };
    assert.equal(windowSlots(window).slots.count, 0);
  });
});
