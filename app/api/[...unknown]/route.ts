import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@/lib/core/errors';
import { problemResponse } from '@/lib/server/problem';

export const dynamic = 'force-dynamic';

/** Programs that mistyped an address get a problem like any other, not a page. */
async function answerUnknown(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  return problemResponse(new NotFoundError(`The address ${pathname.slice(0, 200)}`), randomUUID());
}

export {
  answerUnknown as DELETE,
  answerUnknown as GET,
  answerUnknown as PATCH,
  answerUnknown as POST,
  answerUnknown as PUT,
};
