'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTransition } from 'react';

export type SearchChange = Record<string, string | string[] | null>;

/** `search` with parameters set, or removed by null; a changed filter begins at the first page again. Pure. */
export function changedSearch(search: string, change: SearchChange): string {
  const next = new URLSearchParams(search);
  next.delete('cursor');
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    for (const item of Array.isArray(value) ? value : value === null ? [] : [value]) next.append(name, item);
  }
  const text = next.toString();
  return text ? `?${text}` : '';
}

/** View state in the address: reads it, and changes it without leaving the place on the page. */
export function useUrlSearch() {
  const router = useRouter();
  const pathname = usePathname();
  const search = useSearchParams();
  const [isPending, startTransition] = useTransition();
  const change = (parts: SearchChange) =>
    startTransition(() => router.push(`${pathname}${changedSearch(search.toString(), parts)}`, { scroll: false }));
  return { search, change, isPending };
}
