// npm run dev: the development server on the embedded database (or DATABASE_URL), with the secrets of the data directory.
import { generateClient, installPackages, requireNode } from './setup.mjs';

requireNode();
installPackages();
generateClient();
const { host, port, serve } = await import('./serve.mjs');
await serve({
  say: console.log,
  extra: { NODE_ENV: 'development' },
  command: ['node_modules/next/dist/bin/next', 'dev', '-p', String(port), '-H', host],
});
