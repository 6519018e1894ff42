import type { Metadata } from 'next';
import { ChannelTable } from '@/components/notifications/channel-table';
import { EditChannel } from '@/components/notifications/edit-channel';
import { NotificationTable } from '@/components/notifications/notification-table';
import { RouteTable } from '@/components/notifications/route-table';
import { Forbidden } from '@/components/settings/forbidden';
import { KeepFresh } from '@/components/settings/keep-fresh';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { ChoiceFilter } from '@/components/ui/choice-filter';
import { EmptyState } from '@/components/ui/empty-state';
import { LeftOutNotice } from '@/components/ui/left-out-notice';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { can } from '@/lib/auth/policy';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { loadNotifications } from '@/lib/notifications/load';
import { outboxStateWords } from '@/lib/notifications/model/words';
import { outboxStates } from '@/lib/notifications/schema';
import { removeChannelAction, saveChannelAction, sendAgainAction, setRouteAction, testChannelAction } from './actions';

export const metadata: Metadata = { title: 'Notifications' };

const path = '/settings/notifications';
const filterNames = ['state', 'channel', 'incident'];

export default async function NotificationsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const user = await requireUser();
  if (!can(user, 'notification:manage')) return <Forbidden title="Notifications" needs="admin" has={user.role} />;
  const search = await searchParams;
  const [view, zone] = await Promise.all([loadNotifications(user, search), viewerZone(search)]);
  const { channels, routes, unpaged, deliveries, ignored, filtered } = view;
  const isFirstPage = search.cursor === undefined;
  const page = (cursor: string | null) => hrefWith(path, search, { cursor }, filterNames);
  return (
    <>
      {isFirstPage && <KeepFresh />}
      <PageHeader
        title="Notifications"
        note="Who is told of an incident, and what became of each message."
        liveZone={zone}
        actions={<EditChannel channel={null} save={saveChannelAction} />}
      />
      {unpaged.length > 0 && (
        <Notice tone="danger">
          {unpaged.join(' and ')} pages nobody: no channel in use that wakes somebody is on its route. Whoever declares
          one has to call the on-call person by other means.
        </Notice>
      )}
      <LeftOutNotice names={ignored} />
      <Card title="What each severity does" flush>
        <RouteTable routes={routes} channels={channels} unpaged={unpaged} set={setRouteAction} />
      </Card>
      <Card title="Channels" flush>
        <ChannelTable
          channels={channels}
          zone={zone}
          save={saveChannelAction}
          test={testChannelAction}
          remove={removeChannelAction}
        />
      </Card>
      <Card
        title="Messages"
        note="One for each step, channel and recipient, newest first"
        flush
        actions={
          <>
            <ChoiceFilter
              param="state"
              label="State"
              options={[
                { value: '', label: 'All states' },
                ...outboxStates.map((value) => ({ value, label: outboxStateWords[value] })),
              ]}
            />
            <ChoiceFilter
              param="channel"
              label="Channel"
              options={[
                { value: '', label: 'All channels' },
                ...channels.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </>
        }
      >
        <NotificationTable
          rows={deliveries.items}
          zone={zone}
          again={sendAgainAction}
          paging={{
            first: isFirstPage ? null : page(null),
            next: deliveries.next_cursor ? page(deliveries.next_cursor) : null,
          }}
          empty={
            filtered || !isFirstPage ? (
              <EmptyState title="No message like this" action={<Link href={path}>Show all messages</Link>}>
                No message has this state and channel together.
              </EmptyState>
            ) : (
              <EmptyState title="Nothing was sent yet">
                When an incident is declared, each message appears here with its tries and the reason when it does not
                arrive.
              </EmptyState>
            )
          }
        />
      </Card>
    </>
  );
}
