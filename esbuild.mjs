// Bundles the extension, the language server, the command line and the webview into dist/; nothing else is shipped.
// usage: node esbuild.mjs [--watch] [--production]      (`--production`: minified, no source maps; set by `vsce package`)
import fs from 'node:fs';
import esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  outdir: 'dist',
  logLevel: 'warning',
  minify: production,
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

/** Name of the built file, its entry and how it is built. */
const targets = [
  { name: 'extension', entry: 'client/src/extension.ts', options: node },
  { name: 'server', entry: 'server/src/lsp/node.ts', options: node },
  { name: 'cli', entry: 'server/src/cli/main.ts', options: { ...node, banner: { js: '#!/usr/bin/env node' } } },
  // Also writes dist/webview.css, from the style sheets that the entry imports.
  {
    name: 'webview',
    entry: 'client/webview/main.ts',
    options: { ...shared, platform: 'browser', target: 'es2022', format: 'iife' },
  },
];

const contexts = [];
for (const { name, entry, options } of targets) {
  if (!fs.existsSync(entry)) {
    console.log(`dist/${name}.js: skipped, ${entry} does not exist`);
    continue;
  }
  contexts.push({ name, context: await esbuild.context({ ...options, entryPoints: { [name]: entry } }) });
}

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
    for (const { name } of targets)
      for (const ending of ['js.map', 'css.map']) fs.rmSync(`dist/${name}.${ending}`, { force: true });
  if (fs.existsSync('dist/cli.js')) fs.chmodSync('dist/cli.js', 0o755);
}
