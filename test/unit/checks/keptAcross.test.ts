// What checks of a whole workspace find in an Alertmanager file is kept while only receivers are edited.
import assert from 'node:assert/strict';
import { type Check, defineCheck } from '../../../server/src/checks/check';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { resolveConfig } from '../../../server/src/config/config';
import type { SourceDocument } from '../../../server/src/model/document';
import type { Service } from '../../../server/src/service';
import { finish } from '../../../server/src/text/slices';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { testService } from '../../harness/judge';

const text = `route:
  receiver: team
  routes:
  - {matchers: [team="a"], receiver: chat}
  - {matchers: [team="a", severity="page"], receiver: team}
receivers:
- name: team
  webhook_configs:
  - url: http://team.example.org/
- name: chat
  slack_configs:
  - api_url: http://slack.example.org/
    channel: '#a'
    title: '{{ .CommonLabels.nothing }}'
time_intervals:
- name: night
  time_intervals: []
`;

const rules = 'groups:\n- name: g\n  rules:\n  - {alert: A, expr: up == 0, labels: {team: a}}\n';

/** Edits the file key by key as the language server does: a first answer, then one that looks at everything. */
class Editor {
  private document: SourceDocument | undefined;
  readonly workspace: Workspace;

  constructor(
    private readonly service: Service,
    readonly text: string,
  ) {
    this.workspace = service.workspace(resolveConfig([]));
    this.workspace.put('rules', service.open(rules));
    this.put(text);
  }

  put(edited: string): readonly unknown[] {
    this.document = this.service.open(edited, this.document);
    this.workspace.put('f', this.document);
    finish(this.service.analyse(this.workspace, 'f', 'moved'));
    return finish(this.service.analyse(this.workspace, 'f'));
  }
}

function counting(on: 'workspace' | 'receiver', calls: { count: number }): Check {
  return defineCheck({
    id: 'test/counting',
    summary: 'Counts.',
    severity: 'hint',
    since: '0.1.0',
    on,
    needs: ['workspace'],
    messages: { seen: 'Seen.' },
    run() {
      calls.count++;
    },
  }) as Check;
}

describe('what is found across files in an Alertmanager file', () => {
  const edits: readonly [what: string, written: string, put: string, isAskedAnew: boolean][] = [
    ['a channel', "'#a'", "'#ab'", false],
    ['an address', 'http://team', 'http://teams', false],
    ['a receiver’s name', '- name: chat', '- name: chats', false],
    ['a matcher', 'team="a"]', 'team="b"]', true],
    ['a time interval', 'night', 'nights', true],
    ['a comment in the routes', '  - {matchers: [team="a"],', '  # a\n  - {matchers: [team="a"],', true],
  ];

  for (const [what, written, put, isAskedAnew] of edits) {
    it(`${isAskedAnew ? 'is looked for anew' : 'is kept'} after an edit of ${what}`, () => {
      const calls = { count: 0 };
      const editor = new Editor(testService([counting('workspace', calls)]), text);
      const before = calls.count;
      editor.put(text.replace(written, put));
      assert.equal(calls.count > before, isAskedAnew);
    });

    it(`is what a fresh look finds after an edit of ${what}, and after it is undone`, () => {
      const editor = new Editor(testService(allChecks), text);
      for (const edited of [text.replace(written, put), text]) {
        assert.deepEqual(editor.put(edited), new Editor(testService(allChecks), edited).put(edited));
      }
    });
  }

  it('is looked for anew in the edited receiver alone', () => {
    const calls = { count: 0 };
    const editor = new Editor(testService([counting('receiver', calls)]), text);
    const before = calls.count;
    editor.put(text.replace("'#a'", "'#ab'"));
    assert.ok(calls.count - before <= 2, String(calls.count - before));
  });

  it('is looked for anew when another file says something else', () => {
    const calls = { count: 0 };
    const service = testService([counting('workspace', calls)]);
    const editor = new Editor(service, text);
    const before = calls.count;
    editor.workspace.put('rules', service.open(rules.replace('team: a', 'team: b')));
    editor.put(text.replace("'#a'", "'#ab'"));
    assert.ok(calls.count > before);
  });
});
