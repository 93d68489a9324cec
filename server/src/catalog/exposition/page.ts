// A saved `/metrics` page of the workspace: what its families are, laid over what the catalogue knows of them.
// Layer: catalog. A page shows one moment: which labels and values there are besides it does not tell.
import { finish } from '../../text/slices';
import { isLabelName, isMetricName } from '../code/naming';
import type { Catalog, DefinedMetric, LabelFact } from '../schema';
import { unitOfName } from '../unitOfName';
import { readPage } from './read';
import type { PageFamily } from './shapes';

/** Whether a file is taken for a saved page, by the end of its name in lower case. */
export function isSavedPage(name: string): boolean {
  return name.endsWith('.prom') || name.endsWith('.metrics');
}

/** The metrics of a page. Where the catalogue has one, all that it knows stands, and the page adds its labels. */
export function pageMetrics(text: string, file: string, catalog: Catalog): readonly DefinedMetric[] {
  if (!/^#[ \t]+(?:TYPE|HELP)[ \t]/m.test(text)) return [];
  const { families } = finish(readPage(text));
  return families.filter(({ name }) => isMetricName(name)).map(family => metricOf(family, file, catalog));
}

function metricOf(family: PageFamily, file: string, catalog: Catalog): DefinedMetric {
  const { name, span, help, type, buckets } = family;
  const known = catalog.find(name);
  const labels = labelsOf(family);
  if (known && known.metric.name === name) {
    const { metric } = known;
    const own = new Map(labels.map(label => [label.name, label]));
    const shared = metric.labels.map(label => ({ ...label, ...seenOf(own.get(label.name)) }));
    const more = labels.filter(label => !metric.labels.some(one => one.name === label.name));
    return { ...metric, labels: [...shared, ...more], file, span };
  }
  const unit = family.unit ?? unitOfName(name);
  return {
    name,
    type,
    help,
    labels,
    labelsComplete: false,
    ...(unit ? { unit } : {}),
    ...(buckets ? { buckets } : {}),
    file,
    span,
  };
}

function seenOf(label: LabelFact | undefined): Pick<LabelFact, 'seen'> {
  return label?.seen ? { seen: label.seen } : {};
}

/** A label with very many values has others tomorrow. */
const fewValues = 20;

function labelsOf({ labels, type, name: family }: PageFamily): readonly LabelFact[] {
  return labels
    .filter(({ name }) => isLabelName(name))
    .map(({ name, values, hasMore, isAlways }) => {
      // OpenMetrics has every state of a set on the page.
      const isStates = type === 'stateset' && name === family && !hasMore;
      const shown = values.length <= fewValues && !hasMore ? values : [];
      return {
        name,
        ...(isAlways ? {} : { optional: true }),
        ...(isStates ? { values } : shown.length > 0 ? { seen: shown } : {}),
      };
    });
}
