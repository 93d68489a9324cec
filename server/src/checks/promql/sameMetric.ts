// Whether two names are those of one metric, mistyped or renamed, or of two things. Layer: checks.
import type { NearestFinder, NearMetric } from '../../catalog/near';
import type { DefinedMetric } from '../../catalog/schema';
import { closest, slipOf } from '../../text/closest';

/** Whether a word of one name goes on where one of the other ends: a `servicemonitor` is no `service`. */
export function isAnotherThing(a: string, b: string): boolean {
  const [inA, inB] = [a, b].map(name => name.split(/[_:]/)) as [string[], string[]];
  const own = inA.filter(word => !inB.includes(word));
  const other = inB.filter(word => !inA.includes(word));
  return own.some(one => other.some(two => goesOn(one, two) || goesOn(two, one)));
}

/** Whether `kube_…` names another kind of object: kube-state-metrics makes such names for objects of any definition. */
export function isOfAnotherKind(metric: string, near: string): boolean {
  const [kind, other] = [metric, near].map(name => /^kube_([a-z0-9]+)_/.exec(name)?.[1]);
  if (kind === undefined || other === undefined || kind === other || other.startsWith(kind)) return false;
  return slipOf(kind, [other]) === undefined && kind !== `${other}s` && !near.split('_').includes(kind);
}

/** So many letters more make another word, and no other form of it. */
const moreLetters = 4;

/** Words that are often written in full. */
const abbreviation = /^(?:util|temp|perc|conn|freq|volt|stat)$/i;

function goesOn(long: string, short: string): boolean {
  const stem = short.replace(/s$/, '');
  if (abbreviation.test(stem)) return false;
  return stem.length >= moreLetters && long.length >= short.length + moreLetters && long.startsWith(stem);
}

export function isSlip(a: string, b: string): boolean {
  if (a.replace(/\d+/g, '0') === b.replace(/\d+/g, '0') || slipOf(a, [b]) !== undefined) return true;
  return a === `${b}s` || b === `${a}s`;
}

/** The nearest metric; of equally near ones a counter only where the name ends like one. */
export function nearest(name: string, find: NearestFinder<DefinedMetric>): NearMetric<DefinedMetric> | undefined {
  return find(name, {
    // The names of a counters file begin alike (`DCGM_FI_DEV_…`): having those words in common says nothing.
    // So does having some words in common with one of the many metrics that a large code base or a page has.
    suits: ({ metric, series }) =>
      (metric.file.endsWith('.py') || closest(name, [series]) !== undefined || isLeftPlain(name, metric)) &&
      mayBeRenamed(name, series),
    prefers: ({ type }) => !name.endsWith('_total') && type !== 'counter',
  });
}

/** Whether a counter of a library that shows names as they are written is asked for with `_total` behind. */
function isLeftPlain(name: string, { name: own, type }: DefinedMetric): boolean {
  return type === 'counter' && name === `${own}_total`;
}

/**
 * Whether one name may have become the other: the same words in another order, one word more, or another word for the same thing
 * beside two that stayed. `node_gpus` is not what `node_cpus` was called, nor `redis_operation_duration` what
 * `model_prediction_duration` was.
 */
function mayBeRenamed(a: string, b: string): boolean {
  const [inA, inB] = [a, b].map(name => name.split(/[_:]/).filter(word => word !== '')) as [string[], string[]];
  const own = inA.filter(word => !inB.includes(word));
  const other = inB.filter(word => !inA.includes(word));
  if (own.length > 1 || other.length > 1) return false;
  const [one, two] = [own[0], other[0]];
  if (inA[0] !== inB[0] && program.test(inA[0] ?? '')) return false;
  if (one !== undefined && two !== undefined) {
    if (slipOf(one, [two]) !== undefined || one === `${two}s` || two === `${one}s`) return true;
    if (thing.test(one) && thing.test(two)) return false;
  }
  const stayed = inA.filter(word => inB.includes(word) && !seriesWord.test(word));
  return stayed.length > 1 || quantityWord.test(one ?? '') || quantityWord.test(two ?? '');
}

/** Programs whose own metrics begin with their name, whatever the workspace's code has behind another one. */
const program =
  /^(?:nginx|apache|haproxy|traefik|caddy|envoy|istio|cilium|coredns|loki|tempo|mimir|cortex|thanos|grafana|prometheus|alertmanager|pushgateway|otelcol|redis|valkey|pg|pgbouncer|postgres|mysql|mongodb|clickhouse|kafka|rabbitmq|nats|elasticsearch|opensearch|minio|ceph|etcd|kube|kubelet|apiserver|node|container|windows|probe|argocd|airflow|celery|cloudflare|vault|jenkins|harbor|gitlab|keycloak|qdrant|weaviate|milvus|dcgm|nvidia|vllm|sglang|triton|ray|mlflow)$/;

/** Words of things that are there beside each other. */
const thing =
  /^(?:cpu|gpu|memory|mem|disk|network|node|job|task|user|tenant|pod|container|partition|cluster|queue|topic|worker|replica|request|response|read|write|connection|collection|session|up|input|output)s?$/;

/** What tells how a series is to be read, and no thing. */
const seriesWord = /^(?:total|bucket|sum|count|created|info)$/;

const quantityWord =
  /^(?:total|seconds|bytes|ratio|percent|ms|milliseconds|count|info|values?|mean|average|avg|median|std|stddev|variance)$/;
