// Standard output, written whole before the process ends. Layer: cli.
import { printable } from '../text/printable';

/** Writes `text` and resolves once the system has taken all of it; a reader that went away is no failure. */
export function write(stream: NodeJS.WritableStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (text.length === 0) return resolve();
    const onError = (error: Error & { code?: string }): void => {
      if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') resolve();
      else reject(error);
    };
    stream.once('error', onError);
    stream.write(text, error => {
      if (error) return onError(error);
      stream.removeListener('error', onError);
      resolve();
    });
  });
}

/** One line on standard error, with the command's name as all its messages have it; `more` are further lines. */
export function complain(message: string, more: readonly string[] = []): void {
  const lines = [`ml-alert-rules: ${printable(message)}`, ...more.map(line => printable(line))];
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** The lines of an error that nobody foresaw. */
export function stackOf(error: unknown): readonly string[] {
  return (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n');
}
