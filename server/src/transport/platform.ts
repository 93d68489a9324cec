// The platform's http and https. Without the prefix `node:` on purpose: to an extension that loads them so VS Code gives
// modules that know the editor's proxy and the certificates of the system. Layer: transport.
// biome-ignore lint/style/useNodejsImportProtocol: see above
import http from 'http';
// biome-ignore lint/style/useNodejsImportProtocol: see above
import https from 'https';

export { http, https };
