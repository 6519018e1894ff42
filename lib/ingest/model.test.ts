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

test('a pasted incident is one that ingest takes', () => {
  expect(taken('incident', pasted(incidentCall('http://x')) as object)).toMatchObject({ type: 'incident' });
});

test('the key goes into the header', () => {
  expect(deploymentCall('http://x', { key: 'fl_x' })).toContain('-H "Authorization: Bearer fl_x"');
});
