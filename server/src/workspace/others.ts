// What files say that is nobody's rule: metrics that code and counters files define, images that manifests run, jobs that scrape,
// files that a kustomization names. Put together when asked, the same objects as long as nothing changes by value.
// Layer: workspace (pure). Longer than usual: each kind of thing that is gathered, in one place.
import { type KnownScrapes, knownScrapes } from '../analysis/scraped';
import { createRecogniser, type Recogniser } from '../analysis/scrapedBy';
import { withholding } from '../analysis/withheld';
import type { CodeFacts } from '../catalog/code/draft';
import { codeFacts, isSourceFile } from '../catalog/code/read';
import { resolved } from '../catalog/code/resolve';
import { countersCsv } from '../catalog/countersCsv';
import { isSavedPage, pageMetrics } from '../catalog/exposition/page';
import { overlay, type Withholding } from '../catalog/lookup';
import { pythonInstrumentator } from '../catalog/pythonInstrumentator';
import { pythonInstruments } from '../catalog/pythonInstruments';
import { pythonMetrics } from '../catalog/pythonMetrics';
import type { Catalog, DefinedMetric } from '../catalog/schema';
import { runningImages } from '../catalog/versions';
import { scenarioName } from '../datasource/simulated/scenarioText';
import { readCatalogFile } from '../model/catalogFile';
import type { SourceDocument } from '../model/document';
import { imagesIn, mayNameImage } from '../model/images';
import { kustomizedIn } from '../model/kustomize';
import { type MatcherStrategy, matcherStrategiesIn, mayNameStrategy, namesStrategy } from '../model/matcherStrategy';
import type { OperatorObject } from '../model/operatorObject';
import { holdsOperatorObjects, mayHoldOperatorObjects, operatorObjectsIn } from '../model/operatorObjects';
import { operatorSendersIn, type SecretSteps, secretStepsIn } from '../model/operatorSenders';
import {
  holdsPrometheusConfig,
  mayHoldPrometheusConfig,
  type PrometheusConfig,
  prometheusConfigsInSlices,
} from '../model/prometheusConfig';
import { placeSpan, type Region } from '../model/region';
import { readScenario } from '../model/scenario/readScenario';
import type { Scenario } from '../model/scenario/scenario';
import type { ScrapeJob } from '../model/scrape/job';
import { holdsScrapeJobs, mayHoldScrapeJobs, scrapeJobsIn } from '../model/scrape/jobs';
import { holdsServices, mayHoldServices, type ServiceFact, servicesIn } from '../model/scrape/services';
import {
  holdsStateMetrics,
  mayHoldStateMetrics,
  type StateMetricsSettings,
  stateMetricsIn,
} from '../model/stateMetrics';
import type { Change } from '../text/change';
import { ownCopies } from '../text/ownCopy';
import { finish } from '../text/slices';

/** Up to this size a text is read at once. */
const fewCharacters = 20_000;

