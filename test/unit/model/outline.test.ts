// Reading in units equals reading the whole: the same verdict, tree, rules and comments, or no reading in units at all.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openDocument, type SourceDocument } from '../../../server/src/model/document';
import { readInUnits, UnitSeq } from '../../../server/src/model/outline';
import { readRuleFile, ruleAt } from '../../../server/src/model/readRuleFile';
import type { RuleUnit } from '../../../server/src/model/ruleFile';
import type { YamlDocument, YamlNode } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';
import { draws } from '../../harness/draws';
import { mistaken } from '../yaml/generate';
import { withShared } from '../yaml/shared';

const SAMPLE = `# Alerts of the serving stack
groups:
- name: serving
  interval: 30s
  rules:
  # First token
  - alert: SlowFirstToken
    expr: |
      histogram_quantile(0.95, sum by (le) (rate(ttft_bucket[5m])))
        > 1.5

    for: 10m   # long enough
    labels: {severity: warning}
    annotations:
      summary: "First token: {{ $value }}"

  - record: model:requests:rate5m
    expr: sum by (model) (rate(requests_total[5m]))
  -
    alert: QueueGrows
    expr: >-
      queue_length
      > 50
# Between groups
- name: gpus
  rules:
    - alert: GpuHot
      expr: DCGM_FI_DEV_GPU_TEMP > 85
      annotations:
        summary: 'GPU {{ $labels.gpu }}
          is hot'
    - alert: GpuLost
      expr: up == 0
  limit: 10
- rules: []
  name: empty
`;

const CONFIGURATION = `# Who is told
global: {resolve_timeout: 5m}
route:
  receiver: team
  routes:
  # Serving
  - matchers: [team="serving"]
    receiver: serving
    routes:
    - match: {severity: page}
      receiver: team
  - receiver: 'team'   # everything else
    continue: true
    group_by:
    - alertname
inhibit_rules:
- equal: [a]
receivers:
- name: team

- name: serving
  slack_configs:
  - api_url: http://a.example
    text: |-
      {{ range .Alerts }}
       x
    title: "a
      b"
  webhook_configs: [{url: 'http://b.example'}]
`;

/** More places of rules, so that some lie far before and some far behind an edit. */
const LONG = SAMPLE + SAMPLE.slice(SAMPLE.indexOf('- name')).repeat(4);

