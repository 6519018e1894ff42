import type { ReactNode } from 'react';
import { sections } from '@/components/settings/sections';
import { SettingsNav } from '@/components/settings/settings-nav';
import classes from '@/components/settings/settings-nav.module.css';
import { requireUser } from '@/lib/auth/page';
import { can, policy, type Role, roles } from '@/lib/auth/policy';
import { roleWords } from '@/lib/users/model';

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const user = await requireUser();
  const open = sections.filter(({ permission }) => can(user, permission));
  const closed = roles.flatMap((role) => {
    const labels = sections.filter((section) => !open.includes(section) && policy[section.permission].role === role);
    return labels.length > 0 ? [{ who: whoOf(role), labels: labels.map(({ label }) => label) }] : [];
  });
  return (
    <div className={classes.frame}>
      <SettingsNav open={open.map(({ href, label }) => ({ href, label }))} closed={closed} />
      <div className={classes.page}>{children}</div>
    </div>
  );
}

function whoOf(role: Role): string {
  const name = roleWords[role].plural.toLowerCase();
  return role === 'admin' ? name : `${name} and above`;
}
