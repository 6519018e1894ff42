// npm run build: the production build in .next/standalone.
import { build, generateClient, installPackages, requireNode } from './setup.mjs';

requireNode();
installPackages(console.log);
generateClient(console.log);
build();
