'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queries, readJson } from '@/components/ui/browser-reads';
import { TextField } from '@/components/ui/field';
import { SeverityBadge } from '@/components/ui/severity-badge';
import type { IncidentStatus } from '@/lib/incidents/schema';
import { incidentStatusWord } from '../incident-status';
import classes from './dialogs.module.css';

type Found = { key: string; title: string; severity: string; status: IncidentStatus };

const pauseMs = 200;

type PickIncidentProps = {
  /** The one that is seen: it is not offered. */
  except: string;
  /** Only those in one of these statuses. */
  statuses?: readonly IncidentStatus[];
  error: string | undefined;
};

/** Another incident, by its key or words of it; only what this person may see is found. The form gets it as `other`. */
export function PickIncident({ except, statuses = [], error }: PickIncidentProps) {
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const search = new URLSearchParams([
    ['limit', '9'],
    ...(wanted ? [['q', wanted]] : []),
    ...statuses.map((status) => ['status', status]),
  ]).toString();
  const { data, isError } = useQuery(
    {
      queryKey: ['incidents', search],
      queryFn: async () => (await readJson<{ items: Found[] }>(`/api/v1/incidents?${search}`)).items,
      placeholderData: keepPreviousData,
      staleTime: 10_000,
    },
    queries,
  );
  const found = (data ?? []).filter(({ key }) => key !== except).slice(0, 8);
  const named = found.find(({ key }) => key.toLowerCase() === typed.trim().toLowerCase())?.key;
  const chosen = found.some(({ key }) => key === picked) ? picked : (named ?? null);
  return (
    <div className={classes.pick}>
      <TextField
        label="Other incident"
        name="search"
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        placeholder="INC-7, or words of its title"
        value={typed}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
        error={error}
      />
      <fieldset className={classes.found}>
        <legend className="visually-hidden">Incidents found</legend>
        {found.map(({ key, title, severity, status }) => (
          <label key={key} className={classes.option}>
            <input type="radio" name="other" value={key} checked={chosen === key} onChange={() => setPicked(key)} />
            <SeverityBadge severity={severity} />
            <span>
              {key} {title} <span className={classes.muted}>{incidentStatusWord(status).toLowerCase()}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {isError && <p className={classes.error}>Incidents could not be read. Check the connection and type again.</p>}
      {data && found.length === 0 && (
        <p className={classes.muted}>
          {wanted ? 'No incident that you may see has these words.' : 'There is no other incident to choose.'}
        </p>
      )}
    </div>
  );
}
