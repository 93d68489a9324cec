// Patterns as the Go of an Alertmanager version compiles them. For 0.25 the answers are those of its own amtool; that released
// programs up to 0.27 are built with Go 1.21 or older, and 0.28 with 1.22 or newer, is written in their sources.
import assert from 'node:assert/strict';
import { regexProblemFor } from '../../../server/src/model/goRegex';
import { judgeText } from '../../harness/judge';

const patterns: readonly (readonly [pattern: string, old: boolean, now: boolean])[] = [
  ['(?<x>a)', false, true],
  ['(?i)(?<x>a)', false, true],
  ['(?P<x>a)', true, true],
  ['[(?<x>]', true, true],
  ['\\(?<x>a', true, true],
  ['\\Q(?<x>a\\E', true, true],
  ['(?<1>a)', false, true],
  ['(?<=a)b', false, false],
  ['(?<!a)b', false, false],
  ['(?<', false, false],
  ['a(?<x', false, false],
];

const configuration = (pattern: string): string =>
  `route:\n  receiver: a\n  routes:\n  - match_re: {a: '${pattern}'}\nreceivers: [{name: a}]\n`;

describe('named groups in patterns', () => {
  for (const [pattern, old, now] of patterns) {
    it(pattern, () => {
      const takes = (minor: number): boolean => regexProblemFor({ major: 0, minor })(pattern) === undefined;
      assert.deepEqual([25, 26, 27].map(takes), [old, old, old]);
      assert.deepEqual([28, 34].map(takes), [now, now]);
      for (const [alertmanager, accepted] of [
        ['0.25', old],
        ['0.27', old],
        ['0.34', now],
      ] as const) {
        const errors = judgeText(configuration(pattern), { config: { alertmanager } }).filter(
          one => one.severity === 'error',
        );
        assert.equal(errors.length === 0, accepted, alertmanager);
      }
    });
  }
});
