import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { incidentZone } from '@/components/incidents/incident-zone';
import { LogChecks } from '@/components/incidents/log-checks';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { FactList } from '@/components/ui/fact-list';
import { PageHeader } from '@/components/ui/page-header';
import { Timestamp } from '@/components/ui/timestamp';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { loadVerify } from '@/lib/incidents/load/verify';

type Props = { params: Promise<{ key: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Log of ${(await params).key.toUpperCase()}` };
}

export default async function VerifyPage({ params }: Props) {
  const user = await requireUser();
  const view = await loadVerify(user, (await params).key);
  if (!view) notFound();
  const { key, title, head, problems, daily } = view;
  return (
    <>
      <PageHeader
        title="Check of the log"
        crumbs={[
          { href: '/incidents', label: 'Incidents' },
          { href: `/incidents/${key}`, label: key },
        ]}
        note={title}
        liveZone={null}
      />
      <TwoColumns
        main={
          <Card
            title={problems.length === 0 ? 'Everything holds' : 'Something is not as it was written'}
            note={
              <>
                checked <Timestamp at={view.checkedAt} zone={incidentZone} style="time" /> {incidentZone}
              </>
            }
          >
            <LogChecks head={head} problems={problems} hasStamp={daily !== null && daily.seq > 0} />
          </Card>
        }
        side={
          <>
            <Card title="End of the log" actions={<CopyButton text={`${key} ${head.seq} ${head.hash}`} label="Copy" />}>
              <FactList
                facts={[
                  { label: 'Rows', value: head.seq, mono: true },
                  { label: 'Hash of the last row', value: head.hash, mono: true },
                ]}
              />
              <p>Kept elsewhere, these two prove later that no row up to here was changed or taken away.</p>
            </Card>
            <Card title="Daily check">
              {daily ? (
                <FactList
                  facts={[
                    { label: 'Last', value: <Timestamp at={daily.checkedAt} zone={incidentZone} style="datetime" /> },
                    { label: 'Up to row', value: daily.seq > 0 ? daily.seq : 'none held', mono: true },
                    { label: 'Found', value: daily.problems === 0 ? 'nothing wrong' : `${daily.problems} broken` },
                  ]}
                />
              ) : (
                <p>Every log is checked once a day. This one is still to be checked for the first time.</p>
              )}
            </Card>
          </>
        }
      />
    </>
  );
}
