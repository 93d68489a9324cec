// When a unit test begins: Unix seconds or RFC 3339, as promtool reads them.
import assert from 'node:assert/strict';
import { startTime } from '../../../server/src/model/structure/startTime';
import { judgeText } from '../../harness/judge';

describe('the start of a unit test', () => {
  for (const [text, time] of [
    ['0', 0],
    ['1700000000', 1_700_000_000_000],
    ['-1.5', -1500],
    ['1e3', 1_000_000],
    ['0x10', undefined],
    ['0x10p0', 16_000],
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T02:30:00.25+02:00', Date.UTC(2026, 0, 1, 0, 30, 0, 250)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-01-01T24:00:00Z', undefined],
    ['2026-01-01', undefined],
    ['tomorrow', undefined],
    ['', undefined],
  ] as const) {
    it(`${time === undefined ? 'is not' : 'is'} ${JSON.stringify(text)}`, () => assert.equal(startTime(text), time));
  }

  it('is looked at before promtool is asked', () => {
    const file = (start: string): string => `rule_files: []\ntests:\n- start_timestamp: ${start}\n  input_series: []\n`;
    const found = judgeText(file('tomorrow')).map(({ check, message }) => `${check} ${message}`);
    assert.deepEqual(found, [
      'rules/invalid-value `tomorrow` is no time; write Unix seconds or such as `2026-01-31T12:00:00Z`.',
    ]);
    for (const right of ['~', '2026-01-01T00:00:00Z', '1700000000', '"1e9"'])
      assert.deepEqual(judgeText(file(right)), []);
    assert.equal(judgeText(file('""')).length, 1);
  });
});
