'use client';

import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Boxes, Keyboard, Search, Siren } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { queries, readJson } from '@/components/ui/browser-reads';
import { Kbd } from '@/components/ui/kbd';
import {
  type Destination,
  docsDestination,
  mainDestinations,
  metricDestinations,
  settingsDestinations,
} from './destinations';
import { DestinationIcon } from './icons';
import { pageKeys } from './page-keys';

const [store, control] = createSpotlight();

type ServicePage = { items: { slug: string; name?: string; team?: string | null }[]; next_cursor: string | null };

/** Services that have `wanted` in their name or their team's, those that begin with it first. */
async function readServices(wanted: string): Promise<ServicePage['items']> {
  const search = new URLSearchParams({ limit: '200', ...(wanted ? { q: wanted } : {}) });
  const { items } = await readJson<ServicePage>(`/api/v1/services?${search}`);
  return items.sort((a, b) => Number(b.slug.startsWith(wanted)) - Number(a.slug.startsWith(wanted)));
}

const pauseMs = 150;

type PaletteProps = { onClose: () => void; onHelp: () => void; onDeclare: (() => void) | null };

/** Go to any page or service by name. */
export function Palette({ onClose, onHelp, onDeclare }: PaletteProps) {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  // Below a service stands 'Team payments'; whoever types that means the team of this name.
  const [wanted] = useDebouncedValue(
    typed
      .trim()
      .toLowerCase()
      .replace(/^team /, ''),
    pauseMs,
  );
  // Without the list the palette still goes to every page; while the next one is read, the last one stays.
  const { data: services = [] } = useQuery(
    {
      queryKey: ['services', wanted],
      queryFn: () => readServices(wanted),
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    },
    queries,
  );
  useEffect(() => control.open(), []);

  const place = ({ href, label, icon, keywords }: Destination, prefix = '') => ({
    id: href,
    label: prefix + label,
    leftSection: <DestinationIcon name={icon} />,
    onClick: () => router.push(href),
    ...(keywords ? { keywords } : {}),
  });
  const [own] = useState(pageKeys);
  const actions: SpotlightActionGroupData[] = [
    ...(own
      ? [
          {
            group: own.title,
            actions: own.keys.map(({ key, label, run }) => ({
              id: `key ${key}`,
              label,
              leftSection: <Keyboard size={16} strokeWidth={1.75} aria-hidden="true" />,
              rightSection: <Kbd keys={key} />,
              // Once the palette has given the focus back.
              onClick: () => requestAnimationFrame(() => requestAnimationFrame(run)),
            })),
          },
        ]
      : []),
    { group: 'Pages', actions: [...mainDestinations, docsDestination].map((destination) => place(destination)) },
    ...(onDeclare
      ? [
          {
            group: 'Actions',
            actions: [
              {
                id: 'declare',
                label: 'Declare incident',
                keywords: '/incident outage report',
                leftSection: <Siren size={16} strokeWidth={1.75} aria-hidden="true" />,
                onClick: onDeclare,
              },
            ],
          },
        ]
      : []),
    { group: 'Metrics', actions: metricDestinations.map((destination) => place(destination)) },
    { group: 'Settings', actions: settingsDestinations.map((destination) => place(destination, 'Settings: ')) },
    {
      group: 'Services',
      actions: services.map(({ slug, team }) => ({
        id: `service ${slug}`,
        label: slug,
        ...(team ? { description: `Team ${team}` } : {}),
        leftSection: <Boxes size={16} strokeWidth={1.75} aria-hidden="true" />,
        onClick: () => router.push(`/services/${encodeURIComponent(slug)}`),
      })),
    },
    {
      group: 'Help',
      actions: [
        {
          id: 'keys',
          label: 'Keyboard shortcuts',
          leftSection: <Keyboard size={16} strokeWidth={1.75} aria-hidden="true" />,
          onClick: onHelp,
        },
      ],
    },
  ];
  return (
    <Spotlight
      store={store}
      actions={actions}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      attributes={{ content: { 'aria-label': 'Palette' } }}
      // Locking the page's scroll would write a style element that the content security policy refuses.
      lockScroll={false}
      radius="lg"
      overlayProps={{ backgroundOpacity: 0.5, blur: 0 }}
      limit={own ? 24 : 14}
      scrollable
      maxHeight={420}
      // Arrow keys choose among the places; whoever tabs into a list that scrolls must be able to scroll it too.
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      nothingFound="Nothing with this name"
      onSpotlightClose={onClose}
      searchProps={{
        placeholder: 'Go to a page or service',
        'aria-label': 'Go to a page or service',
        maxLength: 200,
        leftSection: <Search size={16} strokeWidth={1.75} aria-hidden="true" />,
      }}
    />
  );
}
