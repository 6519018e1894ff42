import sql from 'sql-template-tag';
import { monotonicMs } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { startBadWire } from '@/lib/testing/bad-wire';
import { follow } from '@/lib/testing/follow';
import { makeKey, makeUser } from '@/lib/testing/people';
import { freePort, startServer } from '@/lib/testing/server';
import { printTable } from './table';
import { until } from './viewers';

const secrets = {
  NEXTAUTH_SECRET: 'only for the benchmark, of 32 characters',
  FAIRLEAD_ENCRYPTION_KEY: 'only for the benchmark, of 32 characters',
  LOG_LEVEL: 'error',
};

/**
 * I5 for longer than the tests have time: many viewers of one incident, half of them over a wire that cuts them in mid-frame, while the
 * connection for hints is killed and the server that they watch is restarted again and again. Each must end with the table's list.
 */
export async function soak(
  withDatabase: <T>(run: (url: string) => Promise<T>) => Promise<T>,
  { viewers, events }: { viewers: number; events: number },
): Promise<boolean> {
  return withDatabase(async (url) => {
    console.log(`${viewers} viewers, ${events.toLocaleString('en')} entries, trouble all along …`);
    const { key } = await makeKey(['read', 'incidents', 'ingest']);
    const { number } = await declareIncident.execute(
      { title: 'Login returns 503' },
      { actor: await makeUser('admin') },
    );
    const incident = `INC-${number}`;
    const port = await freePort();
    const start = () => startServer(url, { ...secrets, PORT: String(port) });
    const writing = await startServer(url, secrets);
    let watched = await start();
    let connections = 0;
    const wire = await startBadWire(
      () => port,
      () => 5_000 + ((connections++ * 7_919) % 60_000),
    );
    const headers = { authorization: `Bearer ${key}` };
    const channel = `/api/live/incident:${incident}`;
    const direct = () => `http://127.0.0.1:${port}${channel}`;
    const followers = Array.from({ length: viewers }, (_viewer, index) =>
      follow(index % 2 ? direct : () => `${wire.url}${channel}`, headers, { after: 0 }),
    );
    const trouble = { killed: 0, restarts: 0 };
    let isWritten = false;
    const troubled = (async () => {
      for (let round = 1; !isWritten; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const killed = await primarySql(sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fairlead-live' AND datname = current_database()`);
        trouble.killed += killed.length;
        if (round % 8 !== 0) continue;
        await watched.stop('SIGTERM');
        watched = await start();
        trouble.restarts += 1;
      }
    })();
    const begun = monotonicMs();
    let next = 0;
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while (next < events) {
          const answer = await fetch(`${writing.url}/api/v1/incidents/${incident}/timeline`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify({ text: `Entry ${next++}` }),
          });
          if (answer.status !== 201) throw new Error(`answered ${answer.status}`);
          await answer.arrayBuffer();
        }
      }),
    );
    isWritten = true;
    await troubled;
    const table = await primarySql<{ seq: number }>(sql`
      SELECT e.seq FROM incident i JOIN incident_event e ON e.incident_id = i.id WHERE i.number = ${number} ORDER BY e.seq`);
    const wanted = table.map(({ seq }) => seq).join();
    const odd = () => followers.filter((follower) => follower.seqs().join() !== wanted).length;
    await until(() => odd() === 0, 60_000);
    const left = odd();
    const reopened = followers.reduce((sum, follower) => sum + follower.reopened(), 0);
    for (const follower of followers) follower.stop();
    wire.close();
    await Promise.all([writing.stop(), watched.stop()]);
    const seconds = (monotonicMs() - begun) / 1000;
    return printTable(`Soak, ${seconds.toFixed(0)} s`, [
      { what: 'connections for hints killed', figure: String(trouble.killed) },
      { what: 'restarts of the server that was watched', figure: String(trouble.restarts) },
      { what: 'streams opened again', figure: String(reopened) },
      { what: 'viewers whose list is not the table', figure: `${left} of ${viewers}`, target: '0', holds: left === 0 },
    ]);
  });
}
