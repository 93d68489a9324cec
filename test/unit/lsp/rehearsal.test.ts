// Before the first edit of a large file the server goes through one by itself: nobody sees anything of it.
import assert from 'node:assert/strict';
import { generateRules } from '../../bench/generateRules';
import { Session } from '../../harness/session';

const uri = 'file:///w/rules.yaml';

/** A text of more characters than one whose first edit needs no rehearsal, with few rules. */
function large(): string {
  return `${`# ${'x'.repeat(98)}\n`.repeat(1_000)}${generateRules(100)}`;
}

describe('an edit that is rehearsed', () => {
  let session: Session;

  const start = async (text: string): Promise<void> => {
    session = await Session.start({ folders: ['file:///w'] });
    session.open(uri, text);
    await session.answered();
  };

  afterEach(() => session.stop());

  it('changes nothing that is shown, and nothing of what the next edit gives', async () => {
    const text = `${large()}  - alert: Late\n    expr: up == 0\n`;
    await start(text);
    const before = session.diagnostics(uri);
    await session.quiet();
    assert.deepEqual(session.diagnostics(uri), before);
    const at = text.lastIndexOf(' == 0');
    session.edit(uri, { from: at, to: at, text: ' )' });
    await session.quiet();
    const edited = session.diagnostics(uri);
    assert.ok(edited.some(({ code }) => code === 'promql/syntax'));
    const fresh = await Session.start({ folders: ['file:///w'] });
    fresh.open(uri, session.texts.get(uri)!);
    await fresh.quiet();
    assert.deepEqual(edited, fresh.diagnostics(uri));
    fresh.stop();
  });

  it('is left unfinished by a real one, and by closing the document', async () => {
    const text = large();
    session = await Session.start({ folders: ['file:///w'] });
    session.open(uri, text);
    session.edit(uri, { from: 0, to: 0, text: '# first\n' });
    await session.answered();
    session.edit(uri, { from: 0, to: 0, text: '# second\n' });
    session.close(uri);
    await session.quiet();
    assert.deepEqual(session.diagnostics(uri), []);
    assert.deepEqual(session.log, []);
  });
});
