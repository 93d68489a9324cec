// `ml-alert-rules catalog SOURCE`: a catalogue of metrics from a `/metrics` page, which is a file, standard input or an address
// that the user gives. Layer: cli. Nothing but that one page is asked for.
import * as path from 'node:path';
import { readPage } from '../../catalog/exposition/read';
import { catalogText, describable } from '../../catalog/exposition/write';
import { loadCatalog } from '../../catalog/lookup';
import { decodeBytes } from '../../files/decode';
import { readNamed } from '../../files/read';
import { printable } from '../../text/printable';
import { finish } from '../../text/slices';
import { byteSize, parseArguments, UsageError } from '../args';
import { fetchPage, isAddress, withoutSecrets } from '../metricsPage';
import { complain, write } from '../output';

const options = { title: 'value', all: 'flag', 'max-file-size': 'value' } as const;

const defaultSizeLimit = 64 * 1024 * 1024;

/** Runs the command; gives the exit status. Throws a `UsageError` for what cannot be understood or read. */
export async function catalogCommand(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv, options);
  const [source] = args.paths;
  if (source === undefined)
    throw new UsageError('catalog needs a saved /metrics page, its address, or - for standard input');
  if (args.paths.length > 1) throw new UsageError('catalog takes one page');
  const size = args.value('max-file-size');
  const limit = size === undefined ? defaultSizeLimit : byteSize('--max-file-size', size);
  const text = isAddress(source) ? await fetchPage(source, limit) : readFile(source, limit);
  const shown = source === '-' ? 'standard input' : isAddress(source) ? withoutSecrets(source) : source;

  const page = finish(readPage(text));
  for (const { line, message } of page.problems) complain(`${shown}: line ${line} ${message}`);
  const more = page.problemCount - page.problems.length;
  if (more > 0) complain(`${shown}: ${more} more lines that cannot be read`);
  if (page.familiesLeftOut > 0) complain(`${shown}: the page has more families than are read; the last are left out`);
  if (page.families.length === 0) throw new UsageError(`${shown} holds no metrics in Prometheus' text format`);

  const families = describable(page.families);
  const unnamed = page.families.length - families.length;
  if (unnamed > 0) complain(`${shown}: ${unnamed} families are left out, whose names need quotes in PromQL`);
  const known = loadCatalog();
  const own = args.has('all') ? families : families.filter(({ name }) => known.find(name)?.metric.name !== name);
  const leftOut = families.length - own.length;
  if (own.length === 0)
    throw new UsageError(`all metrics of ${shown} are known already; --all writes them nevertheless`);
  const notes = [
    'Written by `ml-alert-rules catalog`. What the metrics mean, their ranges and limits are yours to add.',
  ];
  if (leftOut > 0) notes.push(`${leftOut} metrics that are known already are left out.`);
  const title = args.value('title') ?? titleOf(source);
  await write(process.stdout, catalogText(own, { title, source: printable(shown), notes }));
  return page.problemCount > 0 ? 1 : 0;
}

function readFile(source: string, limit: number): string {
  const { bytes, reason } = readNamed(source === '-' ? 0 : source, limit);
  if (!bytes) throw new UsageError(`cannot read ${source}: ${reason}`);
  return decodeBytes(bytes).text;
}

/** What the program is called for now: the host of an address, or the name of a file. */
function titleOf(source: string): string {
  if (source === '-') return 'Exporter';
  const name = isAddress(source) ? new URL(source).host : path.basename(source).replace(/\.\w+$/, '');
  return printable(name) || 'Exporter';
}
