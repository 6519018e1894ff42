import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseLine } from './commands/parse-line';
import { deploymentCall, incidentCall } from './model';

/** What the shell would send: the command with `curl` replaced by one that prints its body. */
function pasted(command: string): unknown {
  const script = `curl() { while [ $# -gt 1 ]; do shift; done; printf %s "$1"; }\n${command}`;
  return JSON.parse(execFileSync('sh', ['-c', script], { encoding: 'utf8' }));
}
const taken = (type: string, body: object) => parseLine(new TextEncoder().encode(JSON.stringify({ type, ...body })));

test('a pasted deployment is one that ingest takes, with what was asked for', () => {
  const body = pasted(deploymentCall('http://x', { service: 'cart', team: 'shop', withChange: true })) as object;
  expect(taken('deployment', body)).toMatchObject({ type: 'deployment', report: { service: 'cart' } });
  expect(body).toMatchObject({ team: 'shop', environment: 'production', changes: [{ sha: '9fceb02' }] });
});

test.each([true, false])('a pasted incident is one that ingest takes; resolved: %s', (isResolved) => {
  const body = pasted(incidentCall('http://x', isResolved)) as object;
  expect(taken('incident', body)).toMatchObject({ type: 'incident' });
  expect('resolved_at' in body).toBe(isResolved);
});

test('the key goes into the header', () => {
  expect(deploymentCall('http://x', { key: 'fl_x' })).toContain('-H "Authorization: Bearer fl_x"');
});
