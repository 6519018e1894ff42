'use client';

import { ChevronDown, Globe } from 'lucide-react';
import { useState } from 'react';
import { zoneCookie } from '@/components/shell/zone-cookie';
import { knownZones, ownZone } from '@/lib/core/time';
import classes from './filter.module.css';
import { Flyout } from './flyout';
import { useUrlSearch } from './url-search';

const mostShown = 60;
const yearSeconds = 31_536_000;

/** The zone of days and times on this page: in the address, and remembered for the next page. */
export function ZoneSelect({ zone }: { zone: string }) {
  const { change } = useUrlSearch();
  const [zones, setZones] = useState<string[]>([]);
  const [wanted, setWanted] = useState('');
  const words = wanted.trim().toLowerCase().replaceAll(' ', '_');
  const found = zones.filter((name) => name.toLowerCase().includes(words));
  const choose = (name: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some supported browsers
    document.cookie = `${zoneCookie}=${encodeURIComponent(name)}; path=/; max-age=${yearSeconds}; samesite=lax`;
    change({ tz: name });
  };
  return (
    <Flyout
      triggerClassName={classes.trigger}
      panelLabel="Choose a time zone"
      align="end"
      onOpen={() => {
        setZones([...new Set(['UTC', ownZone(), ...knownZones()])]);
        setWanted('');
      }}
      trigger={
        <>
          <Globe size={14} strokeWidth={1.75} aria-hidden="true" />
          <span className="visually-hidden">Time zone: </span>
          <span className={classes.text}>{zone.split('/').at(-1)?.replaceAll('_', ' ')}</span>
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <div className={classes.panel}>
          <input
            type="search"
            className={classes.search}
            placeholder="Find a zone, for example Berlin"
            aria-label="Find a time zone"
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          <ul className={classes.options}>
            {found.slice(0, mostShown).map((name) => (
              <li key={name}>
                <button
                  type="button"
                  className={classes.option}
                  aria-pressed={name === zone}
                  onClick={() => {
                    close();
                    choose(name);
                  }}
                >
                  {name.replaceAll('_', ' ')}
                </button>
              </li>
            ))}
          </ul>
          {found.length > mostShown && (
            <p className={classes.hint}>{found.length - mostShown} more; type to find them</p>
          )}
          {zones.length > 0 && found.length === 0 && <p className={classes.hint}>No zone with this name</p>}
        </div>
      )}
    </Flyout>
  );
}
