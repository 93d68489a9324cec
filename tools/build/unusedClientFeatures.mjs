// What of the language client's library the extension does without: a quarter of its bundle, read at every start.

import fs from 'node:fs';

/**
 * Features that the language server does not offer, by the module of `vscode-languageclient/lib/common` that would bring them:
 * its classes that the client registers, and what the server would announce for each. A test holds server and library to it.
 */
const unusedClientFeatures = JSON.parse(fs.readFileSync(new URL('unusedClientFeatures.json', import.meta.url), 'utf8'));

/** A feature of the library that announces nothing and answers nothing (its `StaticFeature`). */
const nothing = `class Unused {
  fillClientCapabilities() {}
  initialize() {}
  getState() { return { kind: 'static' }; }
  clear() {}
}`;

/** Leaves these features out of a bundle, and the library's own test of the editor's version. */
export const withoutUnusedClientFeatures = {
  name: 'without-unused-client-features',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    const modules = Object.keys(unusedClientFeatures).join('|');
    build.onLoad(
      { filter: new RegExp(`vscode-languageclient[\\\\/]lib[\\\\/]common[\\\\/](?:${modules})\\.js$`) },
      ({ path }) => {
        const { classes } = unusedClientFeatures[/(\w+)\.js$/.exec(path)[1]];
        return { contents: `${nothing}\nmodule.exports = { ${classes.map(name => `${name}: Unused`).join(', ')} };` };
      },
    );
    // VS Code has held its version to `engines` of package.json before; the library only asks for an older one.
    build.onLoad({ filter: /semver[\\/]functions[\\/](?:parse|satisfies)\.js$/ }, () => ({
      contents: 'module.exports = version => version;',
    }));
  },
};
