import { Users } from 'lucide-react';
import { ServiceFilter } from '@/components/catalog/scope-filters';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import type { FilterOption } from '@/lib/catalog/load';

/** Service and owner of the list of action items. */
export function ActionFilters({ services, owners }: { services: FilterOption[]; owners: FilterOption[] }) {
  return (
    <>
      <ServiceFilter options={services} />
      <MultiSelectFilter
        param="owner"
        allLabel="All owners"
        noun="owners"
        options={owners}
        icon={<Users size={14} strokeWidth={1.75} aria-hidden="true" />}
      />
    </>
  );
}
