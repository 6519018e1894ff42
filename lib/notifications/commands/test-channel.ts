import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { z } from 'zod';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { type CommandContext, command } from '@/lib/server/command';
import { type ChannelConfig, channelIdInput, type MessageFacts, type Step } from '../schema';
import { attempt, type SealedChannel } from './attempt';

/** What became of a test message, for each recipient. */
export type TestOutcome = { recipient: string; error: string | null };

const prepareTest = command({
  name: 'notification.test_channel',
  permission: 'notification:manage',
  input: channelIdInput,
  run: async ({ tx, input: { id } }) => {
    const [channel] = await tx.sql<SealedChannel & { name: string }>(sql`
      SELECT id, name, kind, config, sealed_secrets AS sealed FROM notification_channel WHERE id = ${id} AND removed_at IS NULL`);
    if (!channel) throw new NotFoundError('This channel');
    return channel;
  },
  audit: ({ id, name }) => ({ subject: name, detail: { id } }),
});

/** Sends a test message now, outside any transaction and past the outbox, and answers what really happened. */
export const testChannel = {
  name: prepareTest.name,
  permission: prepareTest.permission,
  async execute(input: z.input<typeof channelIdInput>, context: CommandContext): Promise<TestOutcome[]> {
    const channel = await prepareTest.execute(input, context);
    return Promise.all(
      recipientsOf(channel.config).map(async (recipient) => {
        const send = (step: Step) => attempt(channel, { id: randomUUID(), recipient, facts: testFacts(step) });
        const outcome = await send('declared');
        // What the test opened at PagerDuty is closed at once.
        if (outcome.ok && channel.kind === 'pagerduty') await send('resolved');
        return { recipient, error: outcome.ok ? null : outcome.error };
      }),
    );
  },
};

function recipientsOf(config: ChannelConfig): string[] {
  if (config.kind === 'email') return config.to;
  return [config.kind === 'pagerduty' ? `fairlead:test:${randomUUID()}` : config.host];
}

function testFacts(step: Step): MessageFacts {
  return {
    step,
    urgency: 'notify',
    key: 'TEST',
    url: `${env().PUBLIC_URL}/settings/notifications`,
    severity: 'SEV3',
    kind: 'test',
    isPrivate: false,
    title: 'A message to try the channel; nothing happened',
    services: [],
    text: 'Somebody sent it from the settings of Fairlead.',
    seq: null,
    occurredAt: now().toISOString(),
    update: null,
  };
}
