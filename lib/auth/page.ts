import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from './actor';
import { pagePathHeader } from './page-path';
import { safePath } from './safe-path';
import { sessionUserOf } from './session';

/** The person who looks at this page, or null; the session row is read once per request. */
export const currentUser = cache(async (): Promise<UserActor | null> => sessionUserOf(await headers()));

/** The person who looks at this page; sends anybody else to the sign-in page and back here afterwards. */
export async function requireUser(): Promise<UserActor> {
  const user = await currentUser();
  if (user) return user;
  const path = safePath((await headers()).get(pagePathHeader));
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}
