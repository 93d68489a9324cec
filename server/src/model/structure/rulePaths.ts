// The patterns by which a configuration of Prometheus names its rule files. Nothing else of that file is judged. Layer: model.
import type { YamlNode } from '../../yaml/node';
import { follow, get, itemsOf } from '../../yaml/path';
import type { StructureProblem } from './problem';
import { placeOf, Report } from './report';
import { isNull, shorten } from './scalars';

/** Whether a text may be a configuration of Prometheus with rule files: taken at each keystroke, so without parsing. */
export function mayNameRuleFiles(text: string): boolean {
  return text.includes('rule_files') && text.includes('scrape_configs') && /^rule_files[ \t]*:/m.test(text);
}

/** What Prometheus refuses of the patterns under `rule_files`, in a map that is its configuration. */
export function rulePathProblems(root: YamlNode | undefined): readonly StructureProblem[] {
  if (!get(root, 'scrape_configs')) return [];
  const report = new Report();
  for (const item of itemsOf(get(root, 'rule_files'))) {
    const path = follow(item);
    if (path?.kind !== 'scalar' || isNull(path, 'v2')) continue;
    const star = path.value.indexOf('*');
    if (star < 0 || path.value.lastIndexOf('/') < star) continue;
    const message = `In \`${shorten(path.value)}\` a \`*\` stands before the last \`/\`, and Prometheus refuses its configuration; name each folder by itself.`;
    report.error('invalid-value', placeOf(path), message);
  }
  return report.sorted();
}
