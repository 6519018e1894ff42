import type { Metadata } from 'next';
import { NoPostmortems } from '@/components/postmortems/no-postmortems';
import { PostmortemFilters } from '@/components/postmortems/postmortem-filters';
import { PostmortemTable } from '@/components/postmortems/postmortem-table';
import { Card } from '@/components/ui/card';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { PageHeader } from '@/components/ui/page-header';
import { TabLinks } from '@/components/ui/tab-links';
import { requireUser } from '@/lib/auth/page';
import { loadFilterOptions } from '@/lib/catalog/load';
import { env } from '@/lib/config/env';
import { formatShare } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadPostmortems, type PostmortemViewId, postmortemViews } from '@/lib/postmortems/load/list';

export const metadata: Metadata = { title: 'Post-mortems' };

const labels: Record<PostmortemViewId, string> = {
  open: 'To write',
  review: 'In review',
  published: 'Published',
  skipped: 'Skipped',
};

export default async function PostmortemsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  const search = await searchParams;
  const [list, { services }] = await Promise.all([loadPostmortems(user, search), loadFilterOptions(user)]);
  const { view, counts, items, total, overdue } = list;
  return (
    <>
      <PageHeader title="Post-mortems" note={overdue > 0 ? `${overdue} overdue` : 'None overdue'} />
      <TabLinks
        label="Post-mortems by what they wait for"
        tabs={postmortemViews.map((each) => ({
          href: hrefWith('/postmortems', search, { view: each === 'open' ? null : each }, ['severity']),
          label: labels[each],
          count: counts[each],
          isCurrent: each === view,
        }))}
      />
      <PostmortemFilters services={services} />
      <LeftOutNotice names={list.ignored} />
      <Card flush>
        <PostmortemTable
          view={view}
          items={items}
          empty={<NoPostmortems view={view} isFiltered={list.isFiltered} origin={env().PUBLIC_URL} />}
          {...(total > items.length
            ? {
                paging: {
                  first: null,
                  next: null,
                  note: `The first ${formatShare(items.length, total)}; narrow the list to see others`,
                },
              }
            : {})}
        />
      </Card>
    </>
  );
}
