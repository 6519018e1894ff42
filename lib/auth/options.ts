import type { AuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { env } from '@/lib/config/env';
import { randomToken } from '@/lib/core/ids';
import { logger } from '@/lib/core/log';
import { checkCredentials } from './credentials';
import { hasIdentityProvider } from './identity-provider';
import { safePath } from './safe-path';
import { sessionCookieName } from './session';

/** Longest life of a session; its row may end earlier (idle, signed out, disabled). */
export const sessionMaxAgeSeconds = 7 * 24 * 3600;

export type Identity = {
  issuer: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
};
export type IdentityResult =
  | { ok: true; userId: string }
  | { ok: false; reason: 'disabled' | 'email_taken' | 'email_missing' };

/** Somebody who just signed in. `provenAt`: when the identity provider last asked them, if it says so; null: just now. */
type SignedIn = { userId: string; method: 'password' | 'oidc'; provenAt: Date | null };

/** What signing in writes; given from outside because writing lies above this layer. */
export type SignInPorts = {
  startSession: (input: SignedIn & { sessionId: string }) => Promise<void>;
  endSession: (sessionId: string) => Promise<void>;
  resolveIdentity: (identity: Identity) => Promise<IdentityResult>;
  /** A try that was evaluated and was wrong. */
  noteRefusedSignIn: (email: string) => void;
};

/** What the route wants to know of a sign-in that next-auth can only call an error. */
export type SignInOutcome = { retryAfterSeconds?: number };

const oidcProviderId = 'oidc';

/**
 * next-auth for one request. The cookie carries a random session id and nothing else; the row with its hash, written by
 * `startSession`, decides on every request (lib/auth/session.ts).
 */
export function authOptions(address: string, ports: SignInPorts, outcome: SignInOutcome): AuthOptions {
  const secure = env().PUBLIC_URL.startsWith('https:');
  let signedIn: SignedIn | undefined;
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: secure,
    session: { strategy: 'jwt', maxAge: sessionMaxAgeSeconds },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: { name: sessionCookieName(), options: { httpOnly: true, sameSite: 'lax', path: '/', secure } },
    },
    logger: {
      error: (code, metadata) =>
        logger.warn({ err: 'error' in metadata ? metadata.error : metadata, code }, 'sign-in failed'),
      warn: (code) => logger.debug({ code }, 'next-auth'),
      debug: () => undefined,
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: async (given) => {
          const { email, password } = given ?? {};
          if (typeof email !== 'string' || typeof password !== 'string' || email.length > 254 || password.length > 256)
            return null;
          const check = await checkCredentials(email, password, address);
          if (check.ok) {
            signedIn = { userId: check.userId, method: 'password', provenAt: null };
            return { id: check.userId };
          }
          // Tries over the limit come by the thousand; the five before them are on record.
          if (check.reason === 'limited') outcome.retryAfterSeconds = check.retryAfterSeconds;
          else ports.noteRefusedSignIn(email);
          return null;
        },
      }),
      ...(hasIdentityProvider() ? [oidcProvider()] : []),
    ],
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (account?.provider !== oidcProviderId) return true;
        const identity = identityOf({ ...profile });
        const result = identity
          ? await ports.resolveIdentity(identity)
          : ({ ok: false, reason: 'email_missing' } as const);
        if (!result.ok) return `/sign-in?error=${result.reason}`;
        signedIn = { userId: result.userId, method: 'oidc', provenAt: askedAt({ ...profile }) };
        return true;
      },
      jwt: async ({ token }) => {
        if (!signedIn) return { sid: token.sid };
        const sessionId = randomToken(32);
        await ports.startSession({ ...signedIn, sessionId });
        return { sid: sessionId };
      },
      redirect: ({ url, baseUrl }) =>
        `${baseUrl}${safePath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url)}`,
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await ports.endSession(token.sid);
      },
    },
  };
}

type Claims = Record<string, unknown>;

function oidcProvider(): OAuthConfig<Claims> {
  const { OIDC_ISSUER = '', OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET, OIDC_NAME } = env();
  return {
    id: oidcProviderId,
    name: OIDC_NAME,
    type: 'oauth',
    wellKnown: `${OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    // With a max_age, however long, the provider must say when it asked (`auth_time`, OpenID Connect Core §2).
    authorization: { params: { scope: 'openid email profile', max_age: sessionMaxAgeSeconds } },
    clientId: OIDC_CLIENT_ID,
    ...(OIDC_CLIENT_SECRET ? { clientSecret: OIDC_CLIENT_SECRET } : { client: { token_endpoint_auth_method: 'none' } }),
    userinfo: {
      request: ({ tokens, client }) =>
        withUserinfo(verifiedClaims(tokens), async () =>
          client.issuer.metadata.userinfo_endpoint ? { ...(await client.userinfo(tokens.access_token ?? '')) } : {},
        ),
    },
    profile: (claims) => ({ id: String(claims.sub) }),
  };
}

/**
 * The claims of the ID token. A provider that keeps to the letter (OpenID Connect Core §5.4) tells the e-mail address at the
 * userinfo endpoint only: what that says of the same subject is added, and the token takes precedence.
 */
async function withUserinfo(signed: Claims, ask: () => Promise<Claims>): Promise<Claims> {
  if (signed.email !== undefined) return signed;
  const told = await ask();
  return told.sub === signed.sub ? { ...told, ...signed } : signed;
}

/** openid-client has checked the token by now; next-auth's type does not tell of its accessor. */
function verifiedClaims(tokens: object): Claims {
  return 'claims' in tokens && typeof tokens.claims === 'function' ? { ...tokens.claims() } : {};
}

/** When the provider last asked this person who they are (`auth_time`): a sign-in that it waves through proves nothing new. */
function askedAt({ auth_time: seconds }: Claims): Date | null {
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000) : null;
}

/** Identity in an ID token whose signature, issuer, audience and nonce were checked; null when it names no subject. */
function identityOf(claims: Claims): Identity | null {
  const { iss, sub, email, email_verified: verified, name } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '') return null;
  return {
    issuer: iss,
    subject: sub,
    email: typeof email === 'string' ? email.toLowerCase() : null,
    emailVerified: verified === true,
    name: typeof name === 'string' ? name : null,
  };
}
