// npm run build: the production build in .next/standalone.
import { build, generateClient, installPackages, requireNode } from './setup.mjs';

requireNode();
installPackages();
generateClient();
console.log(build() ? 'Built.' : 'The build is up to date.');
