// Completion of a document at a cursor: finds the place, asks the source of words for it. Layer: features.
import type { OpenOptions, SourceDocument } from '../../model/document';
import type { ScalarSchema, SchemaType } from '../../model/schema/types';
import { parsePromql } from '../../promql/parser';
import { type Shape, shapeOf } from '../../promql/shape';
import { alertmanagerTemplates, prometheusTemplates } from '../../template/env';
import type { Knowledge } from '../knowledge';
import { encodeFor, placeAt, schemaOf, type ValuePlace, wordSpan } from '../place';
import { type Completion, entriesFor, type Proposals } from './item';
import { promqlProposals } from './promql';
import { snippetProposals } from './snippets';
import { templateProposals } from './template';
import { itemKeyProposals, keyProposals, valueProposals } from './yaml';

/** What may be written at `offset` (UTF-16, in the file), best first; undefined where nothing is proposed. */
export function complete(
  document: SourceDocument,
  offset: number,
  know: Knowledge,
  options: OpenOptions = {},
): Completion | undefined {
  const place = placeAt(document, offset, options);
  if (!place) return undefined;
  const proposals = place.kind === 'key' ? keyProposals(place, know) : proposalsIn(place, know);
  if (!proposals || proposals.items.length === 0) return undefined;
  const replace = wordSpan(document, offset, encodeFor(place.style, proposals.prefix));
  return entriesFor(proposals, replace, text => encodeFor(place.style, text));
}

function proposalsIn(place: ValuePlace, know: Knowledge): Proposals | undefined {
  const { root, path, text, at } = place;
  const type = schemaOf(root, path);
  if (place.item && typeOf(type) === 'object') {
    const prefix = text.slice(0, at);
    return { prefix, items: [...itemKeyProposals(type), ...snippetProposals(place)] };
  }
  switch (scalarOf(type)?.format) {
    case 'promql':
      return promqlProposals(text, at, know);
    case 'rule-template': {
      const env = prometheusTemplates(know.dialect.version);
      return templateProposals(text, at, env, resultOf(place, know), know) ?? valueProposals(place, know);
    }
    case 'notification-template':
    case 'template-url':
      return templateProposals(text, at, alertmanagerTemplates(know.alertmanager), undefined, know);
    default:
      return valueProposals(place, know);
  }
}

function typeOf(type: SchemaType | undefined): SchemaType['kind'] | undefined {
  return type?.kind === 'either' ? type.of.find(({ kind }) => kind === 'object')?.kind : type?.kind;
}

function scalarOf(type: SchemaType | undefined): ScalarSchema | undefined {
  const all = type === undefined ? [] : type.kind === 'either' ? type.of : [type];
  return all.find((one): one is ScalarSchema => 'format' in one);
}

/** Labels of the rule's result, for `$labels`. */
function resultOf({ rule }: ValuePlace, know: Knowledge): Shape | undefined {
  return rule?.expr && shapeOf(parsePromql(rule.expr.value, know.dialect).expr, know.labels);
}
