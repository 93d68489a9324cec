// The counters file of dcgm-exporter (`FIELD, type, help`): which fields it exports, and as what.
// Layer: catalog. The same text may stand in a file of its own or in a ConfigMap.
import type { Catalog, DefinedMetric, MetricType } from './schema';

/** A field that the file turns into a label of every series, not into a metric. */
export interface CountersLabel {
  readonly name: string;
  readonly help: string;
  readonly from: number;
  readonly to: number;
}

export interface CountersFile {
  readonly metrics: readonly DefinedMetric[];
  readonly labels: readonly CountersLabel[];
}

const types: readonly MetricType[] = ['counter', 'gauge', 'histogram', 'summary'];

/**
 * Reads a counters file. What the file says (name, type, help) comes from it, everything else (labels, unit, caveats) from
 * the catalogue's entry of the same field. Lines that are no rows are passed over.
 */
export function countersCsv(text: string, file: string, catalog?: Catalog): CountersFile {
  const metrics: DefinedMetric[] = [];
  const labels: CountersLabel[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    // The help is the rest of the line: it may hold commas.
    const [name = '', type = '', ...rest] = line.split(',').map(part => part.trim());
    if (/^DCGM_[A-Za-z0-9_]+$/.test(name) && /^[A-Za-z]+$/.test(type)) {
      const help = rest.length > 0 ? line.slice(line.indexOf(',', line.indexOf(',') + 1) + 1).trim() : undefined;
      const from = start + line.indexOf(name);
      const place = { from, to: from + name.length };
      const declared = type.toLowerCase();
      if (declared === 'label') labels.push({ name, help: help ?? '', ...place });
      else if (types.includes(declared as MetricType))
        metrics.push(metricOf(name, declared as MetricType, help, place));
    }
    start += line.length + 1;
  }
  return { metrics, labels };

  function metricOf(name: string, type: MetricType, help = '', span: DefinedMetric['span']): DefinedMetric {
    const { typeInferred, enabledByDefault, ...known } = catalog?.find(name)?.metric ?? {
      labels: [],
      labelsComplete: false,
      help: '',
    };
    // Where the catalogue knows better than a declaration what the values are (a state declared as counter), it stands.
    const isKnownBetter = 'declaredType' in known && known.declaredType === type;
    return {
      ...known,
      name,
      help: help || known.help,
      type: isKnownBetter && 'type' in known && known.type ? known.type : type,
      file,
      span,
    };
  }
}
