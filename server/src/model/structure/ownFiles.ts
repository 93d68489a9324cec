// What is wrong with the files that this program alone reads: its configuration, catalogues of metrics and scenarios. Nothing is refused:
// what cannot be used is left out and said. Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { readCatalogFile } from '../catalogFile';
import { readScenario } from '../scenario/readScenario';
import { catalogFileObject } from '../schema/catalogFile';
import { scenarioFileObject } from '../schema/scenarioFile';
import type { ObjectSchema } from '../schema/types';
import { fieldsOf } from './fields';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { Reader, type ReaderTarget } from './reader';
import { placeOf, Report } from './report';

/** What is wrong with a catalogue file. */
export function checkCatalogFile(root: YamlNode | undefined, options: StructureOptions): readonly StructureProblem[] {
  const report = new Report();
  readByTable(root, catalogFileObject, 'a catalogue', options, report);
  readCatalogFile(root, report);
  return asWarnings(report);
}

/** What is wrong with a scenario of simulated data. */
export function checkScenarioFile(root: YamlNode | undefined, options: StructureOptions): readonly StructureProblem[] {
  const report = new Report();
  readByTable(root, scenarioFileObject, 'a scenario', options, report);
  readScenario('', root, report);
  return asWarnings(report);
}

/** What is wrong with a configuration, told by whoever uses it. */
export function checkConfiguration(text: string, { settingProblems }: StructureOptions): readonly StructureProblem[] {
  const problems = settingProblems?.(text) ?? [];
  return problems.map(one => ({ ...one, code: 'invalid-value', severity: 'warning' }) as const);
}

function readByTable(
  root: YamlNode | undefined,
  schema: ObjectSchema,
  name: string,
  options: StructureOptions,
  report: Report,
): void {
  if (!root) return;
  const target: ReaderTarget = {
    flavor: 'v3',
    options,
    name: 'ML Alert Rules',
    knows: () => true,
    onObject(map, object, owner) {
      const fields = fieldsOf(map);
      for (const { name: key, required, doc } of object.keys) {
        if (!required || fields.has(key)) continue;
        const at = owner ?? placeOf(map);
        report.error('missing-field', at, `\`${key}\` is missing: ${doc.charAt(0).toLowerCase()}${doc.slice(1)}`);
      }
    },
  };
  if (follow(root)) new Reader(target, report).read(root, schema, { name });
}

function asWarnings(report: Report): readonly StructureProblem[] {
  return report.sorted().map(problem => ({ ...problem, severity: 'warning' }));
}