export class OtherFiles {
  private readonly defined = new ByFile<DefinedMetric>();
  private readonly code = new CodeFiles();
  private readonly described = new ByFile<DefinedMetric>();
  /** Metrics of files that are catalogues by their shape, whether a configuration names them or not. */
  private readonly catalogs = new Map<string, readonly DefinedMetric[]>();
  /** Scenarios by file, as they are by their shape. */
  private readonly scenarios = new Map<string, Scenario>();
  private isNamed: (file: string) => boolean = () => false;
  private readonly run = new ByFile<string>();
  private readonly patched = new ByFile<string>();
  private readonly resources = new ByFile<string>();
  private readonly strategies = new ByFile<MatcherStrategy>();
  /** Files whose text has the key of a strategy, wherever. */
  private readonly naming = new Set<string>();
  private readonly objects = new ByFile<OperatorObject>();
  /** Files in which such objects may stand. */
  private readonly holding = new Set<string>();
  private readonly senders = new ByFile<PrometheusConfig>();
  private readonly secrets = new ByFile<SecretSteps>();
  /** Files in which a configuration of Prometheus may stand. */
  private readonly configuring = new Set<string>();
  private readonly jobs = new ByFile<ScrapeJob>();
  private readonly services = new ByFile<ServiceFact>();
  /** Lists of the counters that dcgm-exporter shows. */
  private readonly counters = new ByFile<DefinedMetric>();
  private readonly told = new ByFile<StateMetricsSettings>();
  private leftOut: {
    readonly of: readonly [readonly StateMetricsSettings[], readonly DefinedMetric[]];
    readonly by: Withholding | undefined;
  };
  /** Readings that are not at their end, by file. */
  private readonly unread = new Map<string, Generator<void, void>>();
  /** Files in which a scrape job may stand. */
  private readonly scraping = new Set<string>();
  private recognise: Recogniser | undefined;
  private scraped: {
    readonly of: readonly ScrapeJob[];
    readonly services: readonly ServiceFact[];
    readonly configs: readonly PrometheusConfig[];
    readonly images: readonly string[];
    readonly known: KnownScrapes | undefined;
  };
  private all: {
    readonly described: readonly DefinedMetric[];
    readonly files: readonly DefinedMetric[];
    readonly counters: readonly DefinedMetric[];
    readonly code: readonly DefinedMetric[];
    readonly metrics: readonly DefinedMetric[];
  };
  private known: {
    readonly metrics: readonly DefinedMetric[];
    readonly runs: string;
    readonly scraped: KnownScrapes | undefined;
    readonly leftOut: Withholding | undefined;
    readonly catalog: Catalog;
  };
  /** Versions of exporters that the configuration gives. */
  private versions: Readonly<Record<string, string>> = {};
  private running: { readonly of: readonly string[]; readonly images: readonly string[] } = { of: [], images: [] };

  constructor(private readonly shipped: Catalog) {
    const metrics: readonly DefinedMetric[] = [];
    this.all = {
      described: this.described.all(),
      files: this.defined.all(),
      counters: this.counters.all(),
      code: this.code.metrics(),
      metrics,
    };
    this.scraped = {
      of: this.jobs.all(),
      services: this.services.all(),
      configs: this.senders.all(),
      images: this.run.distinct(),
      known: undefined,
    };
    this.known = { metrics, runs: ' {}', scraped: undefined, leftOut: undefined, catalog: shipped };
    this.leftOut = { of: [this.told.all(), this.counters.all()], by: undefined };
  }

  /** Reads exporter code, a counters file (`.csv`) or a saved `/metrics` page (`.prom`, `.metrics`). */
  define(file: string, text: string): void {
    const name = file.toLowerCase();
    if (isSourceFile(name)) this.code.set(file, codeFacts(file, text));
    else if (name.endsWith('.csv')) this.counters.set(file, countersCsv(text, file, this.shipped).metrics);
    else if (isSavedPage(name)) this.defined.set(file, pageMetrics(text, file, this.shipped));
    else this.defined.set(file, pythonDefinitions(text, file));
  }

  /** Takes in a document that may be a catalogue. */
  readCatalog(file: string, { roots }: SourceDocument): void {
    const [root] = roots;
    if (root?.kind === 'catalog') {
      this.catalogs.set(file, ownCopies(readCatalogFile(root.node).map(metric => ({ ...metric, file }))));
    } else if (!this.catalogs.delete(file)) return;
    this.useCatalog(file);
  }

  /** Takes in a document that may hold counters of dcgm-exporter. */
  readCounters(file: string, { roots }: SourceDocument): void {
    const regions = roots.flatMap(({ kind, region }) => (kind === 'dcgm-counters' ? region : []));
    if (regions.length === 0 && !this.counters.has(file)) return;
    const read = (region: Region): readonly DefinedMetric[] =>
      countersCsv(region.text, file, this.shipped).metrics.map(one => ({ ...one, span: placeSpan(one.span, region) }));
    this.counters.set(file, regions.flatMap(read));
  }

  /** Takes in a document that may be a scenario. */
  readScenario(file: string, { roots }: SourceDocument): void {
    const [root] = roots;
    if (root?.kind === 'scenario')
      this.scenarios.set(file, ownCopies([readScenario(scenarioName(file), root.node)])[0]!);
    else this.scenarios.delete(file);
  }

