// Where an alert would go, in the panel's words.
import assert from 'node:assert/strict';
import { reachedBy } from '../../../client/src/preview/reached';
import type { RouteResult } from '../../../server/src/lsp/protocol';

const step = (name: string, matchers: readonly string[]) => ({ name, matchers, continues: false });
const group = { at: 30_000, route: 'route.routes[0]', receiver: 'slack', groupLabels: {}, groupKey: '{}' };
const sent = (at: number, text: string) => ({
  ...group,
  at,
  kind: 'sent' as const,
  integration: { kind: 'slack', index: 0 },
  reason: 'first' as never,
  status: 'firing' as const,
  alerts: [{ alert: 0, firing: true }],
  message: {
    kind: 'slack',
    label: 'Slack',
    status: 'firing' as const,
    parts: [
      { role: 'color' as const, name: 'color', text: 'danger' },
      { role: 'title' as const, name: 'title', text },
      { role: 'text' as const, name: 'text', text: '', error: 'no such template' },
    ],
  },
});
const result: RouteResult = {
  candidates: ['file:///a/alert%20manager.yaml'],
  routing: {
    configuration: 'file:///a/alert%20manager.yaml',
    objects: [],
    at: 0,
    alerts: [
      {
        routes: [
          {
            receiver: 'slack',
            integrations: [
              { kind: 'slack', index: 0 },
              { kind: 'slack', index: 1 },
            ],
            certain: false,
            path: [step('route', []), step('route.routes[0]', ['team="ml"', 'severity=~"page|x"'])],
            groupBy: [],
            groupLabels: {},
            groupKey: '{}',
            groupWait: 30_000,
            groupInterval: 300_000,
            repeatInterval: 3_600_000,
            repeatsEvery: 3_900_000,
            quiet: { kind: 'muted', intervals: ['nights'] },
          },
        ],
        missed: [],
        inhibitedWhile: [],
      },
    ],
    notifications: [sent(30_000, 'one'), sent(3_930_000, 'two')],
  },
};
const params = { uri: 'file:///a/rules.yaml', alerts: [{ labels: {}, startsAt: 0 }] };

describe('preview: where an alert goes', () => {
  it('says receiver, way, waits, and the first message of each integration', async () => {
    const reached = await reachedBy(params, async () => result);
    assert.deepEqual(reached, {
      configuration: 'alert manager.yaml',
      routes: [
        {
          receiver: 'slack',
          integrations: ['slack'],
          path: 'team="ml", severity=~"page|x"',
          groupWaitMs: 30_000,
          repeatsMs: 3_900_000,
          quiet: 'muted by nights',
          doubtful: true,
          sent: 2,
          messages: [
            {
              label: 'Slack',
              atMs: 30_000,
              parts: [
                { name: 'title', text: 'one' },
                { name: 'text', text: '', error: 'no such template' },
              ],
            },
          ],
        },
      ],
    });
  });

  it('says what Prometheus makes of it before', async () => {
    const { alerts } = result.routing!;
    const sentAs = { file: 'p.yml', sent: 'yes' as const, labels: {}, words: ['p.yml adds `cluster`.'] };
    const told = async (routing: Partial<NonNullable<RouteResult['routing']>>) =>
      (await reachedBy(params, async () => ({ ...result, routing: { ...result.routing!, ...routing } })))!.sent;
    assert.deepEqual(await told({ alerts: [{ ...alerts[0]!, sentAs }] }), ['p.yml adds `cluster`.']);
    const never = { ...sentAs, sent: 'no' as const };
    const dropped = await reachedBy(params, async () => ({
      ...result,
      routing: { ...result.routing!, alerts: [{ ...alerts[0]!, sentAs: never, routes: [] }] },
    }));
    assert.deepEqual([dropped!.dropped, dropped!.routes], [true, []]);
    assert.deepEqual(await told({ unsent: 'That is not known.' }), ['That is not known.']);
    assert.equal(await told({}), undefined);
  });

  it('says why nothing is known, and nothing where nobody answers', async () => {
    const none = await reachedBy(params, async () => ({ candidates: [] }));
    assert.match(none!.unknown!, /No Alertmanager configuration/);
    const several = await reachedBy(params, async () => ({ candidates: ['a', 'b'] }));
    assert.match(several!.unknown!, /Several/);
    assert.equal(
      await reachedBy(params, async () => {
        throw new Error('gone');
      }),
      undefined,
    );
  });
});
