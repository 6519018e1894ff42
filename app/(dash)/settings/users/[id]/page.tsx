import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import classes from '@/components/settings/facts.module.css';
import { Forbidden } from '@/components/settings/forbidden';
import { EndSessions, ResetPassword, SetDisabled } from '@/components/settings/person-access';
import { PersonRole } from '@/components/settings/person-role';
import { signInWords } from '@/components/settings/person-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { requireUser } from '@/lib/auth/page';
import { can, roles } from '@/lib/auth/policy';
import { formatCount } from '@/lib/core/format';
import { loadUser } from '@/lib/users/load';
import { changeRoleAction, endSessionsAction, resetPasswordAction, setDisabledAction } from '../actions';

export const metadata: Metadata = { title: 'Person' };

export default async function UserPage({ params }: { params: Promise<{ id: string }> }) {
  const user = await requireUser();
  if (!can(user, 'user:manage')) return <Forbidden title="People and roles" needs="admin" has={user.role} />;
  const [person, zone] = await Promise.all([loadUser(user, (await params).id), viewerZone()]);
  if (!person) notFound();
  const who = { userId: person.id, name: person.name };
  return (
    <>
      <PageHeader
        title={person.name}
        crumbs={[{ href: '/settings/users', label: 'People and roles' }]}
        note={person.email}
        liveZone={null}
      />
      {person.isLastAdmin && (
        <Notice>
          This is the last administrator who can sign in. Role and account stay until somebody else is an administrator.
        </Notice>
      )}
      <div className={classes.columns}>
        <Card title="What this person may do">
          {person.isLastAdmin ? (
            <p className={classes.hint}>Administrator. Make somebody else an administrator to change this.</p>
          ) : (
            <PersonRole
              userId={person.id}
              role={person.role}
              roles={[...roles]}
              isSelf={person.isSelf}
              change={changeRoleAction}
            />
          )}
        </Card>
        <div className={classes.stack}>
          <Card title="Sign-in">
            <dl className={classes.facts}>
              <dt>Signs in with</dt>
              <dd>{signInWords[person.signsInWith]}</dd>
              <dt>Last sign-in</dt>
              <dd>{person.lastSignInAt ? <Timestamp at={person.lastSignInAt} zone={zone} relative /> : 'never'}</dd>
              <dt>Signed in now</dt>
              <dd>{person.sessions === 0 ? 'nowhere' : `in ${formatCount(person.sessions, 'session')}`}</dd>
            </dl>
            {person.isSelf ? (
              <p className={classes.hint}>
                This is you. Change your password under <Link href="/settings/account">Your account</Link>.
              </p>
            ) : (
              <div className={classes.actions}>
                <ResetPassword {...who} reset={resetPasswordAction} />
                {person.sessions > 0 && <EndSessions {...who} end={endSessionsAction} />}
              </div>
            )}
          </Card>
          <Card title="Account">
            <dl className={classes.facts}>
              <dt>State</dt>
              <dd>
                <StatusBadge tone={person.disabled ? 'stopped' : 'good'}>
                  {person.disabled ? 'Disabled' : 'Enabled'}
                </StatusBadge>
              </dd>
              <dt>Created</dt>
              <dd>
                <Timestamp at={person.createdAt} zone={zone} style="date" />
              </dd>
            </dl>
            {!person.isLastAdmin && !person.isSelf && (
              <div className={classes.actions}>
                <SetDisabled {...who} disabled={person.disabled} set={setDisabledAction} />
              </div>
            )}
            {person.isSelf && !person.isLastAdmin && (
              <p className={classes.hint}>Another administrator can disable your account.</p>
            )}
          </Card>
        </div>
      </div>
    </>
  );
}
