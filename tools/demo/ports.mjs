// Loopback helpers shared by the demo and the tests in a real VS Code.
import net from 'node:net';

/** A port that was free a moment ago, on loopback. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks `url` until it answers with success; throws after `limitMs`. */
export async function untilAnswers(url, limitMs = 30_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > end) throw new Error(`${url} did not answer within ${limitMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
