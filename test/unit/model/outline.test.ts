// Reading in units equals reading the whole: the same verdict, tree, rules and comments, or no reading in units at all.
import assert from 'node:assert/strict';
import { openDocument, type SourceDocument } from '../../../server/src/model/document';
import { unitOf } from '../../../server/src/model/outlineUnits';
import { readRuleFile, ruleAt } from '../../../server/src/model/readRuleFile';
import {
  CONFIGURATION,
  compare,
  outline,
  readInUnits,
  rules,
  SAMPLE,
  TIED_CONFIGURATION,
  TIED_RULES,
} from './outlineSample';

describe('reading in units', () => {
  it('takes a regular file, one unit a rule', () => {
    const outlined = readInUnits(SAMPLE)!;
    const units = outlined.placed.flatMap(units => units.map(one => ({ ...one, text: unitOf(one).text })));
    assert.equal(units.length, 5);
    assert.ok(units.every(({ text, base, end }) => SAMPLE.slice(base, end) === text));
    compare(SAMPLE);
  });

  it('takes an Alertmanager configuration, one unit a receiver or route', () => {
    const items = readInUnits(CONFIGURATION)!.placed.flatMap(units => [...units]);
    assert.equal(items.length, 4);
    assert.ok(items.every(one => CONFIGURATION.slice(one.base, one.end) === unitOf(one).text));
    compare(CONFIGURATION);
    compare(`${SAMPLE}---\n${CONFIGURATION}`);
  });

  const irregular: readonly [why: string, text: string][] = [
    ['an anchor in a rule and an alias beside the rules', `${SAMPLE.replace('up == 0', '&e up == 0')}x: *e\n`],
    [
      'an alias of the group that it stands in',
      SAMPLE.replace('- name: gpus', '- &g\n  name: gpus').replace('up == 0', '*g'),
    ],
    [
      'an alias of what has aliases',
      SAMPLE.replace('10m', '&f 10m')
        .replace('expr: DCGM', 'labels: &l {for: *f}\n      expr: DCGM')
        .replace('up == 0', 'up\n      labels: *l'),
    ],
    [
      'an item that is an alias',
      SAMPLE.replace('  - record', '  - &r\n    record').replace('- alert: GpuLost\n      expr: up == 0', '- *r'),
    ],
    [
      'routes that an alias brings',
      TIED_CONFIGURATION.replace('matchers: [team="serving"]', 'routes: &r [{receiver: team}]').replace(
        'receiver: other',
        'receiver: other\n    routes: *r',
      ),
    ],
    ['an alias in broken lines', TIED_RULES.replace('labels: *labels', 'labels: *labels\n    for: a: b')],
    [
      'very many aliases',
      TIED_RULES.replace('{severity: page, team: ml}', `[${'a, '.repeat(300)}]`).replace(
        'alert: A',
        `annotations: [${'*labels, '.repeat(80)}]\n    alert: A`,
      ),
    ],
    ['lone carriage returns', SAMPLE.replace('interval: 30s\n', 'interval: 30s\r')],
    ['other line breaks', SAMPLE.replace('30s', '30s\u2028')],
    ['a quote over several rules', SAMPLE.replace('expr: sum', 'expr: "sum').replace('queue_length\n      > 50', '"')],
    ['rules in a block scalar', `data: |\n${SAMPLE.replace(/^/gm, '  ')}`],
    ['rules in a flow map', 'groups: [{name: x, rules: [{record: a, expr: b}]}]\n'],
    ['no rules', 'a: 1\n'],
  ];
  for (const [why, text] of irregular) {
    it(`leaves a file with ${why} to the whole reading`, () => assert.equal(readInUnits(text), undefined));
  }

  it('takes a file with anchors that no alias leads to, and one with aliases of no anchor', () => {
    const anchored = SAMPLE.replace('expr: up == 0', 'expr: &e up == 0').replace('labels: {', 'labels: &l {');
    assert.ok(readInUnits(anchored));
    compare(anchored);
    const aliased = SAMPLE.replace('expr: up == 0', 'expr: *e').replace('labels: {severity: warning}', 'labels: *l');
    assert.deepEqual(
      readInUnits(aliased)!.stream.documents[0]!.problems.map(({ code }) => code),
      ['unknown-anchor', 'unknown-anchor'],
    );
    compare(aliased);
    compare(`${aliased}---\n${SAMPLE}`);
    compare(CONFIGURATION.replace("receiver: 'team'", 'receiver: &t team'));
    compare(CONFIGURATION.replace("receiver: 'team'", 'receiver: *t'));
  });

  it('takes a file with aliases of anchors in other lines', () => {
    for (const text of [
      TIED_RULES,
      TIED_CONFIGURATION,
      `${TIED_RULES}---\n${TIED_RULES.replace('x-labels: &labels', 'labels:')}---\n${TIED_CONFIGURATION}`,
      SAMPLE.replace('expr: DCGM', 'expr: &e DCGM').replace('up == 0', '*e'),
      SAMPLE.replace('up == 0', '&e up == 0\n      for: *e'),
      SAMPLE.replace('interval: 30s', 'interval: &i 30s')
        .replace('10m ', '*i ')
        .replace('up == 0', 'up\n      for: *i'),
    ])
      assert.ok(compare(text));
  });

  it('takes several documents of which one has a mistake, where the others do not depend on it', () => {
    const broken = SAMPLE.replace('expr: sum', 'expr: a: sum');
    const { documents } = readInUnits(`${SAMPLE}---\n${broken}---\n${CONFIGURATION}`)!.stream;
    assert.deepEqual(
      documents.map(({ problems }) => problems.length),
      [0, 1, 0],
    );
    compare(`${SAMPLE}---\n${broken}---\n${CONFIGURATION}`);
    assert.equal(
      readInUnits(`${broken.replace('30s', '30s\u0001')}---\n${SAMPLE.replace('10m', '1\u0001')}`),
      undefined,
    );
    assert.equal(readInUnits(`  rules:\n  - alert: x\n    y\n${SAMPLE}`), undefined);
  });

  it('keeps a problem at the very end of the text', () => {
    const outlined = readInUnits(`${SAMPLE}- rules:\n  - {expr: up, #`);
    assert.equal(outlined!.stream.documents[0]!.problems.length, 1);
  });

  it('copies what aliases lead to once, however often they are written', () => {
    const levels = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n');
    assert.ok(readInUnits(`a0: &a0 x\n${levels}\n${SAMPLE}`));
  });
});

