// Files that are read in units, and what their reading is held to.
import assert from 'node:assert/strict';
import type { SourceDocument } from '../../../server/src/model/document';
import { readInUnitsInSlices, UnitSeq } from '../../../server/src/model/outline';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import type { RuleUnit } from '../../../server/src/model/ruleFile';
import { finish } from '../../../server/src/text/slices';
import type { YamlDocument, YamlNode, YamlStream } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';

export const readInUnits = (text: string) => finish(readInUnitsInSlices(text, undefined, 'v3'));

export const SAMPLE = `# Alerts of the serving stack
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

export const CONFIGURATION = `# Who is told
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

/** Anchors beside and in items, and aliases of them, one anchor set anew. */
export const TIED_RULES = `x-labels: &labels {severity: page, team: ml}
groups:
- name: a
  rules:
  - alert: A
    expr: up == 0
    labels: *labels
  - alert: B
    expr: &down sum by (job) (up) == 0
    labels: &own
      severity: warning
  - alert: C
    expr: up
- name: b
  interval: &often 30s
  rules:
  - alert: D
    expr: *down
    for: *often
    labels:
      <<: *own
      team: x
  - alert: E
    expr: &down up == 1
    annotations: {summary: *down}
  - {alert: F, expr: *down, labels: *labels}
- name: c
  rules:
  - alert: G
    expr: *down
    labels: *labels
`;

/** The same of receivers and routes. */
export const TIED_CONFIGURATION = `global: {resolve_timeout: &five 5m}
route:
  receiver: &team team
  group_by: &by [alertname, job]
  routes:
  - matchers: [team="serving"]
    receiver: *team
    group_by: *by
    group_wait: &wait 30s
  - receiver: other
    group_wait: *wait
    repeat_interval: *five
receivers:
- name: team
  slack_configs: &slack
  - api_url: http://a.example
    channel: '#a'
- name: other
  slack_configs: *slack
  webhook_configs:
  - &hook {url: 'http://b.example'}
- name: more
  webhook_configs: [*hook, <<: *hook]
`;

/** Several documents, ended in several ways. */
export const STREAM = `${SAMPLE}---\n${CONFIGURATION}...\n--- # Once more\n${SAMPLE}---\na: 1\n`;

/** All rules of a document, in their order. */
export function rules(document: SourceDocument): readonly RuleUnit[] {
  return document.roots.flatMap(root =>
    readRuleFile(root).groups.flatMap(group => group.rules.map(({ rule }) => rule)),
  );
}

/** Compares both readings; false where the text is not read in units. */
export function compare(text: string): boolean {
  const outlined = readInUnits(text);
  if (!outlined) return false;
  const whole = parseYaml(text);
  const verdicts = ({ documents }: YamlStream): unknown => {
    if (outlined.stream.documents.length === 1) return documents[0]!.problems.length > 0;
    return documents.map(({ from, to, problems }) => [from, to, problems.length > 0]);
  };
  const [found, right] = [verdicts(outlined.stream), verdicts(whole)];
  assert.deepEqual(found, right, `verdict on ${JSON.stringify(text)}`);
  const sound = [...outlined.stream.documents, ...whole.documents].every(document => document.problems.length === 0);
  if (sound) {
    const [ours, expected] = [outlined.stream.documents.map(outline), whole.documents.map(outline)];
    // Comparing texts is much faster; the comparison of trees only shows where they differ.
    if (JSON.stringify(ours) !== JSON.stringify(expected)) assert.deepEqual(ours, expected);
  }
  return true;
}

/** A document in plain data, rules of units put in their places. */
export function outline(document: YamlDocument): unknown {
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
  if (node.kind === 'alias') return [place, node.name, node.target && plain(node.target, base)];
  if (node.kind === 'map') return [place, ...node.pairs.map(pair => [plain(pair.key, base), plain(pair.value, base)])];
  if (node instanceof UnitSeq) return [place, ...node.rules.map(({ rule, base: at }) => plain(rule.node, base + at))];
  return [place, ...node.items.map(item => plain(item, base))];
}
