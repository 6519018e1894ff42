import type { Metadata } from 'next';
import { SeverityCard } from '@/components/settings/severity-card';
import classes from '@/components/settings/severity-card.module.css';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { requireUser } from '@/lib/auth/page';
import { loadSeverities } from '@/lib/incidents/load/severities';
import { editSeverityAction } from './actions';

export const metadata: Metadata = { title: 'Severities' };

export default async function SeveritiesPage() {
  const user = await requireUser();
  const { severities, canEdit, canRoute } = await loadSeverities(user);
  return (
    <>
      <PageHeader
        title="Severities"
        note="What each severity means, whom it tells, and what an incident of it is held to. Incidents that are open keep what they began with."
        liveZone={null}
      />
      {!canEdit && <Notice>You can look at these settings. Administrators change them.</Notice>}
      <div className={classes.cards}>
        {severities.map((setting) => (
          <SeverityCard
            key={setting.severity}
            setting={setting}
            canRoute={canRoute}
            edit={canEdit ? editSeverityAction : null}
          />
        ))}
      </div>
    </>
  );
}