describe('the next version', () => {
  it('keeps the rules whose lines stay, however far they move', () => {
    const before = openDocument(SAMPLE);
    const text = SAMPLE.replace('interval: 30s', 'interval: 1m\n  limit: 3').replace('up == 0', 'up == 1');
    const after = openDocument(text, before);
    const kept = rules(after).filter((rule, i) => rule === rules(before)[i]);
    assert.equal(kept.length, 4);
    assert.equal(rules(after)[4]!.expr?.value, 'up == 1');
    assert.deepEqual(outline(after.roots[0]!.document), outline(openDocument(text).roots[0]!.document));
  });

  it('keeps the receivers and routes whose lines stay, however far they move', () => {
    const before = openDocument(CONFIGURATION);
    const text = CONFIGURATION.replace('5m', '10m').replace('serving', 'server').replace('b.example', 'c.example');
    const after = openDocument(text, before);
    const units = (document: SourceDocument): readonly unknown[] =>
      document.outlined[0]!.placed.flatMap(units => units.map(unitOf));
    assert.deepEqual(
      units(after).map((unit, i) => unit === units(before)[i]),
      [false, true, true, false],
    );
    assert.deepEqual(outline(after.roots[0]!.document), outline(openDocument(text).roots[0]!.document));
  });

  it('reads those alone again whose aliases lead to what was edited or to another distance', () => {
    const units = (text: string, before?: SourceDocument): { document: SourceDocument; units: readonly unknown[] } => {
      const document = openDocument(text, before);
      assert.deepEqual(outline(document.roots[0]!.document), outline(openDocument(text).roots[0]!.document));
      return { document, units: document.outlined[0]!.placed.flatMap(units => units.map(unitOf)) };
    };
    const before = units(TIED_RULES);
    const kept = (from: string, to: string): string => {
      const after = units(TIED_RULES.replace(from, to), before.document);
      return after.units.map((unit, i) => (unit === before.units[i] ? 'ABCDEFG'[i] : '-')).join('');
    };
    assert.equal(kept('alert: C', 'alert: X'), 'AB-DEFG');
    assert.equal(kept('name: c', 'name: d'), 'ABCDEFG');
    assert.equal(kept('alert: C', 'alert: CC'), 'AB--E--');
    assert.equal(kept('severity: page', 'severity: info'), '-BCDE--');
    assert.equal(kept('30s', '10s'), 'ABC-EFG');
    assert.equal(kept('up == 1', 'up == 2'), 'ABCD---');
    assert.equal(kept('&often', '&other'), 'ABC-EFG');
  });

  it('is the same document when the text is the same', () => {
    const document = openDocument(SAMPLE);
    assert.equal(openDocument(SAMPLE, document), document);
    assert.notEqual(openDocument(SAMPLE, document, { as: 'rules' }), document);
  });
});

describe('rule files', () => {
  it('have their groups, rules and comments, read in units or not', () => {
    const whole = SAMPLE.replace('name: empty', 'name: &a empty').replace('expr: up == 0', 'expr: &e up == 0');
    for (const text of [SAMPLE, whole]) {
      const file = readRuleFile(openDocument(text).roots[0]!);
      assert.deepEqual(
        file.groups.map(group => [
          group.name?.value,
          group.rules.map(({ rule }) => rule.alert?.value ?? rule.record?.value),
        ]),
        [
          ['serving', ['SlowFirstToken', 'model:requests:rate5m', 'QueueGrows']],
          ['gpus', ['GpuHot', 'GpuLost']],
          ['empty', []],
        ],
      );
      const [first] = file.groups[0]!.rules;
      assert.deepEqual(
        first!.rule.comments.map(comment => comment.text),
        [' First token', ' long enough'],
      );
      assert.deepEqual(
        first!.rule.labels.map(entry => entry.key.value),
        ['severity'],
      );
      assert.equal(first!.rule.for?.value, '10m');
      const { expr } = file.groups[1]!.rules[0]!.rule;
      const [span] = expr!.map.toFile(0, 4);
      assert.equal(
        text.slice(span!.from + file.groups[1]!.rules[0]!.base, span!.to + file.groups[1]!.rules[0]!.base),
        'DCGM',
      );
    }
  });

  it('find the rule at a cursor', () => {
    const file = readRuleFile(openDocument(SAMPLE).roots[0]!);
    const at = (needle: string): string | undefined => {
      const rule = ruleAt(file, SAMPLE.indexOf(needle))?.placed.rule;
      return rule?.alert?.value ?? rule?.record?.value;
    };
    assert.equal(at('rate5m'), 'model:requests:rate5m');
    assert.equal(at('> 50'), 'QueueGrows');
    assert.equal(at('up == 0'), 'GpuLost');
    assert.equal(at('interval'), undefined);
  });
});
