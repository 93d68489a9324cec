// The keys of `.ml-alert-rules.yaml` as a table like those of all other files: completion and hover in the editor and the
// JSON schema are made of it. It is derived from the settings; what their values mean is said by `file.ts`. Layer: config.
import { versionedExporters } from '../catalog/versions';
import type { OptionType } from '../checks/options';
import { allChecks } from '../checks/registry.gen';
import { formatted, key, list, object, oneOf, text, textMap } from '../model/schema/build';
import type { KeyInfo, ObjectSchema, ScalarSchema, SchemaType } from '../model/schema/types';
import { promqlFeatures } from '../promql/dialect';
import { type Setting, settings } from './schema';

/** The table of a configuration file. */
export function configurationObject(): ObjectSchema {
  return objectOf('configuration', settings, 0);
}

/** The settings below one name, each name once; a dot in a name leads one mapping deeper. */
function objectOf(name: string, rows: readonly Setting[], depth: number): ObjectSchema {
  const byKey = new Map<string, Setting[]>();
  for (const row of rows) {
    const word = row.name.split('.')[depth]!;
    byKey.set(word, [...(byKey.get(word) ?? []), row]);
  }
  const keys = [...byKey].map(([word, own]): KeyInfo => {
    const [only] = own;
    if (own.length === 1 && only!.name.split('.').length === depth + 1) return key(word, typeOf(only!), only!.doc);
    return key(word, objectOf(word, own, depth + 1), docs[word] ?? '');
  });
  return object(name, keys);
}

/** What a mapping of several settings is about. */
const docs: Readonly<Record<string, string>> = {
  target: 'For which versions of Prometheus and Alertmanager files are judged.',
  diagnostics: 'What an editor shows.',
};

const version = (...suggestions: readonly string[]): ScalarSchema => ({ kind: 'any', suggestions });
const strings: SchemaType = { kind: 'either', of: [list(text), text] };

function typeOf({ name, type }: Setting): SchemaType {
  switch (type) {
    case 'version':
      return name.endsWith('prometheus') ? version('3.16', '3.5', '2.55', '2.53') : version('0.34', '0.28', '0.27');
    case 'versions':
      return object(
        'exporters',
        versionedExporters.map(id => key(id, version(), `Version of ${id}, in quotes.`)),
      );
    case 'features':
      return list({ kind: 'string', suggestions: ['all', ...promqlFeatures] });
    case 'severities':
      return checksObject();
    case 'scope':
      return oneOf(['workspace', 'openFiles']);
    case 'duration':
      return formatted('duration');
    case 'labels':
      return textMap;
    case 'options':
      return optionsObject();
    case 'strings':
      return strings;
  }
}

/** Every check that has options, with them. */
function optionsObject(): ObjectSchema {
  const types: Readonly<Record<OptionType, SchemaType>> = { texts: list(text), text, flag: { kind: 'bool' } };
  return object(
    'options',
    allChecks.flatMap(({ id, summary, options }) =>
      options
        ? [
            key(
              id,
              object(
                id,
                Object.entries(options).map(([name, { type, doc }]) => key(name, types[type], doc)),
              ),
              summary,
            ),
          ]
        : [],
    ),
  );
}

const severity = oneOf(['off', 'hint', 'info', 'warning']);

/** Every family, then every check. */
function checksObject(): ObjectSchema {
  const families = [...new Set(allChecks.map(({ id }) => id.slice(0, id.indexOf('/'))))];
  return object('checks', [
    ...families.map(family => key(family, severity, `All checks of the family \`${family}\`.`)),
    ...allChecks.map(({ id, summary }) => key(id, severity, summary)),
  ]);
}