  /** The scenarios of the files for which `isNamed` holds. */
  namedScenarios(isNamed: (file: string) => boolean): readonly Scenario[] {
    return [...this.scenarios].flatMap(([file, scenario]) => (isNamed(file) ? scenario : []));
  }

  /** From now on the catalogues count that a configuration names. */
  nameCatalogs(isNamed: (file: string) => boolean): void {
    this.isNamed = isNamed;
    for (const file of this.catalogs.keys()) this.useCatalog(file);
  }

  /** From now on these versions of exporters count instead of those that images tell. */
  useVersions(versions: Readonly<Record<string, string>>): void {
    this.versions = versions;
  }

  private useCatalog(file: string): void {
    this.described.set(file, this.isNamed(file) ? (this.catalogs.get(file) ?? []) : []);
  }

  /**
   * Reads a manifest, whether it is judged or not; `change` is what was changed of the text given last, `own` the text without what
   * none of this can stand in. A long one is read when somebody asks, or in slices before (`settle`).
   */
  read(file: string, text: string, change?: Change, own: string = text): void {
    // What was not read yet says nothing of what an edit leaves.
    const isKnown = !this.unread.delete(file);
    const reading = this.reading(file, text, isKnown ? change : undefined, own);
    if (own.length > fewCharacters) this.unread.set(file, reading);
    else finish(reading);
  }

  /** Reads to the end what was given, in slices. */
  *settle(): Generator<void, void> {
    for (const [file, reading] of this.unread) {
      // In a pause somebody else may have read it to its end, or another text may have come.
      while (this.unread.get(file) === reading) {
        if (reading.next().done) this.unread.delete(file);
        else yield;
      }
    }
  }

  private settled(): this {
    if (this.unread.size > 0) finish(this.settle());
    return this;
  }

  private *reading(file: string, text: string, change: Change | undefined, own: string): Generator<void, void> {
    // A file of megabytes that names no image is not looked through at each edit.
    if (!change || this.run.has(file) || mayNameImage(text, change)) this.run.set(file, imagesIn(own));
    yield;
    const kustomized = kustomizedIn(file, own);
    this.patched.set(file, kustomized.patches);
    this.resources.set(file, kustomized.resources);
    if (!change || this.naming.has(file) || mayNameStrategy(text, change)) {
      if (namesStrategy(own)) this.naming.add(file);
      else this.naming.delete(file);
      this.strategies.set(file, matcherStrategiesIn(own));
    }
    yield;
    if (!change || this.holding.has(file) || mayHoldOperatorObjects(text, change)) {
      const isHolding = holdsOperatorObjects(file, own);
      if (isHolding) this.holding.add(file);
      else this.holding.delete(file);
      this.objects.set(file, isHolding ? operatorObjectsIn(file, own) : []);
    }
    yield;
    if (!change || this.configuring.has(file) || mayHoldPrometheusConfig(text, change)) {
      const isHolding = holdsPrometheusConfig(own);
      if (isHolding) this.configuring.add(file);
      else this.configuring.delete(file);
      const configured = isHolding ? yield* prometheusConfigsInSlices(file, own) : [];
      yield;
      this.senders.set(file, isHolding ? [...configured, ...operatorSendersIn(file, own)] : []);
      yield;
      this.secrets.set(file, isHolding ? yield* secretStepsIn(own) : []);
    }
    yield;
    if (!change || this.scraping.has(file) || mayHoldScrapeJobs(text, change)) {
      const isHolding = holdsScrapeJobs(own);
      if (isHolding) this.scraping.add(file);
      else this.scraping.delete(file);
      this.jobs.set(file, isHolding ? scrapeJobsIn(file, own) : []);
    }
    yield;
    if (!change || this.services.has(file) || mayHoldServices(text, change))
      this.services.set(file, holdsServices(file, own) ? servicesIn(file, own) : []);
    yield;
    if (!change || this.told.has(file) || mayHoldStateMetrics(text, change))
      this.told.set(file, holdsStateMetrics(own) ? stateMetricsIn(file, own) : []);
  }

