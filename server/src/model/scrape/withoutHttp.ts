// Programs that are scraped at the port of their own protocol: they speak no HTTP there, so every scrape fails. Layer: model.

export interface WithoutHttp {
  readonly port: number;
  readonly program: string;
  /** Who tells Prometheus of the program, in words. */
  readonly instead: string;
}

/** By port. `names`: nothing else is meant by the port where the job or its host is not called so. */
const programs: ReadonlyMap<number, Omit<WithoutHttp, 'port'> & { readonly names?: RegExp }> = new Map([
  [6379, { program: 'Redis', instead: 'redis_exporter (port 9121)' }],
  [5432, { program: 'PostgreSQL', instead: 'postgres_exporter (port 9187)' }],
  [3306, { program: 'MySQL', instead: 'mysqld_exporter (port 9104)' }],
  [27017, { program: 'MongoDB', instead: 'mongodb_exporter (port 9216)' }],
  [11211, { program: 'Memcached', instead: 'memcached_exporter (port 9150)' }],
  [5672, { program: 'RabbitMQ', instead: 'its Prometheus plugin (port 15692)' }],
  [9092, { program: 'Kafka', instead: 'kafka_exporter (port 9308)', names: /kafka|broker|redpanda/ }],
  [2181, { program: 'ZooKeeper', instead: 'its metrics provider (port 7000)', names: /zoo|zk/ }],
  [4222, { program: 'NATS', instead: 'prometheus-nats-exporter (port 7777)', names: /nats/ }],
  [7687, { program: 'Neo4j', instead: 'its metrics endpoint (port 2004)', names: /neo4j|graph/ }],
  [19530, { program: 'Milvus', instead: 'its metrics port (9091)', names: /milvus/ }],
]);

/** What answers at all of these addresses, where it is one program that speaks no HTTP there. */
export function withoutHttp(
  job: string,
  hosts: readonly { readonly host: string; readonly port?: number | undefined }[],
): WithoutHttp | undefined {
  const [{ port } = { port: undefined }] = hosts;
  const known = port === undefined ? undefined : programs.get(port);
  if (port === undefined || !known || hosts.some(other => other.port !== port)) return undefined;
  const isMeant = hosts.every(({ host }) => known.names?.test(`${job} ${host}`.toLowerCase()) ?? true);
  // An exporter may well be given the port of what it tells of.
  if (!isMeant || /exporter|metrics/i.test([job, ...hosts.map(({ host }) => host)].join(' '))) return undefined;
  return { port, program: known.program, instead: known.instead };
}
