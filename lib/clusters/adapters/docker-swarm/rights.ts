import type Docker from 'dockerode';
import { z } from 'zod';
import { AdapterError, type Ping } from '../../adapter';

type Ask = <T>(
  signal: AbortSignal,
  call: (docker: Docker, abortSignal: AbortSignal) => Promise<unknown>,
  shape: z.ZodType<T>,
) => Promise<T>;

/** No service has this id: ids of the engine have 25 letters and digits. */
const nobody = 'fairlead-asks-whether-it-may';

/**
 * What the engine behind an endpoint allows. Engines know no rights; a filter before one does (reliability guide, 17), and is tried by
 * calls that change nothing. UNSUPPORTED when it is no manager of a swarm.
 */
export async function pingEngine(ask: Ask, signal: AbortSignal): Promise<Ping> {
  const shape = z.looseObject({ Version: z.string() });
  const { Version } = await ask(signal, (docker) => docker.version(), shape);
  const services = await may(ask(signal, (docker, abortSignal) => docker.listServices({ abortSignal }), z.unknown()));
  const tasks = await may(ask(signal, (docker, abortSignal) => docker.listTasks({ abortSignal }), z.unknown()));
  const update = await may(
    ask(
      signal,
      // The engine looks for the service before all else: it is not there, or one is not let through to be told so.
      (docker, abortSignal) =>
        docker.getService(nobody).update({ _query: { version: 0 }, _body: { Name: nobody }, abortSignal }),
      z.unknown(),
    ),
  );
  const containers = await may(
    ask(signal, (docker, abortSignal) => docker.listContainers({ limit: 1, abortSignal }), z.unknown()),
  );
  const isRead = services && tasks;
  return {
    version: `Docker ${Version}`,
    permissions: { list: services, history: isRead, rollback: isRead && update, observe: isRead, verify: isRead },
    missing: [
      ...(services ? [] : ['services: list']),
      ...(tasks ? [] : ['tasks: list']),
      ...(update ? [] : ['services: update']),
    ],
    excess: containers ? ['the whole engine, which is root on its host: put a filter before it'] : [],
  };
}

/** Was the call let through? A service that is not there was looked for; an engine that is in no swarm cannot be used. */
async function may(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    if (error.code === 'FORBIDDEN') return false;
    if (['NOT_FOUND', 'INVALID'].includes(error.code)) return true;
    throw error;
  }
}
