// Writes the JSON schemas of the files that users write for us, `docs/schemas/*.schema.json`, from the same tables that the
// editor validates, completes and explains them by. Run `npm run gen`; a test fails while they are stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationObject } from '../server/src/config/fileSchema';
import { catalogFileObject } from '../server/src/model/schema/catalogFile';
import { scenarioFileObject } from '../server/src/model/schema/scenarioFile';
import type { KeyInfo, ScalarSchema, SchemaType } from '../server/src/model/schema/types';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'schemas');

/** Path and text of each schema. */
export function schemas(): readonly (readonly [path: string, text: string])[] {
  return [
    ['catalog.schema.json', schemaText('A catalogue of metrics for ML Alert Rules', catalogFileObject)],
    ['scenario.schema.json', schemaText('A scenario of simulated data for ML Alert Rules', scenarioFileObject)],
    [
      'configuration.schema.json',
      schemaText('The configuration of ML Alert Rules (.ml-alert-rules.yaml)', configurationObject()),
    ],
  ].map(([name, text]) => [join(folder, name!), text!] as const);
}

function schemaText(title: string, type: SchemaType): string {
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', title, ...schemaOf(type) };
  return `${JSON.stringify(schema, undefined, 1)}\n`;
}

/** The schema of a type. An empty value counts as one that is left out, so every type may be null. */
function schemaOf(type: SchemaType): Record<string, unknown> {
  switch (type.kind) {
    case 'object': {
      // Two hundred keys of one type: their names are enough here, the pages of the checks say the rest.
      const [first] = type.keys;
      if (type.keys.length > 50 && first && type.keys.every(key => key.type === first.type)) {
        const names = type.keys.map(({ name }) => name);
        return { type: ['object', 'null'], propertyNames: { enum: names }, additionalProperties: schemaOf(first.type) };
      }
      const required = type.keys.filter(key => key.required).map(({ name }) => name);
      return {
        type: ['object', 'null'],
        properties: Object.fromEntries(type.keys.map(key => [key.name, propertyOf(key)])),
        additionalProperties: type.open === true,
        ...(required.length > 0 ? { required } : {}),
      };
    }
    case 'map':
      return { type: ['object', 'null'], additionalProperties: schemaOf(type.value) };
    case 'list':
      return {
        type: ['array', 'null'],
        items: schemaOf(type.item),
        ...(type.minItems === undefined ? {} : { minItems: type.minItems }),
        ...(type.maxItems === undefined ? {} : { maxItems: type.maxItems }),
      };
    case 'either':
      return { anyOf: type.of.map(schemaOf) };
    default:
      return scalarOf(type);
  }
}

function propertyOf({ type, doc, default: written }: KeyInfo): Record<string, unknown> {
  return {
    description: doc,
    ...schemaOf(type),
    ...(written === undefined ? {} : { default: JSON.parse(written) as unknown }),
  };
}

function scalarOf({ kind, values, suggestions, format }: ScalarSchema): Record<string, unknown> {
  const more = {
    // YAML editors read an unquoted `off` as false.
    ...(values ? { enum: [...values, ...(values.includes('off') ? [false] : []), null] } : {}),
    ...(suggestions ? { examples: suggestions } : {}),
    ...(format === 'duration' ? { pattern: '^(?:\\d+(?:ms|[smhdwy]))*$' } : {}),
  };
  switch (kind) {
    case 'bool':
      return { type: ['boolean', 'null'], ...more };
    case 'int':
    case 'uint':
      return { type: ['integer', 'null'], ...(kind === 'uint' ? { minimum: 0 } : {}), ...more };
    case 'number':
      return { type: ['number', 'null'], ...more };
    case 'any':
    case 'int-or-string':
      return more;
    case 'string':
      return values ? more : { type: ['string', 'number', 'boolean', 'null'], ...more };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of schemas()) writeFileSync(path, text);
}
