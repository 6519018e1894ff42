import { Siren, UserRound } from 'lucide-react';
import { EnvironmentFilter, ServiceFilter } from '@/components/catalog/scope-filters';
import { MultiSelectFilter } from '@/components/ui/multi-select-filter';
import { SearchField } from '@/components/ui/search-field';
import { ToggleFilter } from '@/components/ui/toggle-filter';
import type { FilterOption } from '@/lib/catalog/load';
import { severities } from '@/lib/incidents/schema';
import { nobody } from '@/lib/incidents/schema/list';
import classes from './incident-filters.module.css';

const icon = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;

type IncidentFiltersProps = {
  services: FilterOption[];
  environments: FilterOption[];
  commanders: { id: string; name: string }[];
};

/** What the list of incidents is narrowed by. */
export function IncidentFilters({ services, environments, commanders }: IncidentFiltersProps) {
  return (
    <div className={classes.filters}>
      <SearchField label="Search title, timeline, number" />
      <MultiSelectFilter
        param="severity"
        allLabel="Every severity"
        noun="severities"
        options={severities.map((severity) => ({ value: severity, label: severity }))}
        icon={<Siren {...icon} />}
      />
      <ServiceFilter options={services} />
      <MultiSelectFilter
        param="commander"
        allLabel="Any commander"
        noun="commanders"
        options={[
          { value: nobody, label: 'Nobody' },
          ...commanders.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        icon={<UserRound {...icon} />}
      />
      <EnvironmentFilter options={environments} allLabel="All environments" />
      <span className={classes.end}>
        <ToggleFilter param="drills" label="Show drills and tests" />
      </span>
    </div>
  );
}
