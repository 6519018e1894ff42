'use client';

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './filter.module.css';
import { Flyout } from './flyout';
import { useUrlSearch } from './url-search';

type ChoiceFilterProps = {
  param: string;
  /** What is chosen, spoken before the value: 'Benchmark'. */
  label: string;
  /** The first is the default and leaves the address clean. */
  options: { value: string; label: string }[];
  icon?: ReactNode;
};

/** One of several values of a query parameter. */
export function ChoiceFilter({ param, label, options, icon }: ChoiceFilterProps) {
  const { search, change } = useUrlSearch();
  const fallback = options[0]?.value;
  const value = search.get(param) ?? fallback;
  return (
    <Flyout
      triggerClassName={classes.trigger}
      panelLabel={label}
      widthPx={240}
      trigger={
        <>
          {icon}
          <span className="visually-hidden">{label}: </span>
          <span className={classes.text}>{options.find((option) => option.value === value)?.label ?? value}</span>
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <ul className={classes.options}>
          {options.map((option) => (
            <li key={option.value}>
              <button
                type="button"
                className={classes.option}
                aria-pressed={option.value === value}
                onClick={() => {
                  close();
                  change({ [param]: option.value === fallback ? null : option.value });
                }}
              >
                {option.label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Flyout>
  );
}
