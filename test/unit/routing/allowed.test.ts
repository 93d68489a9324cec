// What is concluded from matchers alone holds for every alert: no alert passes those that exclude each other, each alert that
// passes the given ones passes what follows from them, and a route that is told to get nothing gets nothing.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RouteFact, RouteMatcher } from '../../../server/src/analysis/facts';
import { excludeEachOther, follows, takes } from '../../../server/src/routing/allowed';
import { draws } from '../../harness/draws';
import { judgeFiles, testService } from '../../harness/judge';

const labels = ['severity', 'team', 'gpu'] as const;
const values = ['', 'a', 'b', 'c'] as const;

const matcher: fc.Arbitrary<RouteMatcher> = fc.record({
  label: fc.constantFrom(...labels),
  op: fc.constantFrom('=', '!=', '=~', '!~'),
  value: fc.constantFrom('', 'a', 'b', 'a|b', '(b|c)', '.*', '.+', 'a?', '^a$', '[ab]', 'a|.*'),
});

/** Every alert over the labels and values. */
const alerts = values.flatMap(severity =>
  values.flatMap(team => values.map(gpu => ({ severity, team, gpu }) as Readonly<Record<string, string>>)),
);

function passes(alert: Readonly<Record<string, string>>, matchers: readonly RouteMatcher[]): boolean {
  return matchers.every(one => takes(one, alert[one.label] ?? '') === true);
}

describe('what matchers let through', () => {
  it('is nothing where they exclude each other', () => {
    fc.assert(
      fc.property(fc.array(matcher, { maxLength: 5 }), matchers => {
        if (excludeEachOther(matchers)) assert.ok(!alerts.some(alert => passes(alert, matchers)));
      }),
      { numRuns: draws(3000) },
    );
  });

  it('passes what follows', () => {
    fc.assert(
      fc.property(matcher, fc.array(matcher, { maxLength: 4 }), (wanted, given) => {
        if (!follows(wanted, given)) return;
        assert.ok(alerts.every(alert => !passes(alert, given) || passes(alert, [wanted])));
      }),
      { numRuns: draws(3000) },
    );
  });

  it('follows in plain cases', () => {
    const equal: RouteMatcher = { label: 'team', op: '=', value: 'a' };
    assert.ok(follows({ label: 'team', op: '=~', value: 'a|b' }, [equal]));
    assert.ok(follows({ label: 'team', op: '!=', value: '' }, [equal]));
    assert.ok(follows({ label: 'team', op: '=~', value: '.*' }, []));
    assert.ok(!follows({ label: 'team', op: '=~', value: '.+' }, []));
    assert.ok(!follows(equal, [{ label: 'team', op: '=~', value: 'a|b' }]));
  });
});

/** A route of a random tree; its receiver is its number. */
interface Tree {
  readonly matchers: readonly RouteMatcher[];
  readonly continues: boolean;
  readonly routes: readonly Tree[];
}

const tree: fc.Arbitrary<Tree> = fc.letrec<{ route: Tree }>(tie => ({
  route: fc.record({
    matchers: fc.array(matcher, { maxLength: 2 }),
    continues: fc.boolean(),
    routes: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('route'), { minLength: 1, maxLength: 4 }),
    ),
  }),
})).route;

describe('routes that get nothing', () => {
  const service = testService();

  it('are passed by every alert', () => {
    let told = 0;
    fc.assert(
      fc.property(fc.array(tree, { minLength: 2, maxLength: 5 }), routes => {
        const { text, root } = written(routes);
        const lines = judgeFiles([{ name: 'alertmanager.yml', text }], { service })
          .filter(({ check }) => check === 'routing/unreachable-route' || check === 'routing/contradictory-matchers')
          .map(({ start }) => start.line);
        for (const line of lines) {
          told++;
          const number = /receiver: r(\d+)/.exec(receiverAbove(text, line))![1]!;
          assert.ok(!alerts.some(alert => reached(root, alert).includes(`r${number}`)), `r${number} of\n${text}`);
        }
      }),
      { numRuns: draws(60) },
    );
    assert.ok(told > draws(20), `only ${told} routes`);
  });
});

/** As Alertmanager walks a tree (dispatch/route.go, Match). */
function reached(route: RouteFact, alert: Readonly<Record<string, string>>): readonly string[] {
  if (!passes(alert, route.matchers)) return [];
  const found: string[] = [];
  for (const child of route.routes) {
    const below = reached(child, alert);
    found.push(...below);
    if (below.length > 0 && !child.continues) break;
  }
  return found.length > 0 ? found : [route.receiver!];
}

function written(routes: readonly Tree[]): { readonly text: string; readonly root: RouteFact } {
  let count = 0;
  const lines: string[] = [];
  const write = ({ matchers, continues, routes: below }: Tree, indent: string): RouteFact => {
    const receiver = `r${count++}`;
    lines.push(`${indent}- receiver: ${receiver}`);
    if (continues) lines.push(`${indent}  continue: true`);
    if (matchers.length > 0) {
      const items = matchers.map(({ label, op, value }) => `'${label}${op}"${value}"'`).join(', ');
      lines.push(`${indent}  matchers: [${items}]`);
    }
    if (below.length > 0) lines.push(`${indent}  routes:`);
    return { receiver, matchers, continues, routes: below.map(child => write(child, `${indent}  `)) };
  };
  const root = { receiver: 'root', matchers: [], continues: false, routes: routes.map(route => write(route, '  ')) };
  const names = ['root', ...Array.from({ length: count }, (_, i) => `r${i}`)].map(name => `- name: ${name}`);
  return { text: ['route:', '  receiver: root', '  routes:', ...lines, 'receivers:', ...names, ''].join('\n'), root };
}

function receiverAbove(text: string, line: number): string {
  const lines = text.split('\n').slice(0, line + 1);
  return lines.reverse().find(one => one.includes('receiver: r'))!;
}