  remove(file: string): void {
    this.unread.delete(file);
    for (const part of [this.defined, this.described, this.run, this.patched, this.resources, this.strategies])
      part.set(file, []);
    this.counters.set(file, []);
    this.told.set(file, []);
    this.objects.set(file, []);
    this.senders.set(file, []);
    this.secrets.set(file, []);
    this.configuring.delete(file);
    this.jobs.set(file, []);
    this.services.set(file, []);
    this.scraping.delete(file);
    this.code.set(file, undefined);
    this.naming.delete(file);
    this.holding.delete(file);
    this.catalogs.delete(file);
    this.scenarios.delete(file);
  }

  files(): ReadonlySet<string> {
    this.settled();
    return new Set([
      ...this.defined.files(),
      ...this.counters.files(),
      ...this.told.files(),
      ...this.code.files(),
      ...this.run.files(),
      ...this.patched.files(),
      ...this.resources.files(),
      ...this.strategies.files(),
      ...this.objects.files(),
      ...this.senders.files(),
      ...this.secrets.files(),
      ...this.jobs.files(),
      ...this.services.files(),
    ]);
  }

  metrics(): readonly DefinedMetric[] {
    const [described, files, code] = [this.described.all(), this.defined.all(), this.code.metrics()];
    const counters = this.counters.all();
    const isSame = this.all.described === described && this.all.files === files && this.all.code === code;
    if (!isSame || this.all.counters !== counters) {
      // What somebody described is not merged with what code says of the same name.
      const names = new Set(described.map(({ name }) => name));
      const read = [...counters, ...files, ...code].filter(({ name }) => !names.has(name));
      const metrics = [...described, ...read].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
      this.all = { described, files, counters, code, metrics };
    }
    return this.all.metrics;
  }

  /** How exporters are scraped, by all jobs: the same object while what is certain stays the same. */
  private scrapes(): KnownScrapes | undefined {
    const [of, configs, images] = [this.jobs.all(), this.senders.all(), this.run.distinct()];
    const services = this.services.all();
    const { scraped } = this;
    if (
      scraped.of !== of ||
      scraped.services !== services ||
      scraped.configs !== configs ||
      scraped.images !== images
    ) {
      this.recognise ??= createRecogniser(this.shipped.exporters());
      const added = isEvaluatedElsewhere(images) ? undefined : addedLabels(configs);
      const now = knownScrapes(of, this.recognise, added, services);
      const { known } = scraped;
      this.scraped = { of, services, configs, images, known: now?.key === known?.key ? known : now };
    }
    return this.scraped.known;
  }

  /** What exporters are told to leave out. */
  private withheld(): Withholding | undefined {
    const of = [this.told.all(), this.counters.all()] as const;
    if (of.some((one, i) => one !== this.leftOut.of[i])) this.leftOut = { of, by: withholding(...of) };
    return this.leftOut.by;
  }

  /** The shipped catalogue with these metrics, images, scrapes and what is left out on top. */
  catalog(): Catalog {
    this.settled();
    const metrics = this.metrics();
    const images = this.exporterImages();
    const runs = `${images.join(' ')} ${JSON.stringify(this.versions)}`;
    const [scraped, leftOut] = [this.scrapes(), this.withheld()];
    const { known } = this;
    const isSame = known.metrics === metrics && known.runs === runs && known.scraped === scraped;
    if (!isSame || known.leftOut !== leftOut) {
      const catalog = overlay(this.shipped, metrics, images, this.versions, scraped, leftOut);
      this.known = { metrics, runs, scraped, leftOut, catalog };
    }
    return this.known.catalog;
  }

  images(): readonly string[] {
    return this.settled().run.distinct();
  }

  /** The images whose tags tell the version of an exporter: only these matter to what is judged. */
  private exporterImages(): readonly string[] {
    const of = this.images();
    if (this.running.of !== of) {
      const exporters = of.length === 0 ? [] : this.shipped.exporters().filter(({ images }) => images);
      const images = of.filter(image => exporters.some(exporter => runningImages(exporter, [image]).length > 0));
      this.running = { of, images };
    }
    return this.running.images;
  }

  /** What Alertmanager objects say about the namespaces of AlertmanagerConfig objects, by the names of their files. */
  matcherStrategies(): readonly MatcherStrategy[] {
    return this.settled().strategies.all();
  }

