// A name that is used thousands of times in a file that is not open: its lines are looked for once, not for every use.
import assert from 'node:assert/strict';
import { Session } from '../../harness/session';

const home = 'file:///work';
const opened = `${home}/a.yml`;
const expr = 'sum by (job) (rate(some_requests_total{job="a"}[5m]))';
const rules = (count: number): string =>
  `groups:\n- name: g\n  rules:\n${Array.from({ length: count }, (_, i) => `  - record: r${i}\n    expr: ${expr}\n`).join('')}`;

/** Milliseconds of the processor that it takes to find the uses, and how many there are. */
async function findUses(count: number): Promise<{ readonly ms: number; readonly found: number }> {
  const files = new Map([
    [opened, rules(1)],
    [`${home}/b.yml`, rules(count)],
  ]);
  const session = await Session.start({ folders: [home], files });
  try {
    session.open(opened, files.get(opened)!);
    await session.quiet();
    const position = { line: 4, character: 10 + expr.indexOf('some_') };
    const params = { textDocument: { uri: opened }, position, context: { includeDeclaration: true } };
    await session.request('textDocument/references', params);
    const from = process.cpuUsage();
    const found = await session.request<unknown[]>('textDocument/references', params);
    const { user, system } = process.cpuUsage(from);
    return { ms: (user + system) / 1000, found: found.length };
  } finally {
    session.stop();
  }
}

describe('the uses of a name', () => {
  it('are found in a time that grows with their number', async () => {
    const small = await findUses(1000);
    const large = await findUses(8000);
    assert.deepEqual([small.found, large.found], [1001, 8001]);
    assert.ok(large.ms < 10 * small.ms + 50, `1000 take ${small.ms} ms, 8000 ${large.ms} ms`);
  });
});
