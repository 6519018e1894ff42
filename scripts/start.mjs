// npm start: serves the build on an existing or the embedded database. `npm run build` comes first.
import fs from 'node:fs';
import { fail, requireNode } from './setup.mjs';

requireNode();
if (!fs.existsSync('.next/standalone/server.js')) fail('There is no build yet. Run: npm run build');
const { serve } = await import('./serve.mjs');
await serve({ say: console.log });