  /** The objects by which prometheus-operator finds others. */
  operatorObjects(): readonly OperatorObject[] {
    return this.settled().objects.all();
  }

  /** The configurations of the Prometheus servers that send alerts. */
  prometheusConfigs(): readonly PrometheusConfig[] {
    return this.settled().senders.all();
  }

  /** Steps in Secrets that such objects may name. */
  secretSteps(): readonly SecretSteps[] {
    return this.settled().secrets.all();
  }

  /** Files that a kustomization merges into objects which stand elsewhere. */
  patches(): readonly string[] {
    return this.settled().patched.distinct();
  }

  /** Files whose objects a kustomization takes as they are. */
  kustomized(): readonly string[] {
    return this.settled().resources.distinct();
  }
}

/** What Python source says of metrics, by whichever library. */
function pythonDefinitions(text: string, file: string): readonly DefinedMetric[] {
  return [...pythonMetrics(text, file), ...pythonInstruments(text, file), ...pythonInstrumentator(text, file)];
}

/** Whether something runs that evaluates rules over what several servers sent. */
function isEvaluatedElsewhere(images: readonly string[]): boolean {
  return images.some(image => /thanos|mimir|cortex|victoria/.test(image));
}

/** The external labels of the servers that evaluate rules of files, where all of them add the same and send no series on. */
function addedLabels(configs: readonly PrometheusConfig[]): ReadonlySet<string> {
  const own = configs.filter(({ object }) => !object);
  if (!own.every(({ forwards, ruleFiles }) => !forwards && ruleFiles.length > 0)) return new Set();
  const [first = [], ...others] = own.map(({ external }) => external.map(({ name }) => name));
  return new Set(first.filter(name => others.every(names => names.includes(name))));
}

/** What source files say, put together: names may hang on constants of other files. */
class CodeFiles {
  private readonly facts = new Map<string, { readonly facts: CodeFacts; readonly text: string }>();
  private known: { readonly metrics: readonly DefinedMetric[]; readonly text: string } = { metrics: [], text: '[]' };
  private isCurrent = true;

  set(file: string, facts: CodeFacts | undefined): void {
    const says =
      facts && (facts.drafts.length > 0 || facts.traits.length > 0 || Object.keys(facts.constants).length > 0);
    const text = says ? JSON.stringify(facts) : undefined;
    if (this.facts.get(file)?.text === text) return;
    // Names cut from a file would keep all of its text.
    if (facts && text !== undefined) this.facts.set(file, { facts: ownCopies(facts), text });
    else this.facts.delete(file);
    this.isCurrent = false;
  }

  files(): Iterable<string> {
    return this.facts.keys();
  }

  metrics(): readonly DefinedMetric[] {
    if (!this.isCurrent) {
      const metrics = resolved(new Map([...this.facts].map(([file, { facts }]) => [file, facts])));
      const text = JSON.stringify(metrics);
      // Most constants are none of metrics: another one is no reason to judge everything again.
      if (text !== this.known.text) this.known = { metrics, text };
      this.isCurrent = true;
    }
    return this.known.metrics;
  }
}

/** Lists by file. */
class ByFile<T> {
  private readonly lists = new Map<string, readonly T[]>();
  private merged: readonly T[] | undefined = [];
  private once: readonly T[] | undefined = [];

  has(file: string): boolean {
    return this.lists.has(file);
  }

  set(file: string, list: readonly T[]): void {
    const before = this.lists.get(file) ?? [];
    if (before.length === list.length && JSON.stringify(before) === JSON.stringify(list)) return;
    if (list.length === 0) this.lists.delete(file);
    // Names cut from a file would keep all of its text.
    else this.lists.set(file, ownCopies(list));
    this.merged = undefined;
    this.once = undefined;
  }

  files(): Iterable<string> {
    return this.lists.keys();
  }

  /** In the order of the files' names. */
  all(): readonly T[] {
    return (this.merged ??= [...this.lists.keys()].sort().flatMap(file => this.lists.get(file)!));
  }

  /** Each once, sorted. */
  distinct(): readonly T[] {
    return (this.once ??= [...new Set([...this.lists.values()].flat())].sort());
  }
}
