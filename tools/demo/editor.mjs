// The VS Code that a machine has: the command `code`, or the one in a browser that the journeys use where that is installed.
import { installed } from './prometheus.mjs';

/** Undefined where there is none. */
export async function findEditor() {
  if (installed('code', process.platform === 'win32')) return { kind: 'code' };
  const { isInstalled, startServer } = await import('../../test/vscode/host/server.mjs');
  return isInstalled()
    ? { kind: 'browser', start: options => startServer({ settings: { 'chat.disableAIFeatures': true }, ...options }) }
    : undefined;
}
