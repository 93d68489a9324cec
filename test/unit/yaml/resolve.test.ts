// Types of scalars, as go-yaml v3 and v2 gave them when asked (both libraries, each value decoded into an untyped map).
import assert from 'node:assert/strict';
import type { YamlScalar } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';
import { fitsTag, isBoolValue, scalarType } from '../../../server/src/yaml/resolve';

describe('scalar types', () => {
  const same: Readonly<Record<string, readonly string[]>> = {
    null: ['~', 'null', 'Null', 'NULL', ''],
    bool: ['true', 'True', 'FALSE', '!!bool yes'],
    int: [
      '0',
      '-0',
      '+1',
      '1_000',
      '0x10',
      '0X1F',
      '017',
      '00',
      '0b101',
      '-0x1F',
      '1_',
      '18446744073709551615',
      '0b-1',
    ],
    float: [
      '.5',
      '5.',
      '-.5',
      '1e3',
      '1.5e-3',
      '.inf',
      '-.INF',
      '.nan',
      '08',
      '18446744073709551616',
      '-9223372036854775809',
    ],
    str: [
      'nULL',
      'tRUE',
      '1.2.3',
      '5m',
      '1e',
      'e1',
      '0x',
      '._9',
      'Inf',
      '12:30:45',
      '"1"',
      "'true'",
      '!x 1',
      '0x1p3',
      '1e400',
    ],
    merge: ['<<'],
  };
  for (const [type, values] of Object.entries(same)) {
    for (const value of values) {
      it(`${value || 'nothing'} is ${type}`, () => {
        assert.equal(scalarType(scalar(value), 'v3'), type);
        assert.equal(scalarType(scalar(value), 'v2'), type);
      });
    }
  }

  const different: readonly [value: string, v3: string, v2: string][] = [
    ['yes', 'str', 'bool'],
    ['on', 'str', 'bool'],
    ['y', 'str', 'bool'],
    ['N', 'str', 'bool'],
    ['0o17', 'int', 'int'],
    ['0o-7', 'int', 'str'],
    ['2024-01-01', 'timestamp', 'str'],
    ['2024-1-1', 'timestamp', 'str'],
    ['2024-01-01T10:00:00Z', 'timestamp', 'str'],
    ['2024-01-01 10:00:00', 'timestamp', 'str'],
    ['2024-02-30', 'str', 'str'],
    ['! 1', 'int', 'str'],
  ];
  for (const [value, v3, v2] of different) {
    it(`${value} is ${v3} to v3 and ${v2} to v2`, () => {
      assert.equal(scalarType(scalar(value), 'v3'), v3);
      assert.equal(scalarType(scalar(value), 'v2'), v2);
    });
  }

  it('lets the old words stand for booleans in v3, even in quotes', () => {
    assert.ok(isBoolValue(scalar('yes'), 'v3'));
    assert.ok(isBoolValue(scalar("'off'"), 'v3'));
    assert.ok(!isBoolValue(scalar("'off'"), 'v2'));
    assert.ok(!isBoolValue(scalar("'true'"), 'v3'));
  });

  it('knows which values fit a tag', () => {
    const fits = (tag: string, value: string): boolean => fitsTag(tag, value, 'v3');
    assert.ok(fits('!!int', '0x1') && fits('!!float', '1') && fits('!!binary', 'aGk=') && fits('!foo', 'x'));
    assert.ok(!fits('!!int', '1.5') && !fits('!!binary', '%%') && !fits('!!bool', '1') && !fits('!!null', 'x'));
  });
});

function scalar(text: string): YamlScalar {
  const { root } = parseYaml(`k: ${text}\n`).documents[0]!;
  const value = root?.kind === 'map' ? root.pairs[0]!.value : undefined;
  assert.equal(value?.kind, 'scalar');
  return value as YamlScalar;
}
