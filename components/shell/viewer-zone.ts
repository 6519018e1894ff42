import 'server-only';
import { cookies } from 'next/headers';
import { isZone } from '@/lib/core/time';
import { zoneCookie } from './zone-cookie';

/** The zone to show times in: `tz` of the address, else the one this browser chose last, else UTC. */
export async function viewerZone(search: Record<string, string | string[] | undefined> = {}): Promise<string> {
  const asked = search.tz;
  if (typeof asked === 'string' && isZone(asked)) return asked;
  const chosen = (await cookies()).get(zoneCookie)?.value;
  return chosen && isZone(chosen) ? chosen : 'UTC';
}

/** The address's search with the viewer's zone in it, as the load functions of metrics take it. */
export async function withViewerZone<S extends Record<string, string | string[] | undefined>>(
  search: S,
): Promise<S & { tz: string }> {
  return { ...search, tz: await viewerZone(search) };
}
