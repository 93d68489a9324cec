// The tables of functions and aggregations: complete, described, and their examples are valid.
import assert from 'node:assert/strict';
import { dialect, parseVersion, promqlFeatures, reaches, unavailable } from '../../../server/src/promql/dialect';
import { aggregations, functionInfo, functions } from '../../../server/src/promql/functions';
import { analyzePromql } from '../../../server/src/promql/parser';
import { everything } from './tree';

describe('promql functions', () => {
  for (const info of [...functions, ...aggregations]) {
    it(`${info.name} has a sentence and a valid example`, () => {
      assert.match(info.doc, /^\S.*\.$/);
      assert.ok(info.example.includes(info.name));
      const target = info.removedIn ? dialect('2.42') : everything;
      assert.deepEqual(analyzePromql(info.example, target).problems, []);
    });
  }

  it('has each name once', () => {
    const names = [...functions, ...aggregations].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.equal(functionInfo('rate')?.returns, 'vector');
    assert.equal(functionInfo('constructor'), undefined);
  });

  it('counts what each version has', () => {
    const count = (version: string, all: boolean): number => {
      const target = dialect(version, all ? 'all' : []);
      return functions.filter(info => unavailable(target, info) === undefined).length;
    };
    // From the sources of these versions.
    assert.equal(count('2.42', false), 70);
    assert.equal(count('3.0', true), 77);
    assert.equal(count('3.5', true), 80);
    assert.equal(count('3.14', true), 90);
    assert.equal(count('3.16', true), 91);
  });
});

describe('promql dialect', () => {
  it('reads versions', () => {
    assert.deepEqual(parseVersion('3.16'), { major: 3, minor: 16 });
    assert.deepEqual(parseVersion('v2.42.0+ds'), { major: 2, minor: 42 });
    assert.deepEqual(parseVersion('prometheus, version 3.5.0-rc.1 (branch)'), { major: 3, minor: 5 });
    assert.deepEqual(parseVersion('v0.316.0'), { major: 3, minor: 16 });
    assert.deepEqual(parseVersion('v0.42.0'), { major: 2, minor: 42 });
    assert.equal(parseVersion('latest'), undefined);
  });

  it('orders versions by number', () => {
    assert.ok(reaches(dialect('3.10'), '3.9'));
    assert.ok(!reaches(dialect('3.9'), '3.10'));
    assert.ok(reaches(dialect('3.0'), '2.55'));
    assert.ok(!reaches(dialect('2.55'), '3.0'));
  });

  it('turns all features on', () => {
    assert.deepEqual([...dialect('3.16', 'all').features], [...promqlFeatures]);
    assert.deepEqual([...dialect('3.16').features], []);
    assert.deepEqual(dialect('newest').version, { major: 3, minor: 16 });
  });
});
