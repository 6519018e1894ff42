// Prisma's command line without its binary downloads: node scripts/prisma.mjs generate | migrate dev --name add_x | …
import { installPackages, prismaCli, prismaEnv, shows } from './setup.mjs';

installPackages();
process.exit(shows(process.execPath, [prismaCli, ...process.argv.slice(2)], prismaEnv) ? 0 : 1);
