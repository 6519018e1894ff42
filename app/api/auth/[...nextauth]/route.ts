import { randomUUID } from 'node:crypto';
import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { clientAddress } from '@/lib/auth/client-address';
import { hasIdentityProvider } from '@/lib/auth/identity-provider';
import { authOptions, type SignInOutcome, type SignInPorts } from '@/lib/auth/options';
import { sessionIdOf, sessionUserOf } from '@/lib/auth/session';
import { NotFoundError, TooManyRequestsError } from '@/lib/core/errors';
import { readBytes } from '@/lib/server/body';
import { problemResponse } from '@/lib/server/problem';
import { requireSameOrigin } from '@/lib/server/route';
import { endSession } from '@/lib/sessions/commands/end-session';
import { noteRefusedSignInSoon } from '@/lib/sessions/commands/note-refused-sign-in';
import { startSession } from '@/lib/sessions/commands/start-session';
import { signInWithIdentity } from '@/lib/users/commands/sign-in-with-identity';

export const dynamic = 'force-dynamic';

/** What of next-auth is in use, with which provider; its session endpoint, own pages and log door stay shut. */
const doors: Record<string, readonly string[]> = {
  GET: ['csrf', 'signin', 'signin/oidc', 'callback/oidc', 'error'],
  POST: ['signin/oidc', 'callback/credentials', 'signout'],
};
const needsIdentityProvider = /\/oidc$/;
const maxFormBytes = 16 * 1024;
const signInActor = { kind: 'system', name: 'sign-in' } as const;

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const requestId = randomUUID();
  try {
    const door = (await context.params).nextauth.join('/');
    if (!doors[request.method]?.includes(door) || (needsIdentityProvider.test(door) && !hasIdentityProvider()))
      throw new NotFoundError('This address');
    if (request.method === 'POST') requireSameOrigin(request.headers);
    const outcome: SignInOutcome = {};
    const address = clientAddress(request.headers);
    const options = authOptions(address, await ports(request, address, requestId), outcome);
    const response: Response = await NextAuth(await bounded(request), context, options);
    if (outcome.retryAfterSeconds !== undefined)
      throw new TooManyRequestsError(outcome.retryAfterSeconds, 'Too many tries to sign in.');
    return response;
  } catch (error) {
    return problemResponse(error, requestId);
  }
}

/** next-auth reads a body of any size; it gets one that was counted. */
async function bounded(request: NextRequest): Promise<NextRequest> {
  if (request.method !== 'POST') return request;
  const bytes = await readBytes(request, maxFormBytes);
  return new NextRequest(request.url, { method: 'POST', headers: request.headers, body: Buffer.from(bytes) });
}

async function ports(request: NextRequest, address: string, requestId: string): Promise<SignInPorts> {
  const replaces = await sessionIdOf(request.headers);
  const context = { actor: signInActor, requestId };
  return {
    startSession: async (input) => void (await startSession.execute({ ...input, address, replaces }, context)),
    endSession: async () => {
      const user = await sessionUserOf(request.headers);
      if (user) await endSession.execute({}, { actor: user, requestId });
    },
    resolveIdentity: async (identity) => (await signInWithIdentity.execute(identity, context)).result,
    noteRefusedSignIn: (email) => noteRefusedSignInSoon({ email, address }),
  };
}

export { handle as GET, handle as POST };
