import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@/lib/generated/prisma/client';
import { primaryPool } from './pool';

const store = globalThis as typeof globalThis & { fairleadPrisma?: PrismaClient };

/** Typed reads of small tables; shares the primary pool. */
export function prisma(): PrismaClient {
  store.fairleadPrisma ??= new PrismaClient({ adapter: new PrismaPg(primaryPool()) });
  return store.fairleadPrisma;
}
