import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { ActionBoard } from '@/components/actions/action-board';
import { peopleListId } from '@/components/actions/action-fields';
import { ActionFigures } from '@/components/actions/action-figures';
import { ActionFilters } from '@/components/actions/action-filters';
import { ActionFoot } from '@/components/actions/action-foot';
import { ActionTable, OpenActionTable } from '@/components/actions/action-table';
import { AddActionButton } from '@/components/actions/add-action';
import { NoActions } from '@/components/actions/no-actions';
import { RemindOwners } from '@/components/actions/remind-owners';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { SegmentedLink } from '@/components/ui/segmented-link';
import { loadActions } from '@/lib/actions/load';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { addActionItemAction, editActionItemAction, remindOwnersAction } from './actions';

export const metadata: Metadata = { title: 'Action items' };

export default async function ActionsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await searchParams;
  const [view, { services }] = await Promise.all([loadActions(user, search), loadFilterOptions(user)]);
  const { today, open, over, item, counts, owners, people, mayWrite } = view;
  const edit = mayWrite ? editActionItemAction : null;
  const here = (change: Record<string, string | null>) =>
    hrefWith('/actions', search, change, ['owner', 'view', 'show']);
  const isBoard = view.view === 'board';
  return (
    <>
      <PageHeader
        title="Action items"
        note="From post-mortems, overdue first"
        actions={
          <>
            <SegmentedLink
              label="View"
              segments={[
                { href: here({ view: null, show: null }), label: 'Table', isCurrent: !isBoard },
                { href: here({ view: 'board', show: null }), label: 'Board', isCurrent: isBoard },
              ]}
            />
            <ActionFilters services={services} owners={owners} />
            <LinkButton href={hrefWith('/api/v1/actions', search, { format: 'csv' }, ['owner'])} download>
              <Download size={14} strokeWidth={1.75} aria-hidden="true" />
              CSV
            </LinkButton>
            {mayWrite && <AddActionButton add={addActionItemAction} />}
            {mayWrite && view.lateOwners > 0 && <RemindOwners owners={view.lateOwners} remind={remindOwnersAction} />}
          </>
        }
      />
      <LeftOutNotice names={view.ignored} />
      <datalist id={peopleListId}>
        {people.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </datalist>
      {item && (
        <Card title={item.id} actions={<Link href={here({ item: null })}>Show all action items</Link>} flush>
          <ActionTable caption={item.id} items={[item]} today={today} edit={edit} empty={null} />
        </Card>
      )}
      <ActionFigures view={view} />
      {isBoard ? (
        <ActionBoard
          items={[...open, ...(over?.items ?? [])]}
          totals={{ done: counts.done, cancelled: counts.cancelled }}
          today={today}
          edit={edit}
        />
      ) : over ? (
        <Card title="Done and cancelled" note="latest first" flush>
          <ActionTable
            caption="Action items that are done or cancelled"
            items={over.items}
            today={today}
            edit={edit}
            empty={<EmptyState title="Nothing is done yet">What is done or cancelled stays here.</EmptyState>}
            paging={{ first: over.isFirstPage ? null : here({}), next: over.next && here({ cursor: over.next }) }}
          />
        </Card>
      ) : (
        <Card flush>
          <OpenActionTable
            caption="Action items that are not done, soonest due first"
            items={open}
            today={today}
            edit={edit}
            empty={
              <NoActions
                origin={env().PUBLIC_URL}
                isFiltered={view.isFiltered}
                hasOver={counts.done + counts.cancelled > 0}
              />
            }
            {...(view.hasMoreOpen
              ? {
                  paging: {
                    first: null,
                    next: null,
                    note: 'The 200 that are due soonest; filter by owner or service for others',
                  },
                }
              : {})}
          />
        </Card>
      )}
      <ActionFoot
        counts={counts}
        isBoard={isBoard}
        overHref={over && !isBoard ? null : here({ view: null, show: 'over' })}
        openHref={here({ view: null, show: null })}
      />
    </>
  );
}
