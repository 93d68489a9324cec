// Entry of `dist/server.js`. Layer: lsp (Node).
import { serveArguments } from './serve';

serveArguments(process.argv.slice(2));
