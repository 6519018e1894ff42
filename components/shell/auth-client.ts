/** The browser's side of lib/auth/options.ts: next-auth's endpoints without its React library. */

export type SignInAnswer =
  | { ok: true }
  | { ok: false; reason: 'wrong' | 'offline' }
  | { ok: false; reason: 'limited'; retryAfterSeconds: number };

async function csrfToken(): Promise<string> {
  const answer = await fetch('/api/auth/csrf');
  const { csrfToken: token } = (await answer.json()) as { csrfToken: string };
  return token;
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ ...fields, csrfToken: await csrfToken(), json: 'true' });
  return fetch(`/api/auth/${path}`, { method: 'POST', body });
}

/** Signs in with a local account. Throws nothing. */
export async function signInWithPassword(email: string, password: string): Promise<SignInAnswer> {
  try {
    const answer = await post('callback/credentials', { email, password });
    if (answer.ok) return { ok: true };
    if (answer.status === 429)
      return { ok: false, reason: 'limited', retryAfterSeconds: Number(answer.headers.get('retry-after') ?? 60) };
    return { ok: false, reason: answer.status === 401 ? 'wrong' : 'offline' };
  } catch {
    return { ok: false, reason: 'offline' };
  }
}

/**
 * Leaves for the identity provider; `next` is where to come back to. `again`: it shall ask, even if it knows this browser. False
 * when it could not be reached.
 */
export async function signInWithProvider(next: string, again = false): Promise<boolean> {
  try {
    const answer = await post(again ? 'signin/oidc?max_age=0' : 'signin/oidc', { callbackUrl: next });
    const { url } = (await answer.json()) as { url?: string };
    if (!answer.ok || !url) return false;
    window.location.assign(url);
    return true;
  } catch {
    return false;
  }
}

/** Signs out (the session's row is revoked) and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  await post('signout', {});
  window.location.assign('/sign-in');
}
