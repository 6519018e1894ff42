'use client';

import { ActionForm } from '@/components/ui/action-form';
import { Choices } from '@/components/ui/field';
import type { Role } from '@/lib/auth/policy';
import type { ActionResult } from '@/lib/server/action';
import { roleWords } from '@/lib/users/model';

type PersonRoleProps = {
  userId: string;
  role: Role;
  roles: Role[];
  isSelf: boolean;
  change: (input: { userId: string; role: Role }) => Promise<ActionResult<unknown>>;
};

/** What somebody may do. */
export function PersonRole({ userId, role, roles, isSelf, change }: PersonRoleProps) {
  return (
    <ActionForm
      submit="Change role"
      kind="default"
      done="Role changed."
      onSubmit={(form) => change({ userId, role: roles.find((each) => each === form.get('role')) ?? role })}
    >
      {(errorOf) => (
        <Choices
          key={role}
          label="Role"
          name="role"
          type="radio"
          chosen={[role]}
          options={roles.map((each) => ({ value: each, label: roleWords[each].name, help: roleWords[each].can }))}
          help={
            isSelf
              ? 'Your other sessions end. You keep this one, with the new role.'
              : 'Sessions of this person end: the new role begins with the next sign-in.'
          }
          error={errorOf('role')}
        />
      )}
    </ActionForm>
  );
}
