'use client';

import classes from './filter.module.css';
import { useUrlSearch } from './url-search';

/** A query parameter that is set to 1, or absent. */
export function ToggleFilter({ param, label }: { param: string; label: string }) {
  const { search, change } = useUrlSearch();
  return (
    <label className={classes.toggle}>
      <input
        type="checkbox"
        checked={search.get(param) === '1'}
        onChange={(event) => change({ [param]: event.currentTarget.checked ? '1' : null })}
      />
      {label}
    </label>
  );
}
