'use server';

import { defineAction } from '@/lib/server/action';
import { changeRole, setDisabled } from '@/lib/users/commands/change-role';
import { createUser } from '@/lib/users/commands/create-user';
import { endSessionsOf } from '@/lib/users/commands/end-sessions';
import { resetPassword } from '@/lib/users/commands/set-password';

const people = { revalidate: () => ['/settings/users', '/(dash)/settings/users/[id]'] };

export const createUserAction = defineAction(createUser, people);

export const changeRoleAction = defineAction(changeRole, people);

export const setDisabledAction = defineAction(setDisabled, people);

export const resetPasswordAction = defineAction(resetPassword, people);

export const endSessionsAction = defineAction(endSessionsOf, people);
