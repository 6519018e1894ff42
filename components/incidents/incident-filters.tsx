import { Activity, Boxes, Siren } from 'lucide-react';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import { severities } from '@/lib/incidents/schema';
import { incidentStatusOptions } from './incident-status';

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Severity, status and service of the list of incidents. */
export function IncidentFilters({ services }: { services: { value: string; label: string }[] }) {
  return (
    <>
      <MultiSelectFilter
        param="severity"
        allLabel="Every severity"
        noun="severities"
        options={severities.map((severity) => ({ value: severity, label: severity }))}
        icon={<Siren {...icon} />}
      />
      <MultiSelectFilter
        param="status"
        allLabel="Every status"
        noun="statuses"
        options={incidentStatusOptions}
        icon={<Activity {...icon} />}
      />
      <MultiSelectFilter
        param="service"
        allLabel="All services"
        noun="services"
        options={services}
        icon={<Boxes {...icon} />}
      />
    </>
  );
}
