'use client';

import '@mantine/spotlight/styles.css';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Boxes, Keyboard, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import {
  type Destination,
  docsDestination,
  mainDestinations,
  metricDestinations,
  settingsDestinations,
} from './destinations';
import { DestinationIcon } from './icons';

const [store, control] = createSpotlight();

type ServicePage = { items: { slug: string; name?: string; team?: string | null }[]; next_cursor: string | null };

async function readServices(): Promise<ServicePage['items']> {
  const answer = await fetch('/api/v1/services?limit=200');
  if (!answer.ok) throw new Error(`The list of services answered ${answer.status}.`);
  return ((await answer.json()) as ServicePage).items;
}

// Kept between two openings, so that the second has its services at once.
const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: 1 } } });

type PaletteProps = { onClose: () => void; onHelp: () => void };

/** Go to any page or service by name. */
export function Palette(props: PaletteProps) {
  return (
    <QueryClientProvider client={queries}>
      <Places {...props} />
    </QueryClientProvider>
  );
}

function Places({ onClose, onHelp }: PaletteProps) {
  const router = useRouter();
  // Without the list the palette still goes to every page.
  const { data: services = [] } = useQuery({ queryKey: ['services'], queryFn: readServices });
  useEffect(() => control.open(), []);

  const place = ({ href, label, icon, keywords }: Destination, prefix = '') => ({
    id: href,
    label: prefix + label,
    leftSection: <DestinationIcon name={icon} />,
    onClick: () => router.push(href),
    ...(keywords ? { keywords } : {}),
  });
  const actions: SpotlightActionGroupData[] = [
    { group: 'Pages', actions: [...mainDestinations, docsDestination].map((destination) => place(destination)) },
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
      shortcut={null}
      // Locking the page's scroll would write a style element that the content security policy refuses.
      lockScroll={false}
      radius="lg"
      overlayProps={{ backgroundOpacity: 0.5, blur: 0 }}
      limit={14}
      scrollable
      maxHeight={420}
      nothingFound="Nothing with this name"
      onSpotlightClose={onClose}
      searchProps={{
        placeholder: 'Go to a page or service',
        'aria-label': 'Go to a page or service',
        leftSection: <Search size={16} strokeWidth={1.75} aria-hidden="true" />,
      }}
    />
  );
}
