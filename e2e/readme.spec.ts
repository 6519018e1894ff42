import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { adminKey, expect, test } from './fixtures';

test('the first command of the README works as pasted', async ({ baseURL }) => {
  const [, command = ''] = /```sh\n(curl [\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  const here = command
    .replace('http://127.0.0.1:3000', baseURL ?? '')
    .replace('fl_demo_$(cat .data/demo-admin-key)', adminKey);
  expect(here).not.toContain(':3000');
  const { stdout } = await promisify(execFile)('sh', ['-c', here]);
  expect(JSON.parse(stdout)).toMatchObject({ id: 'my-first-deployment', status: 'succeeded', duplicate: false });
});
