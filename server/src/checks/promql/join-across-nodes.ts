// Two sides are matched by the number of a device alone, which begins at 0 on every node: devices of different nodes meet.
// Layer: checks.
import { comparisonOperators } from '../../promql/inspect';
import type { Shape } from '../../promql/shape';
import { valuesOf } from '../../promql/shape/pins';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/join-across-nodes',
  summary: 'Two sides are matched by the number of a device, which every node has.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['and', 'unless', '+', '-', '*', '/', '%', ...comparisonOperators],
  given: ['sound', 'matching'],
  between: 'series',
  follows: 'recordings',
  messages: {
    databases:
      'Every server has the same {labels}: `on ({list})` pairs databases of different servers, and with several servers the evaluation fails; match the server, too: `on (instance, {list})`.',
    set: 'Every node has the same {labels}: `{op} on ({list})` takes devices of other nodes for the same one; match the node, too: `on (instance, {list})`.',
    pair: 'Every node has the same {labels}: `on ({list})` pairs devices of different nodes, and with several nodes the evaluation fails; match the node, too: `on (instance, {list})`.',
  },
  run({ node, in: unit }, ctx) {
    const { matching, op } = node;
    if (!unit.sound || !matching?.on || matching.labels.length === 0) return;
    const names = matching.labels.map(({ name }) => name);
    const areDatabases = names.every(name => databases.has(name));
    if (!areDatabases && !names.every(name => numbers.has(name))) return;
    if (![node.lhs, node.rhs].every(side => isOfSeveralNodes(unit.shapeOf(side), names))) return;
    const labels = names.map(name => `\`${name}\``).join(', ');
    const data = { labels, op, list: names.join(', ') };
    // A single server works, and not everybody has two.
    if (areDatabases) {
      if (op !== 'and' && op !== 'unless') ctx.report(matching, 'databases', data, { severity: 'info' });
    } else ctx.report(matching, op === 'and' || op === 'unless' ? 'set' : 'pair', data);
  },
});

/** Labels that number the devices of one node. */
const numbers: ReadonlySet<string> = new Set(['gpu', 'device', 'gpu_id', 'minor_number', 'GPU_I_ID', 'GPU_I_PROFILE']);

/** Names of databases of which every server has some by the same name: `postgres`, `template1`, `db0`. */
const databases: ReadonlySet<string> = new Set(['datname', 'db']);

/** Labels by which one node is chosen. */
const nodes: ReadonlySet<string> = new Set([
  'instance',
  'node',
  'nodename',
  'Hostname',
  'hostname',
  'host',
  'pod',
  'UUID',
  'uuid',
]);

/** Whether the series have the labels on each of several nodes. */
function isOfSeveralNodes({ branches }: Shape, names: readonly string[]): boolean {
  return branches.every(
    ({ sure, pins }) =>
      sure.has('instance') &&
      names.every(name => sure.has(name)) &&
      !pins.some(pin => nodes.has(pin.label.name) && valuesOf(pin)?.length === 1),
  );
}
