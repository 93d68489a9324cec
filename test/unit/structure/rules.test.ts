import { expectFindings } from './carets';

const old = { prometheus: { major: 2, minor: 42 } };

describe('structure of rule files', () => {
  const bad: Readonly<Record<string, string>> = {
    'unknown keys': `
groupz: []
^^^^^^ unknown-key: is set already
groups:
- name: g
  foo: 1
  ^^^ unknown-key: is no key of a group; remove it
  alert: A
  ^^^^^ unknown-key: write it under \`rules\`
  rules:
  - alert: A
    exp: up
    ^^^ unknown-key: did you mean \`expr\`?
    severity: page
    ^^^^^^^^ unknown-key: write it under \`labels\`
`,
    'keys of other systems': `
namespace: ml
^^^^^^^^^ other-dialect-key: Mimir
groups:
- name: g
  partial_response_strategy: warn
  ^^^^^^^^^^^^^^^^^^^^^^^^^ other-dialect-key: Thanos
  source_tenants: [a]
  ^^^^^^^^^^^^^^ other-dialect-key: Mimir
`,
    'a Kubernetes object': `
apiVersion: monitoring.coreos.com/v1
^^^^^^^^^^ unknown-key: Kubernetes
kind: PrometheusRule
^^^^ unknown-key
spec: {}
^^^^ unknown-key: Kubernetes
`,
    'repeated keys': `
groups:
- name: g
  rules:
  - alert: A
    expr: up
    expr: down
    ^^^^ duplicate-key: already set
    labels: {a: b, "a": c}
                   ^^^ duplicate-key: already set
`,
    'wrong types': `
groups:
- name: g
  limit: "10"
         ^^^^ wrong-type: must be a whole number
  interval: 30
            ^^ invalid-duration: Did you mean \`30s\`?
  rules:
  - alert: [A]
           ^^^ wrong-type: must be text, not a list
    expr: up
    labels: a
            ^ wrong-type: must be a mapping
    annotations:
      summary:
        nested: x
        ^^^^^^ wrong-type: must be text, not a mapping
`,
    'a file that is a list': `
- name: g
  ^^^^ wrong-type: must be a mapping, not a list
`,
    'missing and empty values': `
groups:
- name: ""
  ^^^^ missing-field
  rules:
  - alert:
    ^^^^^ missing-field: is empty
    expr: up
  - expr: up
    ^^^^ missing-field: needs \`alert\`
  - record: r
    ^^^^^^ missing-field: no \`expr\`
  - alert: A
    expr: ""
    ^^^^ missing-field: \`expr\` is empty
- rules: []
  ^^^^^ missing-field
`,
    durations: `
groups:
- name: g
  interval: 1h30
            ^^^^ invalid-duration
  rules:
  - alert: A
    expr: up
    for: 5min
         ^^^^ invalid-duration: Did you mean \`5m\`?
  - alert: B
    expr: up
    for: ""
    ^^^ invalid-duration: is empty
    keep_firing_for: 300y
                     ^^^^ invalid-duration: out of range
`,
    names: `
groups:
- name: g
  labels:
    __name__: x
    ^^^^^^^^ invalid-name
  rules:
  - record: up{a="b"}
            ^^^^^^^^^ invalid-name: braces
    expr: up
    labels:
      "": x
      ^^ invalid-name: empty
      __name__: y
      ^^^^^^^^ invalid-name
`,
    'two kinds in one rule, and keys a recording rule has not': `
groups:
- name: g
  rules:
  - alert: A
    record: r
    ^^^^^^ conflicting-fields: not both
    expr: up
  - record: r
    expr: up
    for: 5m
    ^^^ conflicting-fields: no \`for\`
    annotations:
    ^^^^^^^^^^^ conflicting-fields: no \`annotations\`
      a: b
`,
    'repeated group names': `
groups:
- name: g
- name: g
        ^ duplicate-group: already taken
`,
    'block scalars': `
groups:
- name: g
  rules:
  - record: |
      a{b}
      ^^^^ invalid-name
    expr: up
    for: |
      5m
      ^^ invalid-duration: ends in a line break
`,
    'merge keys': `
groups:
- name: g
  rules:
  - &base
    alert: A
    expr: up
  - <<: *base
    alert: B
  - <<: 5
        ^ invalid-merge
    alert: C
    ^^^^^ missing-field: no \`expr\`
`,
    tags: `
groups:
- name: g
  rules:
  - record: r
    expr: up
    labels:
      a: !!binary /w==
                  ^^^^ invalid-label-value
`,
  };

  for (const [name, marked] of Object.entries(bad)) it(`refuses ${name}`, () => expectFindings('rules', marked));

  const good: Readonly<Record<string, string>> = {
    'an empty file': '',
    'null groups': 'groups:',
    'null items': 'groups:\n-\n- name: g\n  rules:\n  -\n',
    'numbers and booleans where text is wanted': `
groups:
- name: 1
  limit: 1.5
  rules:
  - alert: true
    expr: 1
    labels: {a: 1.10, b: no, c: 2024-01-01, d: ~}
`,
    'zero durations': `
groups:
- name: g
  interval: 0
  query_offset: 0s
  rules:
  - record: r
    expr: up
    for: 0m
    annotations: {}
`,
    'UTF-8 names': `
groups:
- name: g
  labels: {"a.b": x}
  rules:
  - record: my.metric
    expr: up
    labels: {"größe": x}
`,
    aliases: `
groups:
- name: g
  rules:
  - alert: A
    expr: &e up == 0
    labels: &l {severity: page}
  - alert: B
    expr: *e
    labels: *l
`,
  };

  for (const [name, text] of Object.entries(good)) it(`takes ${name}`, () => expectFindings('rules', text));

  it('judges by the version', () => {
    const text = `
groups:
- name: g
  labels: {a: b}
  ^^^^^^ newer-key: needs Prometheus 3.0 or newer
  query_offset: 1m
  ^^^^^^^^^^^^ newer-key: needs Prometheus 2.53 or newer
  rules:
  - record: my.metric
            ^^^^^^^^^ invalid-name
    expr: up
    labels: {"a-b": c}
             ^^^^^ invalid-name
`;
    expectFindings('rules', text, old);
    expectFindings('rules', text.replace(/^ *\^.*\n/gm, ''));
  });

  it('takes a null as text up to 3.4, as upstream did', () => {
    const text = 'groups:\n- name: g\n  rules:\n  - alert: ~\n    expr: up\n';
    expectFindings('rules', text, old);
    expectFindings('rules', text.replace('~\n', '~\n    ^^^^^ missing-field\n'));
  });

  it('knows the keys of Thanos and Mimir where the file is theirs', () => {
    expectFindings('rules', 'groups:\n- name: g\n  partial_response_strategy: warn\n', { ruleDialect: 'thanos' });
    expectFindings('rules', 'namespace: n\ngroups:\n- name: g\n  source_tenants: [a]\n', { ruleDialect: 'mimir' });
    expectFindings('rules', 'groups:\n- name: g\n  remote_write: [{url: a}]\n', { ruleDialect: 'mimir' });
  });
});
