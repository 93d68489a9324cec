// Bundles the extension, the language server with the command line, the webview and the pages of the checks into dist/.
// usage: node esbuild.mjs [--watch] [--production]      (`--production`: no source maps; set by `vsce package`)
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import esbuild from 'esbuild';
import { withoutUnusedClientFeatures } from './tools/build/unusedClientFeatures.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  outdir: 'dist',
  logLevel: 'warning',
  // Also where it is only tried: that a third less text is to be parsed is part of how fast a check starts.
  minify: !watch,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
};

/** @type {esbuild.BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20.20',
  format: 'cjs',
  external: ['vscode'],
  // The ES module builds of `yaml` and the protocol packages shake better than their CommonJS builds.
  mainFields: ['module', 'main'],
};

// Language server and command line are the same code but for their first lines: one file holds it, so that the package
// carries catalogue and parsers once.
const serverOrCli = `
import { serveArguments } from './server/src/lsp/node';
export { serveArguments };
export { cliMain } from './server/src/cli/main';
export * as engine from './server/src/engine';
if (require.main === module) serveArguments(process.argv.slice(2));
`;

/**
 * The command line's first lines; `hash` is that of the other file, by which they know what is kept of it.
 * @param {string} hash
 */
const cli = hash => ({
  ...node,
  entryPoints: { cli: 'server/src/cli/start.ts' },
  banner: { js: '#!/usr/bin/env node' },
  define: { ...shared.define, BUNDLE_HASH: JSON.stringify(hash) },
  sourcemap: false,
});

/**
 * What extension and language server speak with each other stands in a file of its own, which both load; a module between,
 * because an import of the file itself would be at the top of the bundle.
 */
const sharedProtocol = {
  name: 'shared-protocol',
  /** @param {esbuild.PluginBuild} build */
  setup(build) {
    const namespace = 'shared-protocol';
    build.onResolve({ filter: /^vscode-languageserver-protocol(?:\/node)?$/ }, () => ({ path: 'protocol', namespace }));
    build.onResolve({ filter: /^\.\/protocol\.js$/, namespace }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace }, () => ({ contents: "module.exports = require('./protocol.js');" }));
  },
};

/** The engine that previews stand on is the one in `server.js`, which the extension host loads when it first needs it. */
const sharedEngine = {
  name: 'shared-engine',
  /** @param {esbuild.PluginBuild} build */
  setup(build) {
    const namespace = 'shared-engine';
    build.onResolve({ filter: /\/server\/src\/engine$/ }, () => ({ path: 'engine', namespace }));
    build.onResolve({ filter: /^\.\/server\.js$/, namespace }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /^used:/ }, ({ path }) => ({ path: path.slice(5), namespace: 'used' }));
    build.onLoad({ filter: /.*/, namespace: 'used' }, ({ path }) => ({
      contents: `export { ${[...(imported.get(path) ?? [])].join(', ')} } from ${JSON.stringify(path)};`,
      resolveDir: import.meta.dirname,
    }));
    build.onLoad({ filter: /.*/, namespace }, async () => {
      const { metafile } = await esbuild.build({
        entryPoints: ['server/src/engine.ts'],
        format: 'esm',
        outfile: 'engine.js',
        write: false,
        metafile: true,
      });
      const names = metafile.outputs['engine.js'].exports;
      const getter = name => `get ${name}() { return (loaded ??= require('./server.js').engine).${name}; }`;
      return { contents: `let loaded;\nmodule.exports = {\n${names.map(getter).join(',\n')},\n};` };
    });
  },
};

/**
 * Packages and modules of the platform that a run may well end without. They are initialised when something of theirs is first
 * used: a check of a small file would spend a quarter of its time on that. (A use at the top of one of our modules would undo
 * it; a test looks.)
 */
const lazyPackages = {
  name: 'lazy-packages',
  /** @param {esbuild.PluginBuild} build */
  setup(build) {
    const [lazy, used] = ['lazy-package', 'used-of-package'];
    const imported = importedNames('server/src');
    build.onResolve(
      { filter: /^(?:vscode-languageserver(?:\/node)?|yaml|re2js|@lezer\/python|https?|node:tls)$/ },
      ({ path, namespace }) => (namespace === lazy || namespace === used ? undefined : { path, namespace: lazy }),
    );
    build.onResolve({ filter: /^used$/, namespace: lazy }, ({ importer }) => ({ path: importer, namespace: used }));
    // What is used of a package is loaded as an ES module, as esbuild leaves out what is not used of such a one.
    build.onLoad({ filter: /.*/, namespace: used }, ({ path }) => ({
      contents: `export { ${[...imported.get(path)].join(', ')} } from ${JSON.stringify(path)};`,
      resolveDir: import.meta.dirname,
    }));
    build.onLoad({ filter: /.*/, namespace: lazy }, async ({ path }) => {
      const names = imported.get(path) ?? (await allNames(path));
      const from = JSON.stringify(imported.has(path) ? 'used' : path);
      const getters = [...names].map(name => `get ${name}() { return (loaded ??= require(${from})).${name}; }`);
      return {
        contents: `let loaded;\nmodule.exports = {\n${getters.join(',\n')},\n};`,
        resolveDir: import.meta.dirname,
      };
    });
  },
};

