import type { Metadata } from 'next';
import { EnvironmentTable } from '@/components/settings/environment-table';
import { viewerZone } from '@/components/shell/viewer-zone';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadEnvironmentSettings } from '@/lib/catalog/load/settings';
import { setEnvironmentKindAction } from './actions';

export const metadata: Metadata = { title: 'Environments' };

export default async function EnvironmentsPage() {
  const user = await requireUser();
  const [{ environments, canEdit }, zone] = await Promise.all([loadEnvironmentSettings(user), viewerZone()]);
  return (
    <>
      <PageHeader
        title="Environments"
        note="Environments of kind production count in the metrics. The kind is guessed from the name until somebody says it here."
        liveZone={null}
      />
      {!canEdit && <Notice>You can look at these settings. Administrators change them.</Notice>}
      <Card flush>
        <EnvironmentTable environments={environments} zone={zone} set={canEdit ? setEnvironmentKindAction : null} />
      </Card>
    </>
  );
}
