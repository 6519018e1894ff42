// npm run demo: from a fresh clone to the product with demo data. Needs Node and nothing else.
import { build, generateClient, installPackages, requireNode } from './setup.mjs';

const begun = Date.now();
const steps = 6;
let step = 0;
const say = (text) => {
  step += 1;
  console.log(`[${step}/${steps}] ${text} (${((Date.now() - begun) / 1000).toFixed(0)} s so far)`);
};

requireNode();
installPackages(say);
generateClient(say);
build({ say });

const { kept, serve } = await import('./serve.mjs');
const email = process.env.FAIRLEAD_ADMIN_EMAIL || 'admin@fairlead.local';
const password = process.env.FAIRLEAD_ADMIN_PASSWORD || kept('demo-admin-password', 9);
const key = process.env.FAIRLEAD_ADMIN_API_KEY || `fl_demo_${kept('demo-admin-key', 24)}`;
await serve({
  say,
  extra: {
    FAIRLEAD_DEMO: process.env.FAIRLEAD_DEMO || '1',
    FAIRLEAD_ADMIN_EMAIL: email,
    FAIRLEAD_ADMIN_PASSWORD: password,
    FAIRLEAD_ADMIN_API_KEY: key,
  },
  notes: [`Sign in as ${email} with ${password}`, `API key of this demo, with every scope: ${key}`],
});
