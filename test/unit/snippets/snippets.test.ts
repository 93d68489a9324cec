// The shipped snippets as data (names, prefixes, texts, metrics) and as a user gets them: every one, expanded with
// its defaults, has to be accepted by the tools of Prometheus and Alertmanager.
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expand, loadSnippets, type Snippet, wrap } from '../../harness/snippets';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const FACTS = join(PROJECT, '..', 'shared', 'facts');
const snippets = loadSnippets();
const rules = snippets.filter(snippet => snippet.place === 'rule');
const configs = snippets.filter(snippet => snippet.place !== 'rule');

describe('snippet expansion', () => {
  it('keeps defaults, first choices and mirrors', () => {
    assert.equal(expand('a ${1:x} ${2|p,q|} $1 $2$0'), 'a x p x p');
    assert.equal(expand('$1 ${1:late}'), 'late late');
    assert.equal(expand('${1:a ${2:b} c} $2'), 'a b c b');
    assert.equal(expand('${1:x}_bucket $1_count'), 'x_bucket x_count');
  });

  it('undoes escapes and leaves other backslashes', () => {
    assert.equal(expand('{{ \\$labels.gpu }} ${1:a\\}b} \\d \\\\'), '{{ $labels.gpu }} a}b \\d \\');
    assert.equal(expand('${1|a\\,b,c\\|d|}'), 'a,b');
  });

  it('refuses what the editor would take for a variable, and open placeholders', () => {
    assert.throws(() => expand('{{ $labels.gpu }}'), /escape the dollar/);
    assert.throws(() => expand('${TM_FILENAME}'), /escape the dollar/);
    assert.throws(() => expand('${1:open'), /missing/);
    assert.throws(() => expand('${1|a,b'), /missing/);
  });
});

