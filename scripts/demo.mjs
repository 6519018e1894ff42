// npm run demo: from a fresh clone to the product with demo data. Needs Node and nothing else.
import { build, generateClient, installPackages, requireNode } from './setup.mjs';

const begun = Date.now();
const steps = 7;
let step = 0;
const say = (text) => {
  step += 1;
  console.log(`[${step}/${steps}] ${text} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
};

requireNode();
say('Installing packages, about a minute the first time');
installPackages();
say('Generating the database client');
generateClient();
say('Building, about a minute and a half after a change');
build();

const { kept, serve } = await import('./serve.mjs');
const email = process.env.FAIRLEAD_ADMIN_EMAIL || 'admin@example.com';
const password = process.env.FAIRLEAD_ADMIN_PASSWORD || kept('demo-admin-password', 9);
const extra = {
  FAIRLEAD_DEMO: process.env.FAIRLEAD_DEMO || '1',
  FAIRLEAD_ADMIN_EMAIL: email,
  FAIRLEAD_ADMIN_PASSWORD: password,
  FAIRLEAD_ADMIN_API_KEY: process.env.FAIRLEAD_ADMIN_API_KEY || `fl_demo_${kept('demo-admin-key', 24)}`,
};
await serve({ say, extra });
say('Ready');
console.log(`Sign in as ${email} with the password ${password}`);
console.log(`API key of this demo, every scope: ${extra.FAIRLEAD_ADMIN_API_KEY}`);
