import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AuditChain } from '@/components/settings/audit-chain';
import { AuditTable } from '@/components/settings/audit-table';
import { Forbidden } from '@/components/settings/forbidden';
import classes from '@/components/settings/log.module.css';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { ChoiceFilter } from '@/components/ui/choice-filter';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { SearchField } from '@/components/ui/search-field';
import { loadAudit, loadAuditVerdict } from '@/lib/audit/load';
import type { UserActor } from '@/lib/auth/actor';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';

export const metadata: Metadata = { title: 'Audit log' };

/** A short chain is verified with every look at the page; a longer one takes seconds and is verified when asked. */
const shortChain = 2_000;
const filterNames = ['q', 'action', 'outcome'];

export default async function AuditPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  if (!can(user, 'audit:read')) return <Forbidden title="Audit log" needs="admin" has={user.role} />;
  const search = await searchParams;
  const [view, zone] = await Promise.all([loadAudit(user, search), viewerZone(search)]);
  const page = (change: Record<string, string | null>) => hrefWith('/settings/audit', search, change, filterNames);
  const actions = view.actions.map((action) => ({ value: action, label: action }));
  const isVerifying = search.verify === 'now' || view.headSeq <= shortChain;
  return (
    <>
      <PageHeader
        title="Audit log"
        note="Who did what, allowed or refused. Rows are only ever added."
        liveZone={null}
        actions={
          <>
            <ChoiceFilter param="action" label="Action" options={[{ value: '', label: 'All actions' }, ...actions]} />
            <ChoiceFilter
              param="outcome"
              label="Outcome"
              options={[
                { value: '', label: 'Any outcome' },
                { value: 'allowed', label: 'Done' },
                { value: 'refused', label: 'Refused' },
              ]}
            />
            <SearchField label="Find a person, key or subject" />
          </>
        }
      />
      <LeftOutNotice names={view.ignored} />
      {view.canRewrite && (
        <Notice tone="warning">
          Fairlead’s database role owns the audit table, so whoever has its password could rewrite the log. In
          production, own the tables with another role and give Fairlead’s role only SELECT and INSERT on this one.
        </Notice>
      )}
      {isVerifying ? (
        <Suspense fallback={<p className={classes.chain}>Verifying {view.headSeq} rows…</p>}>
          <Chain user={user} />
        </Suspense>
      ) : (
        <p className={classes.chain}>
          The newest row is #{view.headSeq}. <LinkButton href={page({ verify: 'now' })}>Verify the chain</LinkButton>
        </p>
      )}
      <Card flush>
        <AuditTable
          rows={view.rows}
          zone={zone}
          paging={{
            first: search.cursor === undefined ? null : page({}),
            next: view.nextCursor && page({ cursor: view.nextCursor }),
          }}
          empty={
            <EmptyState
              title={view.filtered ? 'No row like this' : 'Nothing was done yet'}
              headingLevel={2}
              action={view.filtered ? <Link href="/settings/audit">Show the whole log</Link> : undefined}
            >
              {view.filtered
                ? 'No row has this action, outcome and text together.'
                : 'Signing in, managing people and keys, and every refusal appear here.'}
            </EmptyState>
          }
        />
      </Card>
    </>
  );
}

async function Chain({ user }: { user: UserActor }) {
  return <AuditChain verdict={await loadAuditVerdict(user)} />;
}
