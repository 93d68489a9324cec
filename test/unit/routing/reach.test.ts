// Which routes an alert reaches, from what is known of its labels before it fires.
import assert from 'node:assert/strict';
import type { AlertFact, RouteFact } from '../../../server/src/analysis/facts';
import { analyzePromql } from '../../../server/src/promql/parser';

import { noMetricLabels, shapeOf } from '../../../server/src/promql/shape';
import { carries, reach } from '../../../server/src/routing/reach';
import { everything } from '../promql/tree';

function alert(expr: string, labels: Readonly<Record<string, string | undefined>> = {}): AlertFact {
  const { branches } = shapeOf(analyzePromql(expr, everything).expr, noMetricLabels);
  return {
    name: 'Example',
    group: 'g',
    annotations: [],
    reads: [],
    labels: Object.entries(labels).map(([name, value]) => (value === undefined ? { name } : { name, value })),
    branches,
    at: { of: {}, from: 0, to: 0 },
  };
}

function route(receiver: string, matcher?: string, rest: Partial<RouteFact> = {}): RouteFact {
  const [, label = '', op = '=', value = ''] = /^(\w+)(=~|!~|!=|=)(.*)$/.exec(matcher ?? '') ?? [];
  const matchers = matcher === undefined ? [] : [{ label, op: op as '=', value }];
  return { receiver, matchers, continues: false, routes: [], ...rest };
}

function receivers(root: RouteFact, one: AlertFact): readonly string[] {
  return reach(root, one).map(({ route: { receiver }, certain }) => `${receiver}${certain ? '' : '?'}`);
}

describe('reaching routes', () => {
  const tree = (...routes: readonly RouteFact[]): RouteFact => route('root', undefined, { routes });

  it('takes the first child that matches, and the root where none does', () => {
    const root = tree(route('a', 'team=a'), route('b', 'team=~a|b'));
    assert.deepEqual(receivers(root, alert('sum(x)', { team: 'a' })), ['a']);
    assert.deepEqual(receivers(root, alert('sum(x)', { team: 'b' })), ['b']);
    assert.deepEqual(receivers(root, alert('sum(x)', { team: 'ab' })), ['root']);
  });

  it('goes on behind a child that says so', () => {
    const root = tree(route('a', 'severity=critical', { continues: true }), route('b', 'team=b'), route('c'));
    assert.deepEqual(receivers(root, alert('sum(x)', { severity: 'critical', team: 'b' })), ['a', 'b']);
    assert.deepEqual(receivers(root, alert('sum(x)', { severity: 'critical' })), ['a', 'c']);
  });

  it('takes a label that is not there for the empty text', () => {
    assert.deepEqual(receivers(tree(route('a', 'team=')), alert('sum(x)')), ['a']);
    assert.deepEqual(receivers(tree(route('a', 'team!=b')), alert('sum(x)')), ['a']);
    assert.deepEqual(receivers(tree(route('a', 'team=~b?')), alert('sum(x)')), ['a']);
    assert.deepEqual(receivers(tree(route('a', 'team=~.+')), alert('sum(x)')), ['root']);
  });

  it('is not certain where the data decides', () => {
    const root = tree(route('a', 'pod=x'), route('b', 'team=b'));
    assert.deepEqual(receivers(root, alert('x', { team: 'b' })), ['a?', 'b?']);
    assert.deepEqual(receivers(root, alert('sum by (pod) (x)')), ['a?', 'root?']);
    assert.deepEqual(receivers(root, alert('sum(x)')), ['root']);
    assert.deepEqual(receivers(root, alert('sum(x)', { team: undefined })), ['b?', 'root?']);
    assert.deepEqual(receivers(tree(route('a', 'cluster=x')), alert('sum(x)')), ['a?', 'root?']);
  });

  it('does not believe in a broken pattern', () => {
    assert.deepEqual(receivers(tree(route('a', 'team=~(')), alert('sum(x)', { team: 'a' })), ['a?', 'root?']);
  });

  it('groups by the nearest route that says how', () => {
    const inner = route('inner', 'team=a', { groupBy: ['team'], routes: [route('leaf', 'severity=critical')] });
    const root = { ...tree(inner), groupBy: ['alertname'] };
    const [leaf] = reach(root, alert('sum(x)', { team: 'a', severity: 'critical' }));
    assert.equal(leaf!.route.receiver, 'leaf');
    assert.equal(leaf!.grouping, inner);
    assert.equal(reach(root, alert('sum(x)'))[0]!.grouping, root);
  });
});

describe('labels that alerts carry', () => {
  it('are those of the rule, then those of the expression', () => {
    assert.equal(carries(alert('sum(x)'), 'alertname'), 'yes');
    assert.equal(carries(alert('sum(x)', { team: 'a' }), 'team'), 'yes');
    assert.equal(carries(alert('sum(x)', { team: '' }), 'team'), 'no');
    assert.equal(carries(alert('sum(x)', { team: undefined }), 'team'), 'perhaps');
    assert.equal(carries(alert('sum(x)'), 'pod'), 'no');
    assert.equal(carries(alert('sum by (pod) (x)'), 'pod'), 'perhaps');
    assert.equal(carries(alert('x{pod="a"}'), 'pod'), 'yes');
    assert.equal(carries(alert('x'), 'pod'), 'perhaps');
  });
});
