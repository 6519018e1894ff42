import { Boxes, Server, Users } from 'lucide-react';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import { RangePicker } from '@/components/ui/range-picker';
import { ZoneSelect } from '@/components/ui/zone-select';

type Options = { value: string; label: string }[];

/** Window, scope and zone of a page with metrics; what is not given is not offered. */
export function MetricFilters({
  zone,
  services,
  teams,
  environments,
}: {
  zone: string;
  services?: Options;
  teams?: Options;
  environments?: Options;
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
      {services && (
        <MultiSelectFilter
          param="service"
          allLabel="All services"
          noun="services"
          options={services}
          icon={<Boxes size={14} strokeWidth={1.75} aria-hidden="true" />}
        />
      )}
      {environments && (
        <MultiSelectFilter
          param="environment"
          allLabel="Production"
          noun="environments"
          options={environments}
          icon={<Server size={14} strokeWidth={1.75} aria-hidden="true" />}
        />
      )}
      <ZoneSelect zone={zone} />
    </>
  );
}
