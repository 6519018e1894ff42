'use server';

import { defineAction } from '@/lib/server/action';
import { confirmSession } from '@/lib/sessions/commands/confirm-session';

export const confirmSessionAction = defineAction(confirmSession);
