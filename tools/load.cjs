// Has Node run the project's TypeScript: all of it is compiled at once, a second, and kept in `out/` until a file changes.
// usage: node -r ./tools/load.cjs test/bench/slices.ts
// (`tsx` compiles as well, but names every function as it is made, which costs tests a fourth of their time.)
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.resolve(__dirname, '..');
const folders = ['server', 'client', 'test', 'tools'].map(name => path.join(root, name));
const own = crypto.createHash('sha256').update(fs.readFileSync(__filename)).digest('hex').slice(0, 8);
const compiled = path.join(root, 'out/compiled', own);

const outOf = file => path.join(compiled, `${path.relative(root, file)}.js`);
const timeOf = file => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
/** What was made of a file has its time, to the millisecond: what is set comes back a little less. */
const isStale = file => Math.abs(timeOf(outOf(file)) - timeOf(file)) > 1;

function staleFiles() {
  return folders
    .flatMap(folder => fs.readdirSync(folder, { recursive: true }).map(name => path.join(folder, name)))
    .filter(file => file.endsWith('.ts') && isStale(file));
}

function compile(files) {
  const { buildSync } = require('esbuild');
  const times = new Map(files.map(file => [file, timeOf(file)]));
  const { outputFiles } = buildSync({
    entryPoints: files.map(file => ({ in: file, out: path.relative(root, file) })),
    // Only so that the maps name files as they lie beside each other.
    outdir: root,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20.20',
    sourcemap: 'inline',
    sourcesContent: false,
    define: {
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': '__url',
    },
    supported: { 'dynamic-import': false },
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  for (const { path: beside, contents } of outputFiles) {
    const file = beside.replace(/\.js$/, '');
    const out = outOf(file);
    const time = times.get(file) / 1000;
    // Another process may load the file while this one writes it.
    const fresh = `${out}.${process.pid}`;
    fs.mkdirSync(path.dirname(out), { recursive: true });
    fs.writeFileSync(fresh, contents);
    fs.utimesSync(fresh, time, time);
    fs.renameSync(fresh, out);
  }
}

/**
 * Gives what is exported as plain values. The compiler makes two getters of each, so that modules that import each other find what
 * the other has not made yet; every call across files would go through both, a tenth of a test's time. No module assigns an export
 * again, and who took a module in before it was done keeps the getters.
 */
function settle(module) {
  const { exports } = module;
  if (!Object.hasOwn(exports, '__esModule')) return;
  try {
    module.exports = Object.defineProperty({ ...exports }, '__esModule', { value: true });
  } catch {
    // One that passes on what another has not made yet.
  }
}

process.setSourceMapsEnabled(true);
// Before data of the same name: the order of the list is that in which names are tried.
const { '.json': json } = require.extensions;
delete require.extensions['.json'];
require.extensions['.ts'] = (module, file) => {
  if (isStale(file)) {
    try {
      compile(staleFiles());
    } catch {
      // One that is broken elsewhere is told when it is loaded.
      compile([file]);
    }
  }
  const code = fs.readFileSync(outOf(file), 'utf8');
  const url = code.includes('__url') ? `const __url = ${JSON.stringify(pathToFileURL(file).href)};` : '';
  module._compile(url + code, file);
  settle(module);
};
require.extensions['.json'] = json;
