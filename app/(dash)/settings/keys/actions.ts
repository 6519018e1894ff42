'use server';

import { createKey } from '@/lib/keys/commands/create-key';
import { revokeKey } from '@/lib/keys/commands/revoke-key';
import { defineAction } from '@/lib/server/action';

export const createKeyAction = defineAction(createKey, { revalidate: () => ['/settings/keys'] });

export const revokeKeyAction = defineAction(revokeKey, { revalidate: () => ['/settings/keys'] });
