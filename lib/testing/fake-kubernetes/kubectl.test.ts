import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeKubernetes, startFakeKubernetes } from './server';
import { changeCheckout, checkoutOf, createCheckout, deployImage, kubeconfigOf, settled } from './world';

/** A client that was written against real servers finds nothing odd about the fake. */
const run = promisify(execFile);
const hasKubectl = (() => {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasKubectl)('kubectl on the fake server (skipped where kubectl is not installed)', () => {
  let fake: FakeKubernetes;
  let folder: string;
  beforeEach(async () => {
    fake = await startFakeKubernetes();
    folder = mkdtempSync(path.join(tmpdir(), 'fairlead-kubectl-'));
    writeFileSync(path.join(folder, 'config'), kubeconfigOf(fake));
    createCheckout(fake, 'web:1');
    await settled(fake);
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await fake.close();
  });
  const kubectl = async (...words: string[]) => {
    const common = [
      '--kubeconfig',
      path.join(folder, 'config'),
      '--cache-dir',
      path.join(folder, 'cache'),
      '-n',
      'shop',
    ];
    const { stdout } = await run('kubectl', [...common, ...words]);
    return stdout.trim();
  };
  const image = () => checkoutOf(fake).spec.template.spec.containers[0]?.image;

  it('rolls back, watches, and toggles on a second undo', async () => {
    deployImage(fake, 'web:2');
    await settled(fake);
    expect(await kubectl('rollout', 'undo', 'deployment/checkout')).toBe('deployment.apps/checkout rolled back');
    expect(await kubectl('rollout', 'status', 'deployment/checkout', '--timeout=20s')).toContain(
      'successfully rolled out',
    );
    expect(image()).toBe('web:1');
    const history = await kubectl('rollout', 'history', 'deployment/checkout');
    expect(
      history
        .split('\n')
        .slice(2)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['2', '3']);
    await kubectl('rollout', 'undo', 'deployment/checkout');
    expect(image()).toBe('web:2');
  });

  it('refuses one without another revision, and a paused one', async () => {
    await expect(kubectl('rollout', 'undo', 'deployment/checkout')).rejects.toThrow(/no rollout history found/);
    deployImage(fake, 'web:2');
    await settled(fake);
    changeCheckout(fake, { spec: { paused: true } });
    await expect(kubectl('rollout', 'undo', 'deployment/checkout')).rejects.toThrow(
      /cannot rollback a paused deployment/,
    );
  });
});
