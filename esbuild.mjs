// Bundles the extension, the language server with the command line, and the webview into dist/; nothing else is shipped.
// usage: node esbuild.mjs [--watch] [--production]      (`--production`: no source maps; set by `vsce package`)
import fs from 'node:fs';
import esbuild from 'esbuild';

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
export { cliMain } from './server/src/cli/main';
if (require.main === module) serveArguments(process.argv.slice(2));
`;
const cli = "#!/usr/bin/env node\n'use strict';\nrequire('./server.js').cliMain();\n";

/**
 * Packages that a run may well end without. They are initialised when something of theirs is first used: a check of a small
 * file would spend a quarter of its time on that. (A use at the top of one of our modules would undo it; a test looks.)
 */
const lazyPackages = {
  name: 'lazy-packages',
  /** @param {esbuild.PluginBuild} build */
  setup(build) {
    const namespace = 'lazy-package';
    const notExports = new Set(['default', 'module.exports', '__esModule']);
    build.onResolve(
      { filter: /^(?:vscode-languageserver(?:\/node)?|yaml|re2js|@lezer\/python)$/ },
      ({ path, namespace: from }) => (from === namespace ? undefined : { path, namespace }),
    );
    build.onLoad({ filter: /.*/, namespace }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter(name => !notExports.has(name));
      const getter = name => `get ${name}() { return (loaded ??= require(${JSON.stringify(path)})).${name}; }`;
      return {
        contents: `let loaded;\nmodule.exports = {\n${names.map(getter).join(',\n')},\n};`,
        resolveDir: import.meta.dirname,
      };
    });
  },
};

/** @type {Record<string, esbuild.BuildOptions>} */
const targets = {
  extension: { ...node, entryPoints: { extension: 'client/src/extension.ts' } },
  server: {
    ...node,
    stdin: { contents: serverOrCli, resolveDir: import.meta.dirname, sourcefile: 'serverOrCli.ts', loader: 'ts' },
    outdir: undefined,
    outfile: 'dist/server.js',
    plugins: [lazyPackages],
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

fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/cli.js', cli);
fs.chmodSync('dist/cli.js', 0o755);

const contexts = await Promise.all(
  Object.entries(targets).map(async ([name, options]) => ({ name, context: await esbuild.context(options) })),
);
if (watch) {
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
  if (production)
    for (const name of fs.readdirSync('dist')) if (name.endsWith('.map')) fs.rmSync(`dist/${name}`, { force: true });
}
