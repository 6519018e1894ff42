import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/**
 * The only link between pages. Nothing is fetched ahead: every live event drops what was, and all links in view would be
 * fetched again on every open page.
 */
export function Link(props: Omit<ComponentProps<typeof NextLink>, 'prefetch'>) {
  return <NextLink {...props} prefetch={false} />;
}
