// What recording rules of a workspace leave to the series that they record. Layer: analysis (joins facts and promql).
import type { Catalog } from '../catalog/schema';
import type { Branch } from '../promql/shape';
import { openBranch } from '../promql/shape/branch';
import { Draft, oftenEmpty } from '../promql/shape/draft';
import { pinned } from '../promql/shape/pins';
import type { Recorded, RecordedSeries, RecordFact } from './facts';
import type { WorkspaceFacts } from './workspaceFacts';

/** So many recordings may stand on each other; in deeper ones anything may be. */
const deepest = 4;

/**
 * What a workspace records. The branches of a series are those of all rules that record it, with the labels that they set; its
 * numbers are what all these rules agree on. Rules that read recorded series are followed down to what is scraped.
 */
export function recordedAmong(workspace: WorkspaceFacts, catalog: Catalog): Recorded {
  const known = new Map<RecordFact, RecordedSeries>();
  const open = new Set<RecordFact>();
  /** How often something below was taken for unknown, as it was too deep or stands on itself. */
  let cuts = 0;
  const unknown: RecordedSeries = { branches: undefined, value: undefined };
  const seriesOf = (record: RecordFact): RecordedSeries => {
    if (!record.reads.some(read => workspace.recorded(read).length > 0)) {
      return {
        get branches() {
          return record.branches();
        },
        get value() {
          return record.value();
        },
      };
    }
    const kept = known.get(record);
    if (kept) return kept;
    // One that reads itself may be anything.
    if (open.size >= deepest || open.has(record)) {
      cuts++;
      return unknown;
    }
    const before = cuts;
    open.add(record);
    let series: RecordedSeries;
    try {
      series = record.result(record.expr, recorded);
    } finally {
      open.delete(record);
    }
    // What was cut off below another recording may be known by itself. All else is kept: dozens of rules that record one name
    // and read another that dozens record would be worked out as often as both together.
    if (open.size === 0 || cuts === before) known.set(record, series);
    return series;
  };
  const lists = new Map<string, readonly RecordFact[]>();
  const recordsOf = (name: string): readonly RecordFact[] => {
    let records = lists.get(name);
    if (!records) lists.set(name, (records = different(workspace.recorded(name))));
    return records;
  };
  const recorded: Recorded = {
    labels: name => {
      const records = recordsOf(name);
      if (records.length === 0) return undefined;
      return records.flatMap(record => {
        const { branches } = seriesOf(record);
        return branches ? branches.map(branch => labelled(branch, record)) : [openBranch];
      });
    },
    values: name => {
      if (catalog.find(name)) return undefined;
      const [first, ...others] = recordsOf(name);
      const value = first && seriesOf(first).value;
      return value && others.every(other => seriesOf(other).value?.equals(value)) ? value : undefined;
    },
  };
  return recorded;
}

/** Records without copies of one rule: a folder may hold a chart in dozens of versions, and what is joined of them is their product. */
function different(records: readonly RecordFact[]): readonly RecordFact[] {
  if (records.length < 2) return records;
  const seen = new Set<string>();
  return records.filter(({ expr, labels }) => {
    const key = labels.length === 0 ? expr : `${expr}\n${JSON.stringify(labels)}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The branch with the labels that the rule sets. A reader elsewhere may add what tells one system from another. */
function labelled(branch: Branch, { labels }: RecordFact): Branch {
  const draft = new Draft(branch);
  for (const label of oftenEmpty) if (!branch.possible.has(label)) draft.add(label);
  for (const { name, value } of labels) {
    if (value === '') draft.remove(name, undefined);
    else {
      draft.set(name, true);
      if (value !== undefined) draft.pinMore([pinned(name, value)], () => true);
    }
  }
  return draft.done();
}
