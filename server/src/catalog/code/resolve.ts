// The metrics of all source files of a workspace: names put together from constants of several files, and what one file does
// to those of others (a prefix or a label for every metric of a registry). Layer: catalog.
import type { DefinedMetric } from '../schema';
import { type CodeFacts, type Lookup, metricsOf, type Trait } from './draft';

/** In the order of the files' names; each metric once a file. */
export function resolved(files: ReadonlyMap<string, CodeFacts>): readonly DefinedMetric[] {
  const constants = constantsOf(files.values());
  const lookup: Lookup = key => constants.get(key) ?? undefined;
  const traits = new Set<Trait>([...files.values()].flatMap(facts => facts.traits));
  const metrics: DefinedMetric[] = [];
  // Nothing is registered anywhere, and what is served is the registry of what is.
  const serving = traits.has('go-registers') ? new Set<string>() : foldersThatServe(files);
  for (const file of [...files.keys()].sort()) {
    const language = languageOf(file);
    // A registry somewhere puts a prefix in front of names, and which of them is not known.
    const isPrefixed = traits.has(`${language}-prefix` as Trait);
    const isOpen = traits.has(`${language}-labels` as Trait);
    const hasBuckets = language === 'rust' && traits.has('rust-buckets');
    const own = new Map<string, DefinedMetric>();
    for (const draft of files.get(file)!.drafts) {
      // Unless a program replaces the registry that it goes to.
      const isDirect = draft.isDirect && !traits.has('go-default');
      if (isPrefixed && !isDirect) continue;
      for (const metric of metricsOf(draft, file, lookup)) {
        const known = own.get(metric.name);
        const next = {
          ...metric,
          ...(isOpen && !isDirect ? { labelsComplete: false } : {}),
          ...(hasBuckets ? asHistogram(metric) : {}),
          ...(draft.isLoose && serving.has(folderOf(file)) ? { unserved: true } : {}),
        };
        own.set(metric.name, known ? together(known, next) : next);
      }
    }
    metrics.push(...own.values());
  }
  return metrics;
}

function foldersThatServe(files: ReadonlyMap<string, CodeFacts>): ReadonlySet<string> {
  return new Set([...files].flatMap(([file, { traits }]) => (traits.includes('go-serves') ? [folderOf(file)] : [])));
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** Null where files give a constant several values. */
function constantsOf(files: Iterable<CodeFacts>): ReadonlyMap<string, string | readonly string[] | null> {
  const constants = new Map<string, string | readonly string[] | null>();
  for (const facts of files) {
    for (const [key, value] of Object.entries(facts.constants)) {
      const before = constants.get(key);
      const isSame = before === undefined || JSON.stringify(before) === JSON.stringify(value);
      constants.set(key, isSame ? value : null);
    }
  }
  return constants;
}

function languageOf(file: string): 'go' | 'js' | 'rust' | 'jvm' {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  return ending === 'go' ? 'go' : ending === 'rs' ? 'rust' : ending === 'java' || ending === 'kt' ? 'jvm' : 'js';
}

/** The exporter of the `metrics` facade makes histograms where it is told buckets. */
function asHistogram({ type, typeInferred }: DefinedMetric): Partial<DefinedMetric> {
  return type === 'summary' && typeInferred ? { type: 'histogram' } : {};
}

/** One metric that a file names several times, as facades do wherever they record: the first place, all labels. */
function together(a: DefinedMetric, b: DefinedMetric): DefinedMetric {
  if (a.type !== b.type) return { ...a, type: 'unknown', labelsComplete: false };
  const more = b.labels.filter(({ name }) => !a.labels.some(label => label.name === name));
  return {
    ...a,
    help: a.help || b.help,
    labels: [...a.labels, ...more],
    labelsComplete: a.labelsComplete && b.labelsComplete && more.length === 0 && a.labels.length === b.labels.length,
  };
}
