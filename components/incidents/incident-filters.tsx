import { Activity, Siren } from 'lucide-react';
import { ServiceFilter } from '@/components/catalog/scope-filters';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import type { FilterOption } from '@/lib/catalog/load';
import { severities } from '@/lib/incidents/schema';
import { incidentStatusOptions } from './incident-status';

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Severity, status and service of the list of incidents. */
export function IncidentFilters({ services }: { services: FilterOption[] }) {
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
      <ServiceFilter options={services} />
    </>
  );
}
