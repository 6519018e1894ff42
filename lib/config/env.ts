import { z } from 'zod';
import { type AllowedHost, parseAllowedHosts } from '@/lib/core/addresses';

/** The only reader of process.env in the running program (scripts set it up). Parsed on first use, not while building. */

const blankAsUnset = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(type: T) => z.preprocess(blankAsUnset, type.optional());
const strongSecret = z
  .string()
  .min(32, 'must have at least 32 characters')
  .refine((value) => new Set(value).size >= 8, 'repeats too few characters to be a secret');

const hosts = (text: string, context: z.RefinementCtx): AllowedHost[] => {
  try {
    return parseAllowedHosts(text);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: error instanceof Error ? error.message : 'has an entry that is no host',
    });
    return z.NEVER;
  }
};

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z.preprocess(blankAsUnset, z.coerce.number().int().min(0).max(65_535).default(3000)),
  HOST: z.preprocess(blankAsUnset, z.string().default('127.0.0.1')),
  PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
  DATABASE_URL: z
    .string({ error: 'is not set; start with "npm run demo" or "npm start", or name a PostgreSQL' })
    .min(1),
  DATABASE_READ_URL: optional(z.string()),
  DATABASE_POOL: z.preprocess(blankAsUnset, z.coerce.number().int().min(2).max(200).default(12)),
  NEXTAUTH_SECRET: strongSecret,
  FAIRLEAD_ENCRYPTION_KEY: strongSecret,
  FAIRLEAD_ADMIN_EMAIL: optional(z.email()),
  FAIRLEAD_ADMIN_PASSWORD: optional(z.string().min(8, 'must have at least 8 characters')),
  FAIRLEAD_ADMIN_API_KEY: optional(z.string().min(32, 'must have at least 32 characters').max(255)),
  FAIRLEAD_DEMO: z.preprocess(blankAsUnset, z.enum(['0', '1']).default('0')).transform((value) => value === '1'),
  FAIRLEAD_PUBLIC_BADGES: z
    .preprocess(blankAsUnset, z.enum(['0', '1']).default('0'))
    .transform((value) => value === '1'),
  FAIRLEAD_TRUSTED_PROXIES: z.preprocess(blankAsUnset, z.coerce.number().int().min(0).max(10).default(0)),
  // Hosts, addresses and networks besides the public internet that messages may be sent to: 'mail.internal:25, 10.1.0.0/16'.
  FAIRLEAD_OUTGOING_HOSTS: z.preprocess(blankAsUnset, z.string().default('').transform(hosts)),
  // Sockets of Docker engines that a cluster may be reached by, separated by commas: '/var/run/docker.sock'.
  FAIRLEAD_DOCKER_SOCKETS: z
    .preprocess(blankAsUnset, z.string().default(''))
    .transform((text) => text.split(/[\s,]+/).filter(Boolean)),
  OIDC_ISSUER: optional(z.url()),
  OIDC_CLIENT_ID: optional(z.string()),
  OIDC_CLIENT_SECRET: optional(z.string()),
  OIDC_NAME: z.preprocess(blankAsUnset, z.string().default('Single sign-on')),
  LOG_LEVEL: z.preprocess(blankAsUnset, z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')),
});

export type Env = Omit<z.infer<typeof schema>, 'PUBLIC_URL'> & { PUBLIC_URL: string };

let parsed: Env | undefined;

/** The checked environment. Throws an error that names every wrong variable, never a value. */
export function env(): Env {
  if (parsed) return parsed;
  const result = schema.safeParse(process.env);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    throw new Error(`The environment is not complete:\n${lines.join('\n')}`);
  }
  const { PUBLIC_URL, HOST, PORT } = result.data;
  parsed = { ...result.data, PUBLIC_URL: new URL(PUBLIC_URL ?? `http://${HOST}:${PORT}`).origin };
  process.env.NEXTAUTH_URL = parsed.PUBLIC_URL; // next-auth reads its own address nowhere else
  return parsed;
}

/** True when Next.js asked us to handle SIGTERM ourselves (toolchain: a stream would hold the process otherwise). */
export function handlesSignals(): boolean {
  return process.env.NEXT_MANUAL_SIG_HANDLE === 'true';
}

/** Name of the newest migration that this build was made with; unset outside a build. Inlined by next.config. */
export function latestMigration(): string | undefined {
  return process.env.FAIRLEAD_LATEST_MIGRATION;
}
