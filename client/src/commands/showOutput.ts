// "ML Alerts: Show Output": the log of the extension and its language server.
import type { CommandContext } from './context';

export function showOutput(context: CommandContext): void {
  context.output.show();
}
