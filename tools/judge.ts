// The errors of one file as the core sees them, for the development drivers. Not part of the product.
import { checkStructure, type StructureOptions } from '../server/src/model/structure/check';
import { entriesOf, fieldValue } from '../server/src/model/structure/fields';
import { rulesOf } from '../server/src/model/structure/rules';
import { textOf } from '../server/src/model/structure/scalars';
import { dialect, parseVersion } from '../server/src/promql/dialect';
import { analyzePromql } from '../server/src/promql/parser';
import { alertmanagerTemplates, prometheusTemplates } from '../server/src/template/env';
import { parseTemplate } from '../server/src/template/parser';
import { decodeBytes } from '../server/src/workspace/decode';
import type { YamlNode } from '../server/src/yaml/node';
import { parseYaml } from '../server/src/yaml/parse';
import { follow } from '../server/src/yaml/path';

/** Messages of all errors, each with its offset. */
export function judge(kind: string, bytes: Buffer, version: string): readonly string[] {
  const decoded = decodeBytes(bytes);
  return decoded.fault ? [`0: ${decoded.fault}`] : judgeText(kind, decoded.text, version);
}

/** The same for a text. */
export function judgeText(kind: string, text: string, version: string): readonly string[] {
  const document = parseYaml(text).documents[0]!;
  const problems = document.problems.map(problem => `${problem.from}: ${problem.code}: ${problem.message}`);
  if (problems.length > 0) return problems;
  const options = optionsFor(kind, version);
  const structure = checkStructure(kind === 'alertmanager' ? 'alertmanager' : 'rules', document.root, options);
  const errors = structure
    .filter(one => one.severity === 'error')
    .map(one => `${one.from}: ${one.code}: ${one.message}`);
  return kind === 'alertmanager' ? errors : [...errors, ...ruleTexts(document.root, version)];
}

/** What the structure is judged for. */
export function optionsFor(kind: string, version: string): StructureOptions {
  const alertmanager = { major: 0, minor: Number((kind === 'alertmanager' ? version : '0.34').split('.')[1]) };
  const env = alertmanagerTemplates(alertmanager);
  // At load Alertmanager parses such fields without its own functions.
  const builtins = { ...env, functions: new Map([...env.functions].filter(([name]) => GO_BUILTINS.has(name))) };
  return {
    prometheus: parseVersion(kind === 'alertmanager' ? '3.16' : version)!,
    alertmanager,
    templateProblem: text => parseTemplate(text, builtins).problems[0]?.message,
  };
}

const GO_BUILTINS: ReadonlySet<string> = new Set(
  'and or not len index slice print printf println html js urlquery call eq ne lt le gt ge'.split(' '),
);

function ruleTexts(root: YamlNode | undefined, version: string): readonly string[] {
  const target = dialect(version);
  const env = prometheusTemplates(target.version);
  return rulesOf(fieldValue(follow(root), 'groups')).flatMap(item => {
    const rule = follow(item);
    const expr = textOf(fieldValue(rule, 'expr'), 'v3');
    const found = expr === '' ? [] : analyzePromql(expr, target).problems.map(one => `expr: ${one.message}`);
    if (textOf(fieldValue(rule, 'alert'), 'v3') === '') return found;
    const templates = ['labels', 'annotations'].flatMap(key => entriesOf(fieldValue(rule, key)));
    return [
      ...found,
      ...templates.flatMap(one =>
        parseTemplate(textOf(one.value, 'v3'), env).problems.map(p => `template: ${p.message}`),
      ),
    ];
  });
}
