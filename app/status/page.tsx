import type { Metadata } from 'next';
import { KeepFresh } from '@/components/settings/keep-fresh';
import { StatusPage } from '@/components/status/status-page';
import { loadStatus } from '@/lib/status/load';

export const metadata: Metadata = {
  title: { absolute: 'Status' },
  description: 'What is reported of incidents.',
  alternates: { types: { 'application/rss+xml': '/status/rss.xml' } },
};
// The same for everybody and asked without a session.
export const dynamic = 'force-dynamic';

const everyMs = 60_000;

export default async function PublicStatusPage() {
  return (
    <>
      <KeepFresh everyMs={everyMs} />
      <StatusPage view={await loadStatus()} />
    </>
  );
}
