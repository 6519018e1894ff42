import type { Metadata } from 'next';
import classes from '@/components/settings/facts.module.css';
import { EndOtherSessions, OwnName, OwnPassword } from '@/components/settings/own-account';
import { signInWords } from '@/components/settings/person-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { DataTable } from '@/components/ui/data-table';
import { PageHeader } from '@/components/ui/page-header';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { requireUser } from '@/lib/auth/page';
import { loadOwnSessions } from '@/lib/sessions/load';
import { loadOwnAccount } from '@/lib/users/load';
import { roleWords } from '@/lib/users/model';
import { changeOwnNameAction, changeOwnPasswordAction, endOtherSessionsAction } from './actions';

export const metadata: Metadata = { title: 'Your account' };

export default async function AccountPage() {
  const user = await requireUser();
  const [account, sessions, zone] = await Promise.all([loadOwnAccount(user), loadOwnSessions(user), viewerZone()]);
  const way = account?.signsInWith ?? 'none';
  const hasPassword = way === 'password' || way === 'both';
  return (
    <>
      <PageHeader title="Your account" note={user.email} liveZone={null} />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Card title="Who you are">
            <OwnName name={user.name} change={changeOwnNameAction} />
          </Card>
          <Card title="What you may do">
            <dl className={classes.facts}>
              <dt>Role</dt>
              <dd>{roleWords[user.role].name}</dd>
              <dt>Which means</dt>
              <dd>{roleWords[user.role].can}</dd>
              <dt>You sign in with</dt>
              <dd>{signInWords[way]}</dd>
            </dl>
          </Card>
        </div>
        <Card title="Password">
          {hasPassword ? (
            <OwnPassword email={user.email} change={changeOwnPasswordAction} />
          ) : (
            <p className={classes.hint}>
              You sign in through the identity provider; there is no password here to change.
            </p>
          )}
        </Card>
      </div>
      <Card
        title="Your sessions"
        note="a session ends after 12 hours without use, and after 7 days"
        actions={sessions.length > 1 && <EndOtherSessions end={endOtherSessionsAction} />}
        flush
      >
        <DataTable
          caption="Your sessions"
          rows={sessions}
          rowKey={({ startedAt, lastSeenAt, current }) => `${startedAt} ${lastSeenAt} ${current}`}
          columns={[
            {
              key: 'which',
              header: 'Session',
              cell: ({ current }) =>
                current ? <StatusBadge tone="active">This browser</StatusBadge> : 'Another browser',
            },
            {
              key: 'started',
              header: 'Signed in',
              cell: ({ startedAt }) => <Timestamp at={startedAt} zone={zone} relative />,
            },
            {
              key: 'seen',
              header: 'Last used',
              cell: ({ lastSeenAt }) => <Timestamp at={lastSeenAt} zone={zone} relative />,
            },
          ]}
          empty="There is no live session."
        />
      </Card>
    </>
  );
}
