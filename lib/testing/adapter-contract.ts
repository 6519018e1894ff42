import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AdapterError,
  type AdapterErrorCode,
  type AdapterPlan,
  type Health,
  type HealthReason,
  type Marker,
  type Revision,
  type StoredSpec,
} from '@/lib/clusters/adapter';
import type { ContractVersion, ContractWorld } from './adapter-world';

/** Longest that a real cluster takes here to have a version running, or to say why it does not. */
const patienceMs = 120_000;
const crashReasons: HealthReason[] = ['CRASH_LOOP', 'TASK_FAILED'];

/**
 * What each cluster adapter keeps (release control guide, 2 and 13). `makeWorld` gives a new cluster, or a new workload, for every test.
 * A null among the abilities of a world skips the tests that need it, by name.
 */
export function adapterContract(name: string, makeWorld: () => Promise<ContractWorld>): void {
  describe(`contract of cluster adapters: ${name}`, { timeout: patienceMs }, () => {
    let world: ContractWorld;
    let stored: StoredSpec[];
    let signal: AbortSignal;

    beforeEach(async () => {
      world = await makeWorld();
      stored = [];
      signal = AbortSignal.timeout(patienceMs);
      await remember();
    }, patienceMs);
    afterEach(() => world.close());

    const history = () => world.adapter.history(world.ref, stored, signal);
    const plan = (key: string) => world.adapter.planRollback(world.ref, key, stored, signal);
    const execute = (made: AdapterPlan, by: Marker) => world.adapter.rollback(world.ref, made, by, signal);
    const verify = (want: Revision) => world.adapter.verify(world.ref, want, signal);
    const changes = () => world.mutations?.() ?? 0;

    /** Keeps what runs, as Fairlead does for clusters that forget it. */
    async function remember(): Promise<void> {
      const { key, spec, images } = only((await history()).filter(({ current }) => current));
      if (spec === undefined || stored.some((known) => known.key === key)) return;
      stored.push({ key, spec, images, firstSeenAt: new Date(stored.length) });
    }
    async function deploy(...versions: ContractVersion[]): Promise<void> {
      for (const version of versions) {
        await world.deploy(version);
        await remember();
      }
    }
    const isOf = (version: ContractVersion) => (revision: Revision) =>
      revision.images.some(({ image }) => image === world.images[version]);
    const revisionOf = async (version: ContractVersion) => only((await history()).filter(isOf(version)));
    const planTo = async (version: ContractVersion) => plan((await revisionOf(version)).key);
    async function running(): Promise<string[]> {
      return only((await history()).filter(({ current }) => current)).images.map(({ image }) => image);
    }
    async function lastHealth(token: string): Promise<Health> {
      let last: Health | undefined;
      for await (const health of world.adapter.observe(world.ref, token, signal)) last = health;
      if (!last) throw new Error('observe ended without a word');
      return last;
    }
    /** Executes the plan while its answer is lost. */
    async function executeUnheard(made: AdapterPlan, by: Marker): Promise<void> {
      world.loseNextAnswer?.();
      expect(['TIMEOUT', 'UNREACHABLE']).toContain(await refusal(execute(made, by)));
    }

    describe('history', () => {
      it('is newest first, with one current revision and no key twice', async () => {
        await deploy('v2', 'v3');
        const revisions = await history();
        expect(revisions.map(({ images }) => images[0]?.image)).toEqual([
          world.images.v3,
          world.images.v2,
          world.images.v1,
        ]);
        expect(revisions.map(({ current }) => current)).toEqual([true, false, false]);
        expect(new Set(revisions.map(({ key }) => key)).size).toBe(3);
        expect(new Set(revisions.map(({ specHash }) => specHash)).size).toBe(3);
      });

      it('keeps the key of a version that runs again', async () => {
        await deploy('v2');
        const [v1, v2] = [await revisionOf('v1'), await revisionOf('v2')];
        const { token } = await execute(await plan(v1.key), marker('again'));
        await lastHealth(token);
        expect(await revisionOf('v1')).toMatchObject({ key: v1.key, specHash: v1.specHash, current: true });
        expect(await revisionOf('v2')).toMatchObject({ key: v2.key, specHash: v2.specHash, current: false });
      });

      it('is NOT_FOUND for a workload that is not there', async () => {
        const ref = { ...world.ref, name: 'nobody' };
        expect(await refusal(world.adapter.history(ref, [], signal))).toBe('NOT_FOUND');
      });
    });

    it('lists the workload with what it runs', async () => {
      const found = (await world.adapter.list(world.ref.namespace, signal)).filter(
        ({ ref }) => ref.name === world.ref.name,
      );
      expect(only(found)).toMatchObject({ ref: world.ref, paused: false });
      expect(only(found).images.map(({ image }) => image)).toEqual([world.images.v1]);
      expect(only(found).ready).toBe(only(found).desired);
    });

    it('says at a ping what the credentials may do', async () => {
      const ping = await world.adapter.ping(world.ref.namespace, signal);
      expect(ping).toMatchObject({ permissions: { list: true, history: true, rollback: true }, missing: [] });
      expect(ping.version).not.toBe('');
    });

    describe('a rollback', () => {
      it('is planned without a change, made, watched until healthy, and verified', async () => {
        await deploy('v2');
        const made = await planTo('v1');
        expect(made).toMatchObject({ noop: false, from: { current: true }, to: { current: false } });
        expect(isOf('v2')(made.from) && isOf('v1')(made.to)).toBe(true);
        expect(made.steps).not.toEqual([]);
        expect(made.changes).toContainEqual(
          expect.objectContaining({
            from: expect.stringContaining(world.images.v2),
            to: expect.stringContaining(world.images.v1),
          }),
        );
        expect(changes()).toBe(0);
        expect(await running()).toEqual([world.images.v2]);

        const applied = await execute(made, marker('first'));
        expect(applied.alreadyDone).toBe(false);
        expect(await lastHealth(applied.token)).toMatchObject({ phase: 'healthy', reasons: [] });
        const verdict = await verify(made.to);
        expect(verdict, verdict.detail).toMatchObject({ ok: true });
        expect(verdict.running.map(({ image }) => image)).toEqual([expect.stringContaining(world.images.v1)]);
        if (world.mutations) expect(changes()).toBe(1);
      });

      it('can be stored as JSON between plan and execution', async () => {
        await deploy('v2');
        const made = await planTo('v1');
        const restored = { ...made, payload: JSON.parse(JSON.stringify(made.payload)) };
        expect((await execute(restored, marker('stored'))).alreadyDone).toBe(false);
        expect(await running()).toEqual([world.images.v1]);
      });

      it('to what runs already is a noop, and is not executed', async () => {
        await deploy('v2');
        const made = await planTo('v2');
        expect(made).toMatchObject({ noop: true, changes: [] });
        expect(await refusal(execute(made, marker('noop')))).toBe('INVALID');
        expect(changes()).toBe(0);
      });

      it('to a key that cannot be run again is NO_PREVIOUS', async () => {
        expect(await history()).toHaveLength(1);
        expect(await refusal(plan('never-there'))).toBe('NO_PREVIOUS');
      });

      it('is CONFLICT when another hand deployed since the plan, and changes nothing', async () => {
        await deploy('v2');
        const made = await planTo('v1');
        await deploy('v3');
        expect(await refusal(execute(made, marker('late')))).toBe('CONFLICT');
        expect(await running()).toEqual([world.images.v3]);
        expect(changes()).toBe(0);
      });

      it('that is repeated with its marker is made once', async () => {
        await deploy('v2');
        const made = await planTo('v1');
        const first = await execute(made, marker('once'));
        const second = await execute(made, marker('once'));
        expect([first.alreadyDone, second.alreadyDone]).toEqual([false, true]);
        expect(await lastHealth(second.token)).toMatchObject({ phase: 'healthy' });
        expect(await running()).toEqual([world.images.v1]);
        if (world.mutations) expect(changes()).toBe(1);
      });

      it('twice to a pinned key never returns to the bad version', async () => {
        await deploy('v2');
        const { key } = await revisionOf('v1');
        const made = await plan(key);
        const { token } = await execute(made, marker('one'));
        await lastHealth(token);
        expect(await plan(key)).toMatchObject({ noop: true });
        expect(await refusal(execute(made, marker('two')))).toBe('CONFLICT');
        expect(await running()).toEqual([world.images.v1]);
        if (world.mutations) expect(changes()).toBe(1);
      });

      it('is not made when its signal has ended', async () => {
        await deploy('v2');
        const made = await planTo('v1');
        const ended = AbortSignal.abort();
        expect(await refusal(world.adapter.rollback(world.ref, made, marker('ended'), ended))).toBe('TIMEOUT');
        expect(await refusal(world.adapter.history(world.ref, stored, ended))).toBe('TIMEOUT');
        expect(changes()).toBe(0);
        expect(await running()).toEqual([world.images.v2]);
      });

      it('is refused as PAUSED while the workload is, also when that came after the plan', async ({ skip }) => {
        if (!world.pause) return skip('this cluster pauses nothing');
        await deploy('v2');
        const made = await planTo('v1');
        await world.pause();
        expect(await refusal(execute(made, marker('paused')))).toBe('PAUSED');
        expect((await planTo('v1')).warnings).toContainEqual(expect.objectContaining({ code: 'PAUSED' }));
        expect(changes()).toBe(0);
      });
    });

    describe('after a lost answer', () => {
      it('wasApplied finds the change, and a repeat makes no other', async ({ skip }) => {
        if (!world.loseNextAnswer) return skip('no answer can be lost here');
        await deploy('v2');
        const made = await planTo('v1');
        expect(await world.adapter.wasApplied(world.ref, made, marker('lost'), signal)).toBeNull();
        await executeUnheard(made, marker('lost'));
        const applied = await world.adapter.wasApplied(world.ref, made, marker('lost'), signal);
        expect(applied).toMatchObject({ alreadyDone: true });
        expect(await execute(made, marker('lost'))).toMatchObject({ alreadyDone: true });
        expect(await lastHealth(applied?.token ?? '')).toMatchObject({ phase: 'healthy' });
        if (world.mutations) expect(changes()).toBe(1);
      });

      it('wasApplied is CONFLICT when something else came since', async ({ skip }) => {
        if (!world.loseNextAnswer) return skip('no answer can be lost here');
        await deploy('v2');
        const made = await planTo('v1');
        await executeUnheard(made, marker('overtaken'));
        await deploy('v3');
        const asked = world.adapter.wasApplied(world.ref, made, marker('overtaken'), signal);
        expect(await refusal(asked)).toBe('CONFLICT');
      });
    });

    describe('a version that does not come up', () => {
      it.each([
        ['missing-image', ['IMAGE_PULL']],
        ['crashing', crashReasons],
      ] as const)('%s ends observation early, with its reason', async (version, codes) => {
        await deploy(version, 'v2');
        const made = await planTo(version);
        const { token } = await execute(made, marker(version));
        const health = await lastHealth(token);
        expect(health.phase).toBe('failed');
        expect(health.reasons).not.toEqual([]);
        for (const { code, message, subject } of health.reasons) {
          expect(codes).toContain(code);
          expect(message && subject).not.toBe('');
        }
        expect(await verify(made.to)).toMatchObject({ ok: false });
      });
    });

    describe('verify', () => {
      it('is not content with another version', async () => {
        await deploy('v2');
        const verdict = await verify(await revisionOf('v1'));
        expect(verdict.ok).toBe(false);
        expect(verdict.running.map(({ image }) => image)).toEqual([expect.stringContaining(world.images.v2)]);
        expect(verdict.detail).not.toBe('');
      });

      it('believes what runs, not a status that says it is done', async ({ skip }) => {
        if (!world.lie) return skip('no status can be made to lie here');
        await deploy('missing-image', 'v2');
        const made = await planTo('missing-image');
        world.lie();
        await execute(made, marker('lied to'));
        const verdict = await verify(made.to);
        expect(verdict.ok).toBe(false);
        expect(verdict.running.map(({ image }) => image)).toContainEqual(expect.stringContaining(world.images.v2));
      });
    });
  });
}

function marker(rollbackId: string): Marker {
  return { rollbackId: `contract-${rollbackId.replaceAll(' ', '-')}`, actor: 'Ada', reason: 'checkout fails' };
}

function only<T>(found: T[]): T {
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`expected exactly one, found ${found.length}`);
  return first;
}

async function refusal(call: Promise<unknown>): Promise<AdapterErrorCode> {
  const error = await call.then(
    (value) => new Error(`expected a refusal, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof AdapterError) return error.code;
  throw error;
}
