// The file that is run: takes the bundle in, for a check or a test with the bytecode that an earlier run left. Layer: cli.
import * as path from 'node:path';
import * as v8 from 'node:v8';
import { compiledModule, type Purpose } from './compiledModule';

/** Hash of the bundle's text; empty where the bundle is built anew at every change. Set by esbuild.mjs. */
declare const BUNDLE_HASH: string;

/**
 * A check is over before machine code of the usual care has paid off: a third of ten thousand rules was run by the interpreter
 * while the compiler worked on large functions. With less inlined into each, and begun sooner, a run takes a tenth less time.
 */
function compileEarly(): void {
  v8.setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');
  v8.setFlagsFromString('--interrupt-budget=40000');
}

const file = path.join(__dirname, 'server.js');
const command = process.argv[2];
const purpose: Purpose | undefined = command === 'check' || command === 'test' ? command : undefined;
// Before the bundle is compiled: code that was compiled under other flags is not taken.
if (purpose === 'check') compileEarly();
const bundle = (
  purpose !== undefined && BUNDLE_HASH !== '' ? compiledModule(file, BUNDLE_HASH, purpose) : require(file)
) as {
  cliMain(): Promise<void>;
};
void bundle.cliMain();
