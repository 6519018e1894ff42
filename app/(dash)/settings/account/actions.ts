'use server';

import { defineAction } from '@/lib/server/action';
import { endOtherSessions } from '@/lib/sessions/commands/end-session';
import { changeOwnName } from '@/lib/users/commands/change-name';
import { changeOwnPassword } from '@/lib/users/commands/set-password';

const account = { revalidate: () => ['/settings/account'] };

export const changeOwnNameAction = defineAction(changeOwnName, account);

export const changeOwnPasswordAction = defineAction(changeOwnPassword, account);

export const endOtherSessionsAction = defineAction(endOtherSessions, account);
