import { RotateCcw } from 'lucide-react';
import { EnvironmentFilter, ServiceFilter } from '@/components/catalog/scope-filters';
import { ChoiceFilter } from '@/components/ui/choice-filter';
import { ToggleFilter } from '@/components/ui/toggle-filter';
import type { FilterOption } from '@/lib/catalog/load';

type RollbackFiltersProps = { services: FilterOption[]; environments: FilterOption[] };

/** What the list of rollbacks is narrowed by. */
export function RollbackFilters({ services, environments }: RollbackFiltersProps) {
  return (
    <>
      <ServiceFilter options={services} />
      <EnvironmentFilter options={environments} allLabel="All environments" />
      <ChoiceFilter
        param="state"
        label="State"
        icon={<RotateCcw size={14} strokeWidth={1.75} aria-hidden="true" />}
        options={[
          { value: 'all', label: 'Every state' },
          { value: 'active', label: 'Running' },
          { value: 'verified', label: 'Verified' },
          { value: 'failed', label: 'Not verified' },
        ]}
      />
      <ToggleFilter param="drills" label="Show drills" />
    </>
  );
}
