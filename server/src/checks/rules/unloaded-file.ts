// A rule file that no configuration of Prometheus loads, while it lies where others lie that are loaded: it ends in another way than
// the pattern, the list does not name it, or `**` is taken for any number of folders. Layer: checks.
import { type DocumentFacts, type GroupFact, spanOf } from '../../analysis/facts';
import type { PrometheusConfig } from '../../model/prometheusConfig';
import { mayLookInto, missesDepth, takesName } from '../../model/ruleLoading';
import { baseName, folderOf, shownName } from '../../text/paths';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'rules/unloaded-file',
  summary: 'No configuration of Prometheus loads a rule file that lies beside others.',
  severity: 'info',
  since: '0.1.0',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    ending:
      '`{pattern}` of `{config}` does not match `{name}`, so the rules of this file are never loaded: call it `{near}`.',
    depth:
      '`**` in `{pattern}` of `{config}` is one folder and not any number, so this file is never loaded: add a pattern for its folder.',
    unnamed:
      '`rule_files` of `{config}` names `{pattern}` and not `{name}`, so the rules of this file are never loaded: add it there.',
  },
  run({ facts }, ctx) {
    const configs = ctx.workspace.surroundings.configs.filter(({ object }) => !object);
    if (configs.length === 0 || !configs.every(isKnown)) return;
    const firsts = firstGroups(facts);
    if (firsts.length === 0) return;
    const files = ctx.shared(() => wholeFiles(ctx.workspace.documents));
    for (const { key, group } of firsts) {
      const found = key === undefined ? whyUnloaded(facts.file, configs, files) : slipOfKey(key, firsts, configs);
      if (!found) continue;
      const { why, severity = 'info', config, pattern, near } = found;
      const data = { config: shownName(config), pattern, name: key ?? shownName(facts.file), near };
      ctx.report(spanOf(facts, group.at), why, data, { severity });
    }
  },
});

interface Reason {
  readonly why: 'ending' | 'depth' | 'unnamed';
  readonly severity?: 'warning';
  readonly config: string;
  readonly pattern: string;
  readonly near: string;
}

/** Whether all patterns of a configuration are known. */
function isKnown({ ruleFiles, unknown }: PrometheusConfig): boolean {
  return (unknown === undefined || ruleFiles.length > 0) && !ruleFiles.some(pattern => /\{\{|\$|<%/.test(pattern));
}

interface First {
  /** Of a ConfigMap. */
  readonly key?: string;
  readonly group: GroupFact;
}

/** The first group of each rule file that a document is or holds. */
function firstGroups({ groups }: DocumentFacts): readonly First[] {
  const found = new Map<string | undefined, First>();
  for (const group of groups) {
    const { ruleFile } = group;
    if (ruleFile && !found.has(ruleFile.key)) found.set(ruleFile.key, { ...ruleFile, group });
  }
  return [...found.values()];
}

/** The files that are rule files as a whole, by their folders. */
function wholeFiles(documents: readonly DocumentFacts[]): ReadonlyMap<string, readonly string[]> {
  const byFolder = new Map<string, string[]>();
  for (const { file, groups } of documents) {
    if (!groups.some(({ ruleFile }) => ruleFile && ruleFile.key === undefined)) continue;
    const folder = folderOf(file);
    const files = byFolder.get(folder);
    if (files) files.push(file);
    else byFolder.set(folder, [file]);
  }
  return byFolder;
}

/** Why no configuration loads a file; undefined where one does, may do so, or where nothing tells that it should. */
function whyUnloaded(
  file: string,
  configs: readonly PrometheusConfig[],
  files: ReadonlyMap<string, readonly string[]>,
): Reason | undefined {
  const name = shownName(file);
  const each = configs.flatMap(config => config.ruleFiles.map(pattern => ({ config: config.file, pattern })));
  const shallow = each.filter(one => missesDepth(one.config, one.pattern, file));
  // Folders may be mounted anywhere: what takes the name may take the file.
  if (each.some(one => takesName(one.pattern, name) && !shallow.includes(one))) return undefined;
  const [first] = shallow;
  if (first) return { why: 'depth', severity: 'warning', ...first, near: '' };
  const beside = (files.get(folderOf(file)) ?? []).filter(other => other !== file);
  const looking = each.filter(one => mayLookInto(one.config, one.pattern, file));
  for (const one of looking) {
    const near = otherEnding(name, one.pattern);
    const isThere = beside.some(other => shownName(other) === near);
    if (near === undefined || isThere) continue;
    // A single file may be mounted under the other name; a folder is mounted as it is.
    const isFolder =
      /[*?[]/.test(baseName(one.pattern)) &&
      (!one.pattern.startsWith('/') || beside.some(other => takesName(one.pattern, shownName(other))));
    return { why: 'ending', ...(isFolder ? ({ severity: 'warning' } as const) : {}), ...one, near };
  }
  // Of folders that are mounted somewhere only what is loaded beside it tells that it should be.
  const other = looking.find(
    ({ pattern }) => !pattern.startsWith('/') || beside.some(one => takesName(pattern, shownName(one))),
  );
  return other && { why: 'unnamed', ...other, near: '' };
}

/** Of a ConfigMap with a file that a pattern takes: that another one ends in the other way. */
function slipOfKey(key: string, firsts: readonly First[], configs: readonly PrometheusConfig[]): Reason | undefined {
  const each = configs.flatMap(config => config.ruleFiles.map(pattern => ({ config: config.file, pattern })));
  if (each.some(({ pattern }) => takesName(pattern, key))) return undefined;
  const keys = firsts.flatMap(first => first.key ?? []);
  for (const one of each) {
    const near = otherEnding(key, one.pattern);
    const isBeside = keys.some(other => takesName(one.pattern, other));
    if (near !== undefined && isBeside && !keys.includes(near))
      return { why: 'ending', severity: 'warning', ...one, near };
  }
  return undefined;
}

const endings = ['.yml', '.yaml', '.rules', '.rule'];

/** A name with another ending, where a pattern takes that. */
function otherEnding(name: string, pattern: string): string | undefined {
  const own = endings.find(one => name.endsWith(one));
  if (own === undefined) return undefined;
  return endings.map(one => name.slice(0, -own.length) + one).find(one => takesName(pattern, one));
}
