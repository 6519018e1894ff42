import { FactList } from '@/components/ui/fact-list';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { IncidentAnswer } from '@/lib/incidents/schema';
import { incidentStatusWord } from './incident-status';
import { incidentZone } from './incident-zone';

/** What is known of an incident besides its times. */
export function IncidentFacts({ incident }: { incident: IncidentAnswer }) {
  const { services, severity, status, reason, environment, occurrence, source_url } = incident;
  return (
    <FactList
      facts={[
        { label: 'Severity', value: <SeverityBadge severity={severity} /> },
        { label: 'Status', value: incidentStatusWord(status) },
        { label: 'Reason', value: reason },
        {
          label: 'Services',
          value:
            services.length === 0
              ? null
              : services.map((service, index) => (
                  <span key={service}>
                    {index > 0 && ', '}
                    <Link href={`/services/${encodeURIComponent(service)}`}>{service}</Link>
                  </span>
                )),
          absent: 'not reported',
        },
        { label: 'Environment', value: environment, absent: 'not reported' },
        { label: 'Kind', value: incident.kind === 'real' ? null : incident.kind },
        {
          label: 'Re-opened',
          value: occurrence > 1 ? (occurrence === 2 ? 'once' : `${occurrence - 1} times`) : null,
        },
        {
          label: 'In its source',
          value: source_url && (
            <a href={source_url} rel="noreferrer">
              {source_url}
            </a>
          ),
        },
        { label: 'Id', value: incident.id, mono: true },
        { label: 'Last change', value: <Timestamp at={incident.updated_at} zone={incidentZone} style="datetime" /> },
      ]}
    />
  );
}
