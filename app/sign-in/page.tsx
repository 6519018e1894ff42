import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Logo } from '@/components/shell/logo';
import { hasIdentityProvider } from '@/lib/auth/identity-provider';
import { currentUser } from '@/lib/auth/page';
import { safePath } from '@/lib/auth/safe-path';
import { env } from '@/lib/config/env';
import { loadSignIn } from '@/lib/sessions/load';
import classes from './sign-in.module.css';
import { SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

const messages: Record<string, string> = {
  disabled: 'This account is disabled. An administrator can enable it again.',
  email_taken:
    'An account with your e-mail address exists already and is not linked to your identity. Sign in with its password, or ask an administrator.',
  email_missing:
    'Your identity provider did not tell your e-mail address. Ask its administrator to release it to Fairlead.',
};

type Search = { next?: string | string[]; callbackUrl?: string | string[]; error?: string | string[] };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const next = safePath(typeof search.next === 'string' ? search.next : null);
  if (await currentUser()) redirect(next);
  const { anybodyCanSignIn } = await loadSignIn();
  const code = typeof search.error === 'string' ? search.error : null;
  const error = code ? (messages[code] ?? 'Signing in with your identity provider did not work. Try again.') : null;

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Logo />
        </div>
        <h1 className={classes.title}>Sign in</h1>
        {anybodyCanSignIn ? (
          <SignInForm next={next} error={error} provider={hasIdentityProvider() ? env().OIDC_NAME : null} />
        ) : (
          <p className={classes.hint}>
            Nobody can sign in yet. Set <code>FAIRLEAD_ADMIN_EMAIL</code> and <code>FAIRLEAD_ADMIN_PASSWORD</code>, then
            start Fairlead again: it creates the first administrator.
          </p>
        )}
      </div>
      <p className={classes.foot}>How fast and how safely your software ships.</p>
    </main>
  );
}
