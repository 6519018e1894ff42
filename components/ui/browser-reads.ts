import { QueryClient } from '@tanstack/react-query';

/** What the browser reads by itself, beside the pages. Without a network it fails, and says so, instead of waiting for one. */
export const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, networkMode: 'always' } } });

/** The JSON of an address of the API. Throws unless the answer is a success. */
export async function readJson<T>(address: string): Promise<T> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return (await answer.json()) as T;
}
