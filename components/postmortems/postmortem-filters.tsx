import { Siren } from 'lucide-react';
import { ServiceFilter } from '@/components/catalog/scope-filters';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import type { FilterOption } from '@/lib/catalog/load';
import { severities } from '@/lib/incidents/schema';
import classes from './postmortem-filters.module.css';

/** What the list of post-mortems is narrowed by. */
export function PostmortemFilters({ services }: { services: FilterOption[] }) {
  return (
    <div className={classes.filters}>
      <MultiSelectFilter
        param="severity"
        allLabel="Every severity"
        noun="severities"
        options={severities.map((severity) => ({ value: severity, label: severity }))}
        icon={<Siren size={14} strokeWidth={1.75} aria-hidden="true" />}
      />
      <ServiceFilter options={services} />
    </div>
  );
}
