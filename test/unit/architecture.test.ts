// The direction of the layers and the purity of the core, held by a machine.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const source = path.join(root, 'server/src');

/** Folders (or files) of `server/src` by height; a file may import from its own folder and from lower ones. */
const height: Readonly<Record<string, number>> = {
  text: 0,
  go: 1,
  target: 1,
  live: 1,
  yaml: 2,
  promql: 2,
  relabel: 2,
  template: 2,
  catalog: 2,
  series: 3,
  model: 4,
  evaluation: 5,
  alerting: 6,
  unittest: 7,
  analysis: 5,
  routing: 6,
  checks: 7,
  datasource: 7,
  features: 8,
  backtest: 8,
  config: 8,
  workspace: 9,
  files: 10,
  service: 10,
  engine: 10,
  transport: 11,
  lsp: 11,
  cli: 12,
};

/** The layers that compile without Node, DOM or vscode types. */
const core: ReadonlySet<string> = new Set(
  [...fs.readFileSync(path.join(root, 'server/tsconfig.core.json'), 'utf8').matchAll(/"src\/(\w+)/g)].map(
    ([, name]) => name!,
  ),
);

/** Imports of a file as written. */
function importsOf(file: string): readonly string[] {
  const text = fs.readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gms)].map(([, from]) => from!);
}

/** The same without those that bring types alone. */
function valuesImportedBy(file: string): readonly string[] {
  const text = fs.readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\b(?! type\b)([^;]*?)from '([^']+)';/gms)]
    .filter(
      ([, names]) => /\{/.test(names!) && names!.split(/[{},]/).some(name => name.trim() && !/^\s*type\b/.test(name)),
    )
    .map(([, , from]) => from!);
}

function sources(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => path.join(folder, name));
}

/** The file of a module that is imported by its path without the end. */
function resolved(module: string): string {
  return fs.existsSync(`${module}.ts`) ? `${module}.ts` : path.join(module, 'index.ts');
}

/** Whether a way of imports leads from one file to another. */
function reaches(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const next of graph.get(file) ?? []) {
      if (next === to) return true;
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  }
  return false;
}

const layerOf = (file: string): string => path.relative(source, file).split(path.sep)[0]!.replace(/\.ts$/, '');

describe('architecture', () => {
  it('gives every folder of the server a height', () => {
    assert.deepEqual(
      [...new Set(sources(source).map(layerOf))].filter(layer => !(layer in height)),
      [],
    );
  });

  it('lets arrows point down only', () => {
    const wrong = sources(source).flatMap(file =>
      importsOf(file)
        .filter(from => from.startsWith('.'))
        .map(from => layerOf(`${path.resolve(path.dirname(file), from)}.ts`))
        .filter(to => to !== layerOf(file) && height[to]! >= height[layerOf(file)]!)
        .map(to => `${path.relative(root, file)} -> ${to}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('lets no files import each other in a circle, but for the walk of the evaluator', () => {
    const graph = new Map(
      [...sources(source), ...sources(path.join(root, 'client'))].map(file => [
        file,
        importsOf(file)
          .filter(from => from.startsWith('.'))
          .map(from => resolved(path.resolve(path.dirname(file), from))),
      ]),
    );
    const inCircles = [...graph.keys()].filter(file => reaches(graph, file, file));
    // An expression is evaluated by functions that evaluate its parts: `Evaluation` is handed down to all of them.
    const wrong = inCircles.filter(file => layerOf(file) !== 'evaluation');
    assert.deepEqual(
      wrong.map(file => path.relative(root, file)),
      [],
    );
  });

  it('lets hosts ask for what the core does through the service alone', () => {
    const behind = new Set(['promql', 'template', 'model', 'analysis', 'routing', 'features']);
    const wrong = sources(source)
      .filter(file => ['lsp', 'cli'].includes(layerOf(file)))
      .flatMap(file =>
        valuesImportedBy(file)
          .filter(from => from.startsWith('.') && behind.has(layerOf(path.resolve(path.dirname(file), from))))
          .map(from => `${path.relative(root, file)} -> ${from}`),
      );
    assert.deepEqual(wrong, []);
  });

  it('lets the extension take what is large out of the engine that the package carries anyway', () => {
    const large = new Set(['yaml', 'promql', 'template', 'evaluation', 'alerting', 'backtest', 'catalog', 'model']);
    const small = new Set(['promql/durations']);
    const client = path.join(root, 'client/src');
    const wrong = sources(client).flatMap(file =>
      valuesImportedBy(file)
        .filter(from => from.includes('server/src/'))
        .map(from => from.split('server/src/')[1]!)
        .filter(from => large.has(from.split('/')[0]!) && !small.has(from))
        .map(from => `${path.relative(root, file)} -> ${from}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('takes into the core no package that touches the outside', () => {
    const allowed = new Set(['yaml', 're2js', '@lezer/python', '@lezer/common']);
    const wrong = sources(source)
      .filter(file => core.has(layerOf(file)))
      .flatMap(file =>
        importsOf(file)
          .filter(from => !from.startsWith('.') && !allowed.has(from))
          .map(from => `${path.relative(root, file)} -> ${from}`),
      );
    assert.deepEqual(wrong, []);
  });

  it('opens every source file with a comment on its place', () => {
    const wrong = sources(source).filter(file => !fs.readFileSync(file, 'utf8').startsWith('//'));
    assert.deepEqual(
      wrong.map(file => path.relative(root, file)),
      [],
    );
  });
});
