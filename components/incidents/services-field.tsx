'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { queries, readJson } from '@/components/ui/browser-reads';
import { TextField } from '@/components/ui/field';
import classes from './services-field.module.css';

type ServicePage = { items: { slug: string }[] };

const typedName = 'service_typed';
const chosenName = 'services';

/** What a form with a services field holds, also what was typed and not yet added. */
export function servicesIn(form: FormData): string[] {
  const typed = slugsIn(String(form.get(typedName) ?? ''));
  return [...new Set([...form.getAll(chosenName).map(String), ...typed])];
}

function slugsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
}

/** Any number of services by name; one that is picked from the list or followed by a comma becomes a chip. */
export function ServicesField({ error }: { error: string | undefined }) {
  const listId = useId();
  const [chosen, setChosen] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const { data: known = [], isPlaceholderData } = useQuery(
    {
      queryKey: ['services', wanted],
      queryFn: async () => {
        const search = new URLSearchParams({ limit: '200', ...(wanted ? { q: wanted } : {}) });
        return (await readJson<ServicePage>(`/api/v1/services?${search}`)).items;
      },
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    },
    queries,
  );
  const isUnknown = wanted !== '' && !isPlaceholderData && known.length === 0;
  const add = (slugs: string[]) => {
    setChosen((before) => [...new Set([...before, ...slugs])]);
    setTyped('');
  };

  return (
    <div className={classes.services}>
      <TextField
        label="Services"
        name={typedName}
        list={listId}
        value={typed}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        placeholder="checkout, payments"
        error={error}
        help={isUnknown && `No service is called ${wanted} yet. It is added when the incident is declared.`}
        onChange={({ currentTarget: { value }, nativeEvent }) => {
          // Browsers tell of a pick from the list by its kind, or by no kind at all.
          const isPick = !(nativeEvent instanceof InputEvent) || nativeEvent.inputType === 'insertReplacementText';
          if (/[\s,;]$/.test(value) || (isPick && known.some(({ slug }) => slug === value))) add(slugsIn(value));
          else setTyped(value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Backspace' && typed === '') setChosen((before) => before.slice(0, -1));
          // A name that is half typed must not declare the incident for a service of that name.
          if (event.key !== 'Enter' || wanted === '') return;
          event.preventDefault();
          const named = known.find(({ slug }) => slug === wanted) ?? (known.length === 1 ? known[0] : undefined);
          if (named) add([named.slug]);
          else if (isUnknown) add(slugsIn(typed));
        }}
      />
      <datalist id={listId}>
        {known
          .filter(({ slug }) => !chosen.includes(slug))
          .map(({ slug }) => (
            <option key={slug} value={slug} />
          ))}
      </datalist>
      {chosen.length > 0 && (
        <ul className={classes.chips} aria-label="Chosen services">
          {chosen.map((slug) => (
            <li key={slug} className={classes.chip}>
              <input type="hidden" name={chosenName} value={slug} />
              {slug}
              <button
                type="button"
                className={classes.remove}
                aria-label={`Remove ${slug}`}
                onClick={() => setChosen((before) => before.filter((each) => each !== slug))}
              >
                <X size={12} strokeWidth={1.75} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
