// A folder of files with the verdicts of the real tools, recorded version by version: `<folder>/<kind>/index.jsonl`, and
// `<folder>/promql/exprs.jsonl` for expressions.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type CorpusKind = 'rules' | 'ml' | 'alertmanager' | 'k8s' | 'promql';

/** The versions that were asked, kind by kind; `+all` is with every experimental feature on. */
export const CORPUS_VERSIONS: Readonly<Record<CorpusKind, readonly string[]>> = {
  rules: ['2.42', '3.0', '3.5', '3.14', '3.16'],
  promql: ['2.42', '3.0', '3.5', '3.14', '3.16', '3.16+all'],
  ml: ['3.16'],
  alertmanager: ['0.25', '0.34'],
  k8s: ['3.16'],
};

export interface CorpusEntry {
  /** Name of the file in the kind's folder; undefined for an expression. */
  readonly file?: string;
  readonly expr?: string;
  readonly verdicts: Readonly<Record<string, boolean>>;
  readonly messages?: Readonly<Record<string, string | readonly string[]>>;
  readonly errors?: Readonly<
    Record<string, readonly { readonly msg: string; readonly start?: number; readonly end?: number }[]>
  >;
  /** Of a Kubernetes file: whether it is a template of Helm, and `apiVersion/kind` of its objects. */
  readonly templated?: boolean;
  readonly kinds?: readonly string[];
}

/** The folder where it usually stands: beside the project. */
export const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');

/** The entries of a kind; undefined where the folder is not there. */
export function readCorpus(kind: CorpusKind, folder = CORPUS): readonly CorpusEntry[] | undefined {
  const index = join(folder, kind, kind === 'promql' ? 'exprs.jsonl' : 'index.jsonl');
  if (!existsSync(index)) return undefined;
  return readFileSync(index, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as CorpusEntry);
}

/** The bytes of an entry's file. */
export function corpusFile(kind: CorpusKind, { file }: CorpusEntry, folder = CORPUS): Buffer {
  return readFileSync(join(folder, kind, file!));
}
