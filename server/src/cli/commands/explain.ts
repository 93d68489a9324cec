// `ml-alert-rules explain CHECK`: the page of a check, or the checks of a family. Layer: cli.

import { allChecks } from '../../checks/registry.gen';
import { closest } from '../../text/closest';
import { anyOf } from '../../text/words';
import { parseArguments, UsageError } from '../args';
import { write } from '../output';
import { pageReader } from '../pages';
import { renderPage, showsStyles } from '../terminal';

/** Runs the command; gives the exit status. Throws a `UsageError` for what cannot be understood. */
export async function explainCommand(argv: readonly string[]): Promise<number> {
  const { paths } = parseArguments(argv, {});
  const [name] = paths;
  if (name === undefined) throw new UsageError('explain needs the name of a check, such as promql/raw-counter');
  if (paths.length > 1) throw new UsageError('explain takes one check');
  await write(process.stdout, textFor(name));
  return 0;
}

function textFor(name: string): string {
  const check = allChecks.find(({ id }) => id === name);
  const page = check && pageReader(__dirname)(check.id);
  if (page !== undefined) return showsStyles(process.stdout, process.env) ? renderPage(page, columns()) : page;
  if (check) return `${check.id}: ${check.severity}. ${check.summary}\n`;
  const family = allChecks.filter(({ id }) => id.startsWith(`${name}/`));
  if (family.length > 0) return family.map(({ id, severity, summary }) => `${id}: ${severity}. ${summary}\n`).join('');
  throw new UsageError(`unknown check ${JSON.stringify(name)}${meant(name)}`);
}

function columns(): number {
  return process.stdout.columns || 80;
}

/** What a name may have been meant for, as the end of a sentence. */
function meant(name: string): string {
  const ids: readonly string[] = allChecks.map(({ id }) => id);
  const lastPart = (id: string): string => id.slice(id.indexOf('/') + 1);
  const last = lastPart(name);
  const exact = ids.filter(id => lastPart(id) === last);
  const near = exact.length > 0 ? exact : [closest(name, ids) ?? idOf(closest(last, ids.map(lastPart)))];
  const named = near.filter(id => id !== undefined);
  const families = [...new Set(ids.map(id => id.slice(0, id.indexOf('/'))))];
  return named.length > 0
    ? `; did you mean ${anyOf(named)}?`
    : `; \`explain FAMILY\` lists the checks of a family: ${families.join(', ')}`;

  function idOf(part: string | undefined): string | undefined {
    return part === undefined ? undefined : ids.find(id => lastPart(id) === part);
  }
}