describe('reading in units', () => {
  it('takes a regular file, one unit a rule', () => {
    const outlined = readInUnits(SAMPLE)!;
    assert.equal(outlined.units.length, 5);
    assert.ok(outlined.units.every(({ rule, base, end }) => SAMPLE.slice(base, end) === rule.text));
    compare(SAMPLE);
  });

  it('takes an Alertmanager configuration, one unit a receiver or route', () => {
    const { items } = readInUnits(CONFIGURATION)!;
    assert.equal(items.length, 4);
    assert.ok(items.every(({ unit, base, end }) => CONFIGURATION.slice(base, end) === unit.text));
    compare(CONFIGURATION);
    compare(`${SAMPLE}---\n${CONFIGURATION}`);
  });

  const irregular: readonly [why: string, text: string][] = [
    ['anchors', SAMPLE.replace('expr: up == 0', 'expr: &e up == 0')],
    ['aliases', SAMPLE.replace('expr: up == 0', 'expr: *e')],
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

  it('keeps a problem at the very end of the text', () => {
    const outlined = readInUnits(`${SAMPLE}- rules:\n  - {expr: up, #`);
    assert.equal(outlined!.stream.documents[0]!.problems.length, 1);
  });

  it('copies what aliases lead to once, however often they are written', () => {
    const levels = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n');
    assert.ok(readInUnits(`a0: &a0 x\n${levels}\n${SAMPLE}`));
  });

  it('equals the whole reading on files with mistakes', () => {
    for (const sample of [SAMPLE, CONFIGURATION]) {
      let taken = 0;
      fc.assert(
        fc.property(mistaken(sample), text => {
          if (compare(text)) taken++;
        }),
        { numRuns: draws(800) },
      );
      assert.ok(taken > draws(800) * 0.35, `only ${taken} were read in units`);
    }
  });

  withShared(1, files => {
    it('equals the whole reading on all files of ../shared, and on each with a mistake', () => {
      let taken = 0;
      const small = files.filter(({ text }) => /rules|receivers|routes/.test(text) && text.length < 60_000);
      for (const { text } of small) if (compare(text)) taken++;
      for (const { text } of small) {
        const [mistake] = fc.sample(mistaken(text), { numRuns: 1, seed: text.length });
        if (compare(mistake!)) taken++;
      }
      assert.ok(taken > draws(1500), `only ${taken} were read in units`);
    });
  });
});

const INSERTED = [
  '',
  'x',
  '\n',
  ' ',
  '\t',
  '- alert: N\n',
  '- receiver: N\n',
  '"',
  '  - record: n\n    expr: up\n',
  '---\n',
  '  routes:\n',
  '#',
];

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
    const units = (document: SourceDocument): readonly unknown[] => document.outlined[0]!.items.map(({ unit }) => unit);
    assert.deepEqual(
      units(after).map((unit, i) => unit === units(before)[i]),
      [false, true, true, false],
    );
    assert.deepEqual(outline(after.roots[0]!.document), outline(openDocument(text).roots[0]!.document));
  });

  for (const [name, sample] of [
    ['rules', LONG],
    ['receivers and routes', CONFIGURATION],
  ] as const) {
    it(`equals a fresh reading after any row of edits of ${name}`, () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.constantFrom(...INSERTED)), { maxLength: 6 }), edits => {
          let document = openDocument(sample);
          for (const [at, length, inserted] of edits) {
            const { text } = document;
            const from = at % (text.length + 1);
            const behind = from + (length > 20 ? length : 0);
            document = openDocument(text.slice(0, from) + inserted + text.slice(behind), document);
            const fresh = openDocument(document.text);
            assert.deepEqual(
              document.roots.map(root => outline(root.document)),
              fresh.roots.map(root => outline(root.document)),
            );
            assert.deepEqual(
              rules(document).map(rule => rule.text),
              rules(fresh).map(rule => rule.text),
            );
          }
        }),
        { numRuns: draws(80) },
      );
    });
  }

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

function rules(document: ReturnType<typeof openDocument>): readonly RuleUnit[] {
  return document.roots.flatMap(root =>
    readRuleFile(root).groups.flatMap(group => group.rules.map(({ rule }) => rule)),
  );
}

/** Compares both readings; false where the text is not read in units. */
function compare(text: string): boolean {
  const outlined = readInUnits(text);
  if (!outlined) return false;
  const whole = parseYaml(text);
  const first = outlined.stream.documents[0]!;
  assert.equal(
    first.problems.length > 0,
    whole.documents[0]!.problems.length > 0,
    `verdict on ${JSON.stringify(text)}`,
  );
  const sound = [...outlined.stream.documents, ...whole.documents].every(document => document.problems.length === 0);
  if (sound) {
    const [ours, expected] = [outlined.stream.documents.map(outline), whole.documents.map(outline)];
    // Comparing texts is much faster; the comparison of trees only shows where they differ.
    if (JSON.stringify(ours) !== JSON.stringify(expected)) assert.deepEqual(ours, expected);
  }
  return true;
}

/** A document in plain data, rules of units put in their places. */
function outline(document: YamlDocument): unknown {
  const { from, to, root, comments } = document;
  return { from, to, root: root && plain(root, 0), comments };
}

function plain(node: YamlNode, base: number): unknown {
  const place = `${node.kind} ${node.from + base}-${node.to + base}`;
  if (node.kind === 'scalar') {
    const pieces = node.map.pieces.map(
      piece => `${piece.at},${piece.len},${piece.fileAt + base},${piece.fileLen},${piece.kind}`,
    );
    return [place, node.value, node.style, node.tag, node.anchor, node.absent, ...pieces];
  }
  if (node.kind === 'alias') return [place, node.name];
  if (node.kind === 'map') return [place, ...node.pairs.map(pair => [plain(pair.key, base), plain(pair.value, base)])];
  if (node instanceof UnitSeq) return [place, ...node.rules.map(({ rule, base: at }) => plain(rule.node, base + at))];
  return [place, ...node.items.map(item => plain(item, base))];
}
