import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RollbackRun } from '@/components/rollbacks/rollback-run';
import { viewerZone } from '@/components/shell/viewer-zone';
import { requireUser } from '@/lib/auth/page';
import type { Search } from '@/lib/core/page-search';
import { loadRun } from '@/lib/rollbacks/load/run';
import { cancelRollbackAction, lookAgainAction } from '../actions';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export const metadata: Metadata = { title: 'Rollback' };

export default async function RollbackPage({ params, searchParams }: Props) {
  const user = await requireUser();
  const [{ id }, zone] = await Promise.all([params, searchParams.then(viewerZone)]);
  const view = await loadRun(user, id);
  if (!view) notFound();
  return <RollbackRun key={id} view={view} zone={zone} cancel={cancelRollbackAction} lookAgain={lookAgainAction} />;
}
