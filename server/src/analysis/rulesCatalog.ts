// The catalogue as the rules of a root see it: rules of files and PrometheusRule objects may be evaluated by different servers, which
// scrape in different ways. Layer: analysis.
import type { Catalog } from '../catalog/schema';
import type { Root } from '../model/root';

/** The catalogue for the rules of a root; nothing is known of scrapes where it is not known who reads the rules. */
export function rulesCatalog(catalog: Catalog, { kind, holder, embeddedAs = '' }: Root): Catalog {
  if (kind === 'prometheus-rule') return catalog.among('objects');
  if (kind !== 'rules') return catalog;
  if (holder === undefined) return catalog.among('files');
  if (holder !== 'chart') return catalog;
  // `serverFiles` holds files by their names, `additionalPrometheusRulesMap` what objects are made of.
  return catalog.among(/\.ya?ml$/.test(embeddedAs) ? 'files' : 'objects');
}