/**
 * The names that a module of the platform exports, as those are imported as a whole.
 * @param {string} module
 */
async function allNames(module) {
  const others = new Set(['default', 'module.exports', '__esModule']);
  return Object.keys(await import(module)).filter(name => !others.has(name));
}

/**
 * The names that the modules below a folder import, by where from.
 * @param {string} folder
 */
function importedNames(folder) {
  /** @type {Map<string, Set<string>>} */
  const names = new Map();
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  for (const file of files) {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    for (const [, list, from] of text.matchAll(/^import \{([^}]*)\} from '([^']+)';$/gm)) {
      const these = list.split(',').flatMap(one => /^\s*(\w+)(?: as \w+)?\s*$/.exec(one)?.[1] ?? []);
      names.set(from, new Set([...(names.get(from) ?? []), ...these]));
    }
  }
  return names;
}

/**
 * Texts that are read when first needed, compressed: those of the catalogue would be a third of the package, and a run of the
 * command line needs but half of them. A bundle for browsers would take the modules as they are.
 */
const packedTexts = {
  name: 'packed-texts',
  /** @param {esbuild.PluginBuild} build */
  setup(build) {
    build.onLoad(
      { filter: /[\\/](?:catalog[\\/]data|completion[\\/]snippets|simulated[\\/]shipped)\.gen\.ts$/ },
      async ({ path }) => {
        const { outputFiles } = await esbuild.build({ entryPoints: [path], format: 'cjs', write: false });
        const module = { exports: {} };
        new Function('module', outputFiles[0].text)(module);
        const texts = Object.entries(module.exports).map(([name, text]) => {
          const packed = zlib.brotliCompressSync(text()).toString('base64');
          return `export const ${name} = () => unpack('${packed}');`;
        });
        return {
          contents: [
            "import { brotliDecompressSync } from 'node:zlib';",
            "const unpack = text => brotliDecompressSync(Buffer.from(text, 'base64')).toString();",
            ...texts,
          ].join('\n'),
        };
      },
    );
  },
};

/** The pages of the checks as the extension carries them: one by one they take three times the room in its package. */
function packPages() {
  const folder = 'docs/checks';
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.md'));
  const pages = names
    .map(name => [name.split(path.sep).join('/'), fs.readFileSync(path.join(folder, name), 'utf8')])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  fs.mkdirSync('dist', { recursive: true });
  fs.writeFileSync('dist/checks.json.br', zlib.brotliCompressSync(JSON.stringify(Object.fromEntries(pages))));
}

/** @type {Record<string, esbuild.BuildOptions>} */
const targets = {
  extension: {
    ...node,
    entryPoints: { extension: 'client/src/extension.ts' },
    plugins: [sharedProtocol, sharedEngine, withoutUnusedClientFeatures],
  },
  protocol: { ...node, entryPoints: { protocol: 'vscode-languageserver-protocol/node' } },
  server: {
    ...node,
    stdin: { contents: serverOrCli, resolveDir: import.meta.dirname, sourcefile: 'serverOrCli.ts', loader: 'ts' },
    outdir: undefined,
    outfile: 'dist/server.js',
    plugins: [lazyPackages, sharedProtocol, packedTexts],
  },
  // Also writes dist/webview.css, from the style sheets that the entry imports.
  webview: {
    ...shared,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    entryPoints: { webview: 'client/webview/main.ts' },
  },
};

const contexts = await Promise.all(
  Object.entries(targets).map(async ([name, options]) => ({ name, context: await esbuild.context(options) })),
);
packPages();
if (watch) {
  await esbuild.build(cli(''));
  await Promise.all(contexts.map(({ context }) => context.watch()));
  console.log('watching');
} else {
  const results = await Promise.allSettled(contexts.map(({ context }) => context.rebuild()));
  await Promise.all(contexts.map(({ context }) => context.dispose()));
  for (const [i, result] of results.entries()) {
    const file = `dist/${contexts[i].name}.js`;
    if (result.status === 'fulfilled') console.log(`${file}: ${Math.round(fs.statSync(file).size / 1024)} KB`);
    else process.exitCode = 1;
  }
  const hash = createHash('sha256').update(fs.readFileSync('dist/server.js')).digest('hex').slice(0, 32);
  await esbuild.build(cli(hash));
  if (production)
    for (const name of fs.readdirSync('dist')) if (name.endsWith('.map')) fs.rmSync(`dist/${name}`, { force: true });
}
fs.chmodSync('dist/cli.js', 0o755);
