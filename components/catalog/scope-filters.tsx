import { Boxes, Server } from 'lucide-react';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import type { FilterOption } from '@/lib/catalog/load';

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** Whose records a page shows. */
export function ServiceFilter({ options }: { options: FilterOption[] }) {
  return (
    <MultiSelectFilter
      param="service"
      allLabel="All services"
      noun="services"
      options={options}
      icon={<Boxes {...icon} />}
    />
  );
}

/** Where they were deployed; `allLabel` says what counts without a choice. */
export function EnvironmentFilter({ options, allLabel }: { options: FilterOption[]; allLabel: string }) {
  return (
    <MultiSelectFilter
      param="environment"
      allLabel={allLabel}
      noun="environments"
      options={options}
      icon={<Server {...icon} />}
    />
  );
}
