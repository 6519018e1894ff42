'use client';

import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from './button';
import classes from './filter.module.css';
import { Flyout } from './flyout';
import { useUrlSearch } from './url-search';

type MultiSelectFilterProps = {
  /** Query parameter, repeated per value. */
  param: string;
  /** 'All services': said when nothing is chosen. */
  allLabel: string;
  /** 'services': for '3 services'. */
  noun: string;
  options: { value: string; label: string }[];
  icon?: ReactNode;
};

const searchFrom = 8;

/** Any number of values of one query parameter; none means all. Applied when the panel closes. */
export function MultiSelectFilter({ param, allLabel, noun, options, icon }: MultiSelectFilterProps) {
  const { search, change } = useUrlSearch();
  const current = search.getAll(param);
  const [chosen, setChosen] = useState<string[]>(current);
  const [wanted, setWanted] = useState('');
  const label = (value: string) => options.find((option) => option.value === value)?.label ?? value;
  const summary =
    current.length === 0 ? allLabel : current.length === 1 ? label(current[0] ?? '') : `${current.length} ${noun}`;
  const shown = options.filter((option) => option.label.toLowerCase().includes(wanted.trim().toLowerCase()));

  const apply = () => {
    if ([...chosen].sort().join('\n') !== [...current].sort().join('\n')) change({ [param]: chosen });
  };
  return (
    <Flyout
      triggerClassName={classes.trigger}
      panelLabel={`Choose ${noun}`}
      widthPx={272}
      onOpen={() => {
        setChosen(current);
        setWanted('');
      }}
      onClose={apply}
      trigger={
        <>
          {icon}
          <span className={classes.text}>{summary}</span>
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <div className={classes.panel}>
          {options.length > searchFrom && (
            <input
              type="search"
              className={classes.search}
              placeholder={`Find ${noun}`}
              aria-label={`Find ${noun}`}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
            />
          )}
          <ul className={classes.options}>
            {shown.map((option) => (
              <li key={option.value}>
                <label className={classes.option}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(option.value)}
                    onChange={(event) => {
                      const isOn = event.currentTarget.checked;
                      setChosen((before) =>
                        isOn ? [...before, option.value] : before.filter((value) => value !== option.value),
                      );
                    }}
                  />
                  {option.label}
                </label>
              </li>
            ))}
          </ul>
          {shown.length === 0 && (
            <p className={classes.hint}>
              {options.length === 0 ? `There are no ${noun} yet` : 'Nothing with this name'}
            </p>
          )}
          <div className={classes.foot}>
            <Button kind="quiet" disabled={chosen.length === 0} onClick={() => setChosen([])}>
              Clear
            </Button>
            <Button kind="primary" onClick={close}>
              Show {chosen.length === 0 ? 'all' : chosen.length}
            </Button>
          </div>
        </div>
      )}
    </Flyout>
  );
}
