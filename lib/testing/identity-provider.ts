import http from 'node:http';
import { freePort } from './server';

export type IdentityProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who signs in next, without being asked. */
  signInAs: (person: { sub: string; email?: string; email_verified?: boolean; name?: string }) => void;
  stop: () => Promise<void>;
};

type Person = { sub: string; [claim: string]: unknown };

/** What of oidc-provider (which has no types) is used here. */
type Provider = {
  callback: () => http.RequestListener;
  interactionFinished: (request: unknown, response: unknown, result: unknown) => Promise<void>;
  Grant: new (of: object) => { addOIDCScope: (scope: string) => void; save: () => Promise<string> };
};
type Context = { oidc: { provider: Provider; client: { clientId: string }; session: { accountId: string } } };

/** A real OpenID Connect provider (oidc-provider) that signs in whom the test names. */
export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const clientId = 'fairlead';
  const clientSecret = 'a secret of the client, 32 characters';
  let person: Person = { sub: 'nobody' };
  const known = new Map<string, Person>();

  const { default: OidcProvider } = (await import('oidc-provider' as string)) as {
    default: new (issuer: string, configuration: object) => Provider;
  };
  const provider = new OidcProvider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // To the letter: the address is told at the userinfo endpoint only.
    conformIdTokenClaims: true,
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/sign-in-at-once' },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => known.get(sub) ?? { sub } }),
    loadExistingGrant: async ({ oidc }: Context) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  const server = http.createServer((request, response) => {
    if (!request.url?.startsWith('/sign-in-at-once')) return handle(request, response);
    return void provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(issuer).port), '127.0.0.1', resolve));
  return {
    issuer,
    clientId,
    clientSecret,
    signInAs: (next) => {
      person = next;
      known.set(next.sub, next);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
