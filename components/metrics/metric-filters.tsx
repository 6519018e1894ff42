import { Users } from 'lucide-react';
import { EnvironmentFilter, ServiceFilter } from '@/components/catalog/scope-filters';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import { RangePicker } from '@/components/ui/range-picker';
import { ZoneSelect } from '@/components/ui/zone-select';
import type { FilterOption } from '@/lib/catalog/load';

/** Window, scope and zone of a page with metrics; what is not given is not offered. */
export function MetricFilters({
  zone,
  services,
  teams,
  environments,
}: {
  zone: string;
  services?: FilterOption[];
  teams?: FilterOption[];
  environments?: FilterOption[];
}) {
  return (
    <>
      <RangePicker />
      {teams && (
        <MultiSelectFilter
          param="team"
          allLabel="All teams"
          noun="teams"
          options={teams}
          icon={<Users size={14} strokeWidth={1.75} aria-hidden="true" />}
        />
      )}
      {services && <ServiceFilter options={services} />}
      {environments && <EnvironmentFilter options={environments} allLabel="Production" />}
      <ZoneSelect zone={zone} />
    </>
  );
}
