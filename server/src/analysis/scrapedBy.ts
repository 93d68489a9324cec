// Which exporter a scrape job asks, by the names and ports that the catalogue knows of exporters. Layer: analysis (joins catalog and
// model).
import type { ExporterFact } from '../catalog/schema';
import type { ScrapeJob } from '../model/scrape/job';

/** Tells whom a job scrapes; what was found out of a job is kept with it. */
export type Recogniser = (job: ScrapeJob) => Recognised;

/** Whom a job scrapes: one exporter for sure, or perhaps some, or anything. */
export interface Recognised {
  readonly only: ExporterFact | undefined;
  readonly perhaps: readonly ExporterFact[];
  readonly isAny: boolean;
}

export function createRecogniser(exporters: readonly ExporterFact[]): Recogniser {
  const ports = grouped(exporters.flatMap(one => (one.port === undefined ? [] : [[one.port, one] as const])));
  const hints = grouped(exporters.flatMap(one => hintsOf(one).map(hint => [hint, one] as const)));
  const known = new WeakMap<ScrapeJob, Recognised>();
  return job => {
    let found = known.get(job);
    if (!found) {
      const { sure, perhaps } = recognise(job, hints, ports);
      const only = sure.length === 1 ? sure[0] : undefined;
      const others = [...sure, ...perhaps].filter(one => one !== only);
      // A job that surely asks one exporter asks no other.
      known.set(job, (found = { only, perhaps: others, isAny: job.any === true && !only }));
    }
    return found;
  };
}

type ByKey<K> = ReadonlyMap<K, readonly ExporterFact[]>;

function grouped<K>(pairs: readonly (readonly [K, ExporterFact])[]): ByKey<K> {
  const groups = new Map<K, readonly ExporterFact[]>();
  for (const [key, exporter] of pairs) groups.set(key, [...(groups.get(key) ?? []), exporter]);
  return groups;
}

/** Ports of so many programs that they tell nothing. */
const common: ReadonlySet<number> = new Set([80, 443, 3000, 4000, 5000, 8000, 8080, 8443, 8501, 9000, 9090, 10250]);

/** Whether a name or address is that of a machine, as far as that can be told. */
function isHost(word: string): boolean {
  return /^[\d.]+$/.test(word) || /localhost|host\.docker\.internal|gpu|node|dgx/.test(word);
}

/** Ports that nothing else is known to have. */
const ofGpus: ReadonlySet<number> = new Set([9400, 9445, 9835]);

function recognise(
  job: ScrapeJob,
  hints: ByKey<string>,
  ports: ByKey<number>,
): { readonly sure: readonly ExporterFact[]; readonly perhaps: readonly ExporterFact[] } {
  const names = job.words.map(plain);
  const named = names.flatMap(name =>
    partsOf(name).flatMap(hint => (hints.get(hint) ?? []).map(exporter => ({ exporter, hint }))),
  );
  // `vllm-router` is none of vllm itself.
  const longest = named.filter(one => !named.some(other => other.hint !== one.hint && isPart(one.hint, other.hint)));
  const byName = [...new Set(longest.map(({ exporter }) => exporter))];
  const isSure = (exporter: ExporterFact): boolean =>
    longest.some(({ exporter: of, hint }) => of === exporter && names.some(name => isCalled(name, hint)));
  const isMachine = job.words.slice(1).every(isHost);
  const byPort = job.ports.flatMap(port => {
    const [only, ...others] = ports.get(port) ?? [];
    return only && others.length === 0 && !common.has(port) ? only : [];
  });
  const sure = byName.filter(exporter => isSure(exporter) || byPort.includes(exporter));
  if (job.unclear)
    return { sure: [], perhaps: [...new Set([...byName, ...byPort, ...named.map(one => one.exporter)])] };
  // The port counts where the name tells nothing else.
  if (byName.length === 0) {
    const telling = byPort.filter(({ port = 0 }) => ofGpus.has(port) || (port === 9100 && isMachine));
    return { sure: [...new Set(telling)], perhaps: byPort };
  }
  return { sure, perhaps: [...byName, ...byPort] };
}

/** What jobs that ask an exporter are called; nothing for what is no program of its own. */
function hintsOf({ id, jobHints, port }: ExporterFact): readonly string[] {
  if (!jobHints && port === undefined) return [];
  return [...new Set([id.replace(/-server$/, ''), ...(jobHints ?? [])].map(plain))];
}

/** Words that are parts of many other names: alone they have to be all that a job is called. */
const vague: ReadonlySet<string> = new Set(
  'node router scheduler ray tei tgi epp neuron bento llama envoy vgpu feast apiserver istio etcd prometheus gpu-operator gpu-metrics kube-scheduler kubelet dynamo hami triton mlflow seldon kserve keda kueue volcano'.split(
    ' ',
  ),
);

/** What names of jobs have in front or behind. */
const frills: ReadonlySet<string> = new Set(
  'exporter exporters metrics metric monitor monitoring svc service nvidia kube k8s kubernetes prometheus server pod pods stats main headless'.split(
    ' ',
  ),
);

function isFrill(word: string): boolean {
  return word === '' || frills.has(word);
}

/** Whether a name is that of an exporter: nothing but frills behind it, and in front of a vague one, too. */
function isCalled(name: string, hint: string): boolean {
  const at = `-${name}-`.lastIndexOf(`-${hint}-`);
  if (at < 0) return false;
  const [before, behind] = [name.slice(0, at), name.slice(at + hint.length)].map(text => text.split('-'));
  return behind!.every(isFrill) && (!vague.has(hint) || before!.every(isFrill));
}

/** Names as services are called: small letters and dashes. */
function plain(word: string): string {
  return word
    .toLowerCase()
    .replace(/[_. ]/g, '-')
    .replace(/nodeexporter/, 'node-exporter')
    .replace(/service-?monitor|pod-?monitor/g, 'monitor');
}

/** So many words a hint has at most. */
const mostWords = 5;

/** All that stands between dashes of a name: words, and words one behind the other. */
function partsOf(name: string): readonly string[] {
  const words = name.split('-').slice(0, 20);
  return words.flatMap((_, from) =>
    words.slice(from, from + mostWords).map((_word, count) => words.slice(from, from + count + 1).join('-')),
  );
}

/** Whether whole words of a name are these. */
function isPart(hint: string, name: string): boolean {
  return `-${name}-`.includes(`-${hint}-`);
}
