// Entry of the command line: picks the command, turns its outcome into an exit status. Layer: cli.

import { serveStdio } from '../lsp/node';
import { UsageError } from './args';
import { catalogCommand } from './commands/catalog';
import { checkCommand } from './commands/check';
import { explainCommand } from './commands/explain';
import { previewCommand } from './commands/preview';
import { queryCommand } from './commands/query';
import { routeCommand } from './commands/route';
import { testCommand } from './commands/test';
import { complain, stackOf, write } from './output';
import { usage } from './usage';
import { version } from './version';

/** Commands that interfaces of later versions name already. */
const announced = new Set(['fmt']);

const commands: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
  check: checkCommand,
  explain: explainCommand,
  test: testCommand,
  route: routeCommand,
  query: queryCommand,
  preview: previewCommand,
  catalog: catalogCommand,
};

async function run(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command !== undefined && Object.hasOwn(commands, command)) {
    return rest.includes('--help') || rest.includes('-h') ? say(usage) : commands[command]!(rest);
  }
  switch (command) {
    case 'lsp': {
      if (rest.some(word => word !== '--stdio')) throw new UsageError('lsp takes no arguments');
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

/** Runs the process's arguments; the exit status is set when all is done. */
export async function cliMain(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    if (error instanceof UsageError) complain(error.message, ['Try: ml-alert-rules --help']);
    else complain('internal error:', stackOf(error));
    process.exitCode = 2;
  }
}
