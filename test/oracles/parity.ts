// npm run parity -- [KIND…] [--version V] [--corpus DIR] [--show N] [--shape]
// Compares our verdicts with those recorded in a corpus, in one process: a file is rejected if and only if we print an
// error. For expressions also how many errors stand where the real parser puts one. Exit 1 where something differs that
// known-differences.md does not name. --shape judges files by their shape and prints only errors on valid ones.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import { CORPUS, CORPUS_VERSIONS, type CorpusEntry, type CorpusKind, readCorpus } from './corpus';
import { createJudge, type OurError, type Target } from './ours';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'string' },
    corpus: { type: 'string', default: CORPUS },
    show: { type: 'string', default: '20' },
    shape: { type: 'boolean', default: false },
  },
});
const show = Number(options.show);
const known = readFileSync(join(import.meta.dirname, 'known-differences.md'), 'utf8');
let unexplained = 0;

for (const kind of (positionals.length > 0 ? positionals : Object.keys(CORPUS_VERSIONS)) as CorpusKind[]) {
  const entries = readCorpus(kind, options.corpus);
  if (!entries) {
    console.log(`${kind}: skipped, there is no ${options.corpus}/${kind}`);
    continue;
  }
  for (const version of options.version ? [options.version] : CORPUS_VERSIONS[kind]) {
    compare(
      kind,
      version,
      entries.filter(({ verdicts }) => verdicts[version] !== undefined),
    );
  }
}
process.exitCode = unexplained > 0 ? 1 : 0;

function compare(kind: CorpusKind, version: string, entries: readonly CorpusEntry[]): void {
  const started = performance.now();
  const judge = judgeFor(kind, version);
  const judged = entries.map(entry => ({ entry, name: nameOf(entry), errors: judge(entry) }));
  const took = Math.round(performance.now() - started);
  const falseErrors = judged.filter(({ entry, errors }) => entry.verdicts[version] && errors.length > 0);
  const missed = options.shape
    ? []
    : judged.filter(({ entry, errors }) => !entry.verdicts[version] && errors.length === 0);
  const differing = falseErrors.length + missed.length;
  console.log(
    `${kind} ${version}: agree ${judged.length - differing}/${judged.length}, ` +
      `false errors ${falseErrors.length}, missed ${missed.length} (${took} ms)`,
  );
  for (const { name, errors } of falseErrors.slice(0, show)) {
    console.log(`  false error  ${name}${mark(name)}: ${errors[0]!.check}: ${errors[0]!.message}`);
  }
  for (const { name, entry } of missed.slice(0, show)) {
    console.log(`  missed       ${name}${mark(name)}: ${whatTheySaid(entry, version).slice(0, 200)}`);
  }
  unexplained += [...falseErrors, ...missed].filter(({ name }) => !isKnown(name)).length;
  if (kind === 'promql') comparePlaces(version, judged);
}

function nameOf({ file, expr }: CorpusEntry): string {
  return file ?? JSON.stringify(expr);
}

function isKnown(name: string): boolean {
  return known.includes(`\`${name}\``);
}

function mark(name: string): string {
  return isKnown(name) ? ' (known)' : '';
}

function whatTheySaid({ errors, messages }: CorpusEntry, version: string): string {
  const said = errors?.[version]?.map(({ msg }) => msg) ?? messages?.[version] ?? [];
  return [said].flat().join(' ');
}

function judgeFor(kind: CorpusKind, version: string): (entry: CorpusEntry) => readonly OurError[] {
  if (kind === 'promql') {
    const [number, feature] = version.split('+');
    const target = dialect(number!, feature ? 'all' : []);
    return ({ expr }) => analyzePromql(expr!, target).problems.map(problem => ({ check: problem.code, ...problem }));
  }
  const as = { rules: 'rules', alertmanager: 'alertmanager', k8s: 'kubernetes', ml: undefined } as const;
  const target: Target = kind === 'alertmanager' ? { alertmanager: version } : { prometheus: version };
  const judge = createJudge(options.shape ? target : { ...target, as: as[kind] });
  return ({ file }) => judge.file(join(options.corpus, kind, file!));
}

interface Judged {
  readonly entry: CorpusEntry;
  readonly errors: readonly OurError[];
}

/** Ours may differ by one character at either end, as upstream counts the character behind a token to it. */
function comparePlaces(version: string, judged: readonly Judged[]): void {
  const both = judged.flatMap(({ entry, errors }) => {
    const theirs = (entry.errors?.[version] ?? []).filter(({ start }) => start !== undefined);
    return theirs.length > 0 && errors.length > 0 ? [{ expr: entry.expr!, errors, theirs }] : [];
  });
  if (both.length === 0) return;
  const elsewhere = both.filter(({ expr, errors, theirs }) => {
    const bytes = Buffer.from(expr);
    const offset = (byte: number): number => bytes.subarray(0, byte).toString().length;
    return !errors.some(({ from, to }) =>
      theirs.some(({ start, end }) => from <= offset(end!) + 1 && to >= offset(start!) - 1),
    );
  });
  console.log(`${`promql ${version}`}: errors at upstream's place ${both.length - elsewhere.length}/${both.length}`);
  for (const { expr, errors, theirs } of elsewhere.slice(0, show)) {
    const { from, to, message } = errors[0]!;
    const { start, end, msg } = theirs[0]!;
    console.log(
      `  elsewhere    ${JSON.stringify(expr)}: ours ${from},${to} ${message}; upstream ${start},${end} ${msg}`,
    );
  }
}
