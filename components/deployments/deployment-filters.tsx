import { Activity } from 'lucide-react';
import { EnvironmentFilter, ServiceFilter } from '@/components/catalog/scope-filters';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import { RangePicker } from '@/components/ui/range-picker';
import { ZoneSelect } from '@/components/ui/zone-select';
import type { FilterOption } from '@/lib/catalog/load';
import { deploymentStatusOptions } from './deployment-status';

/** Window, scope, status and zone of the list of deployments. */
export function DeploymentFilters({
  zone,
  services,
  environments,
}: {
  zone: string;
  services: FilterOption[];
  environments: FilterOption[];
}) {
  return (
    <>
      <RangePicker />
      <ServiceFilter options={services} />
      <EnvironmentFilter options={environments} allLabel="All environments" />
      <MultiSelectFilter
        param="status"
        allLabel="Every status"
        noun="statuses"
        options={deploymentStatusOptions}
        icon={<Activity size={14} strokeWidth={1.75} aria-hidden="true" />}
      />
      <ZoneSelect zone={zone} />
    </>
  );
}
