import { Activity, Boxes, Server } from 'lucide-react';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import { RangePicker } from '@/components/ui/range-picker';
import { ZoneSelect } from '@/components/ui/zone-select';
import { deploymentStatusOptions } from './deployment-status';

type Options = { value: string; label: string }[];
const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Window, scope, status and zone of the list of deployments. */
export function DeploymentFilters({
  zone,
  services,
  environments,
}: {
  zone: string;
  services: Options;
  environments: Options;
}) {
  return (
    <>
      <RangePicker />
      <MultiSelectFilter
        param="service"
        allLabel="All services"
        noun="services"
        options={services}
        icon={<Boxes {...icon} />}
      />
      <MultiSelectFilter
        param="environment"
        allLabel="All environments"
        noun="environments"
        options={environments}
        icon={<Server {...icon} />}
      />
      <MultiSelectFilter
        param="status"
        allLabel="Every status"
        noun="statuses"
        options={deploymentStatusOptions}
        icon={<Activity {...icon} />}
      />
      <ZoneSelect zone={zone} />
    </>
  );
}
