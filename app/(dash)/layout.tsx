import type { ReactNode } from 'react';
import { LiveProvider } from '@/components/shell/live-provider';
import { Shell } from '@/components/shell/shell';
import { viewerZone } from '@/components/shell/viewer-zone';
import { ConfirmationProvider } from '@/components/ui/confirm-identity';
import { requireUser } from '@/lib/auth/page';
import { loadDeclareSeverities } from '@/lib/incidents/load/declare';
import { loadOpenIncidentCount } from '@/lib/incidents/load/open-count';
import { liveSource } from '@/lib/live/registry';
import { confirmSessionAction } from './actions';
import { declareIncidentAction } from './incidents/actions';

export default async function DashLayout({ children }: { children: ReactNode }) {
  const user = await requireUser();
  // Read before the page's data: what changes in between is then caught up with.
  const since = await (liveSource('overview', user)?.head() ?? null);
  const [openIncidents, zone, severities] = await Promise.all([
    loadOpenIncidentCount(user),
    viewerZone(),
    loadDeclareSeverities(user),
  ]);
  return (
    <LiveProvider since={since}>
      <Shell
        user={{ name: user.name, email: user.email, role: user.role }}
        openIncidents={openIncidents}
        zone={zone}
        declaring={severities && { severities, declare: declareIncidentAction }}
      >
        <ConfirmationProvider email={user.email} confirm={confirmSessionAction}>
          {children}
        </ConfirmationProvider>
      </Shell>
    </LiveProvider>
  );
}
