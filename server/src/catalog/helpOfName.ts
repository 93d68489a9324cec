// What a metric is, told by its name alone: for metrics whose names leave nothing to explain. Layer: catalog.
import type { MetricType } from './schema';

/** Shorthands that stand in names, as people write them. */
const written: ReadonlyMap<string, string> = new Map(
  'KV CPU HTTP GPU TSDB WAL DNS API TLS NFS LoRA TCP UDP IP ICMP NUMA ECC ARP PCI RDMA IO TTL RPC GC QoS gRPC'
    .split(' ')
    .map(word => [word.toLowerCase(), word]),
);
const spelled: ReadonlyMap<string, string> = new Map([
  ['reqs', 'requests'],
  ['req', 'request'],
  ['errs', 'errors'],
  ['mem', 'memory'],
  ['config', 'configuration'],
  ['ops', 'operations'],
]);

/** A sentence made of the words of a name, without the one that names the exporter: `node_forks_total` is `Count of forks.` */
export function helpOfName(name: string, type: MetricType): string {
  const said = name
    .replace(/^[a-z]+[_:]/i, '')
    .replace(/_(?:total|seconds_total|bytes_total|seconds|bytes)$/, '')
    .split(/[_:]+/)
    .filter(word => word !== 'num')
    .map(word => spelled.get(word) ?? written.get(word) ?? word)
    .join(' ');
  if (type === 'counter') return `Count of ${said}.`;
  if (type === 'histogram' || type === 'summary') return `Distribution of ${said}.`;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}