describe('snippets', () => {
  it('are many and have unique titles and prefixes', () => {
    assert.ok(snippets.length >= 40, `${snippets.length} snippets`);
    assert.equal(new Set(snippets.map(snippet => snippet.title)).size, snippets.length);
    assert.equal(new Set(snippets.map(snippet => snippet.prefix)).size, snippets.length);
  });

  it('have prefixes that say what they are', () => {
    for (const snippet of snippets) {
      assert.match(snippet.prefix, /^(alert|record|route)(-[a-z0-9]+)+$/, snippet.title);
      const first = /^- (\w+):/.exec(snippet.body)?.[1];
      const expected = {
        rule: [snippet.prefix.split('-')[0]],
        route: ['receiver'],
        receiver: ['name'],
        inhibition: ['source_matchers'],
        interval: ['name'],
      }[snippet.place];
      assert.ok(first !== undefined && expected.includes(first), `${snippet.prefix} begins with "${first}"`);
    }
  });

  it('have a description of one sentence', () => {
    for (const { prefix, description } of snippets) {
      assert.match(description, /^(?:[A-Z]|vLLM ).*\.$/, prefix);
      assert.doesNotMatch(description, /[.!?] [A-Z]/, prefix);
    }
  });

  it('give every alert a severity, a team, a runbook and texts that name its labels', () => {
    for (const snippet of rules) {
      for (const rule of parse(expand(snippet.body)) as readonly Rule[]) {
        if (rule.alert === undefined) continue;
        const where = `${snippet.prefix}: ${rule.alert}`;
        assert.match(rule.labels?.['severity'] ?? '', /^(critical|warning|info)$/, where);
        assert.ok(rule.labels?.['team'], where);
        assert.match(rule.annotations?.['runbook_url'] ?? '', /^https:\/\/runbooks\.example\.com\/[a-z0-9-]+$/, where);
        const texts = `${rule.annotations?.['summary']} ${rule.annotations?.['description']}`;
        const total = /^sum\(/.test(rule.expr);
        assert.equal(/\$labels\.\w/.test(texts), !total, `${where}: ${texts}`);
        for (const value of texts.matchAll(/\{\{ \$value( \| humanize\w*)? \}\}/g)) assert.ok(value[1], where);
      }
    }
  });

  it('read metrics that exist, or let the user name his own', function () {
    if (!existsSync(FACTS)) {
      console.log(`      skipped for ${rules.length} snippets: the facts are not here`);
      return this.skip();
    }
    const known = knownMetrics();
    for (const snippet of rules)
      for (const rule of parse(expand(snippet.body)) as readonly Rule[]) if (rule.record) known.add(rule.record);
    assert.ok(known.size > 3000, `${known.size} metrics`);
    let checked = 0;
    for (const snippet of rules) {
      for (const rule of parse(expand(snippet.body)) as readonly Rule[]) {
        for (const metric of metricsOf(rule.expr)) {
          const base = metric.replace(/_(bucket|sum|count)$/, '');
          const own = [metric, base].some(name => new RegExp(`\\$\\{\\d+:${name}\\}`).test(snippet.body));
          assert.ok(known.has(metric) || own, `${snippet.prefix} reads the unknown metric ${metric}`);
          checked++;
        }
      }
    }
    assert.ok(checked > 100, `${checked} metrics read`);
  });

  it('are accepted by promtool', function () {
    withFiles(rules, files => {
      const result = spawnSync('promtool', ['check', 'rules', ...files], { encoding: 'utf8' });
      if (result.error !== undefined) {
        console.log(`      skipped for ${files.length} snippets: no promtool on PATH`);
        return this.skip();
      }
      assert.equal(result.status, 0, result.stdout + result.stderr);
      const found = [...result.stdout.matchAll(/SUCCESS: (\d+) rules? found/g)];
      assert.equal(found.length, files.length);
    });
  });

  it('are accepted by amtool', function () {
    withFiles(configs, files => {
      const result = spawnSync('amtool', ['check-config', ...files], { encoding: 'utf8' });
      if (result.error !== undefined) {
        console.log(`      skipped for ${files.length} snippets: no amtool on PATH`);
        return this.skip();
      }
      assert.equal(result.status, 0, result.stdout + result.stderr);
      assert.equal([...result.stdout.matchAll(/SUCCESS/g)].length, files.length);
    });
  });

  it('are accepted by the newest Prometheus', function () {
    const verdicts = ask('oracle-prometheus', rules, content => ({ op: 'rules', content }));
    if (verdicts === undefined) return this.skip();
    for (const [at, verdict] of verdicts.entries()) {
      assert.equal(verdict.ok, true, `${rules[at]!.prefix}: ${JSON.stringify(verdict.errors)}`);
    }
  });

  it('are accepted by the newest Alertmanager', function () {
    const verdicts = ask('oracle-alertmanager', configs, content => ({ op: 'config', content }));
    if (verdicts === undefined) return this.skip();
    for (const [at, verdict] of verdicts.entries()) {
      assert.equal(verdict.ok, true, `${configs[at]!.prefix}: ${verdict.error}`);
    }
  });
});

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Verdict {
  readonly ok: boolean;
  readonly error?: string;
  readonly errors?: unknown;
}

function withFiles(some: readonly Snippet[], use: (files: readonly string[]) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'ml-alert-rules-snippets-'));
  try {
    use(
      some.map(snippet => {
        const file = join(folder, `${snippet.prefix}.yaml`);
        writeFileSync(file, wrap(snippet));
        return file;
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One answer a snippet from a program that speaks JSON lines, or undefined where it has not been built. */
function ask(
  program: string,
  some: readonly Snippet[],
  request: (content: string) => object,
): readonly Verdict[] | undefined {
  const path = join(PROJECT, '.oracles', program);
  if (!existsSync(path)) {
    console.log(`      skipped for ${some.length} snippets: ${program} is not built`);
    return undefined;
  }
  const input = some.map(snippet => `${JSON.stringify(request(wrap(snippet)))}\n`).join('');
  const { stdout } = spawnSync(path, { input, encoding: 'utf8' });
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Verdict);
  assert.equal(answers.length, some.length);
  return answers;
}

/** Names of all recorded facts, with the series of histograms and summaries, and what Prometheus writes itself. */
function knownMetrics(): Set<string> {
  const names = new Set(['up']);
  for (const file of readdirSync(FACTS).filter(name => name.endsWith('.json'))) {
    const { metrics } = JSON.parse(readFileSync(join(FACTS, file), 'utf8')) as { metrics: readonly Metric[] };
    for (const { name, type } of metrics) {
      if (type === 'histogram') for (const suffix of ['_bucket', '_sum', '_count']) names.add(name + suffix);
      else if (type === 'summary') for (const suffix of ['', '_sum', '_count']) names.add(name + suffix);
      else names.add(name);
    }
  }
  return names;
}

interface Metric {
  readonly name: string;
  readonly type: string;
}

/** Metric names of an expression, found without a parser: what is left of strings, braces, ranges, label lists and calls. */
function metricsOf(expr: string): readonly string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '""')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replace(/\boffset\s+\w+/g, ' ');
  return [...bare.matchAll(/(?<![\w.:])[a-zA-Z_:][\w:]*(?!\w|:|\s*\()/g)]
    .map(match => match[0])
    .filter(name => !/^(and|or|unless|by|bool)$/.test(name));
}
