// The standard alerts, records, routes and receivers as a list to choose from, each with the edit that writes it at the
// nearest legal place: what "Insert Standard Alert" shows. Layer: features.
import type { Catalog } from '../../catalog/schema';
import type { SourceDocument } from '../../model/document';
import type { TextEdit } from '../../text/textMap';
import type { SnippetRow } from '../completion/shippedSnippets';
import { isBlank } from '../completion/skeletons';
import { allSnippets, topicTitle } from '../completion/snippets';
import { type Holds, insertPlace } from './place';
import type { InsertPlace } from './slot';
import { editOf, inBlankFile } from './write';

export interface StandardAlert {
  readonly title: string;
  /** By what the list is ordered: `GPU health`. */
  readonly topic: string;
  /** One sentence. */
  readonly watches: string;
  /** What has to be scraped for it; '' for routes and receivers. */
  readonly needs: string;
  /** Metrics of known exporters that it reads. */
  readonly metrics: readonly string[];
  /** In VS Code's snippet syntax, all indentation included. */
  readonly edit: TextEdit;
}

export interface StandardAlerts {
  /** Where they go, in words: `into the group gpu, after GPUHot`. */
  readonly where: string;
  readonly alerts: readonly StandardAlert[];
}

/** What may be inserted near `offset` of a document; undefined where nothing of ours may stand in it. */
export function standardAlerts(document: SourceDocument, offset: number, catalog: Catalog): StandardAlerts | undefined {
  if (document.roots.length === 0) {
    if (!isBlank(document.text)) return undefined;
    const alerts = allSnippets().flatMap(row =>
      row.holds === 'rule' ? [alertOf(row, inBlankFile(document.text, row.body, row.topic), catalog)] : [],
    );
    return { where: 'as the first rule of this file', alerts };
  }
  const places = new Map<Holds, InsertPlace | undefined>();
  const placeOf = (holds: Holds): InsertPlace | undefined => {
    if (!places.has(holds)) places.set(holds, insertPlace(document, offset, holds));
    return places.get(holds);
  };
  const alerts = allSnippets().flatMap(row => {
    const place = row.holds === 'group' ? undefined : placeOf(row.holds);
    const edit = place && editOf(place, row.body, row.topic);
    return edit ? [alertOf(row, edit, catalog)] : [];
  });
  const [where] = [...places.values()].flatMap(place => (place ? [place.where] : []));
  return where === undefined ? undefined : { where, alerts };
}

function alertOf(
  { topic, title, description, holds, body }: SnippetRow,
  edit: TextEdit,
  catalog: Catalog,
): StandardAlert {
  const words = [...new Set(body.match(/[\w:]+/g))].filter(word => /[_:]/.test(word));
  const known = words.flatMap(word => {
    const exporter = catalog.find(word)?.exporter;
    return exporter ? [{ word, title: exporter.title }] : [];
  });
  const exporters = [...new Set(known.map(one => one.title))];
  return {
    title,
    topic: topicTitle(topic),
    watches: description,
    needs: holds === 'rule' ? exporters.join(', ') || withoutExporter(body) : '',
    metrics: known.map(({ word }) => word),
    edit,
  };
}

function withoutExporter(body: string): string {
  return /\bup(?:\{| ==)/.test(body) ? 'nothing but Prometheus' : 'metrics of your own';
}
