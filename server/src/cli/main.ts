// Entry of the command line: picks the command, turns its outcome into an exit status. Layer: cli.

import { UsageError } from './args';
import { checkCommand } from './commands/check';
import { complain, write } from './output';
import { usage } from './usage';
import { version } from './version';

/** Commands that interfaces of later versions name already. */
const announced = new Set(['preview', 'route', 'test', 'query', 'fmt']);

async function run(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'check':
      if (rest.includes('--help') || rest.includes('-h')) return say(usage);
      return checkCommand(rest);
    case 'lsp': {
      if (rest.some(word => word !== '--stdio')) throw new UsageError('lsp takes no arguments');
      // Loaded when asked for: a check need not wait until the protocol's packages are ready.
      const { serveStdio } = await import('../lsp/serve');
      serveStdio();
      return 0;
    }
    case '--version':
    case '-v':
    case 'version':
      return say(`${version}\n`);
    case '--help':
    case '-h':
    case 'help':
      return say(usage);
    case undefined:
      throw new UsageError('no command given');
    default:
      if (announced.has(command)) throw new UsageError(`${command} is not available in this version`);
      throw new UsageError(`unknown command ${JSON.stringify(command)}`);
  }
}

async function say(text: string): Promise<number> {
  await write(process.stdout, text);
  return 0;
}

run(process.argv.slice(2)).then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    if (error instanceof UsageError) complain(`${error.message}\nTry: ml-alert-rules --help`);
    else complain(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 2;
  },
);
