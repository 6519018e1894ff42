import { env } from '@/lib/config/env';
import { logger } from '@/lib/core/log';
import { now } from '@/lib/core/time';
import type { ChannelAdapter, Outcome } from '../adapter';
import { adapters } from '../registry';
import type { ChannelConfig, ChannelKind, Outgoing } from '../schema';
import { openSecrets } from './secrets';

/** A channel as it lies in its table. */
export type SealedChannel = { id: string; kind: ChannelKind; config: ChannelConfig; sealed: string };

const deadlineMs = 10_000;

/** One try to send a message, at most 10 s. Opens no transaction; whatever happens is the outcome. */
export async function attempt(channel: SealedChannel, message: Outgoing): Promise<Outcome> {
  try {
    return await sendBy(channel.kind, channel, message);
  } catch (error) {
    // Never the message of the error: it may hold a URL that is a secret.
    logger.error({ channel: channel.id, type: error instanceof Error ? error.name : typeof error }, 'sending failed');
    return {
      ok: false,
      error: 'The settings of this channel cannot be read. Save it again with its secrets.',
      retryAfterMs: null,
      isFinal: false,
    };
  }
}

function sendBy<K extends ChannelKind>(
  kind: K,
  { id, config, sealed }: SealedChannel,
  message: Outgoing,
): Promise<Outcome> {
  const adapter: ChannelAdapter<K> = adapters[kind];
  // The kind of a row and of its config are one.
  const own = { config: config as Extract<ChannelConfig, { kind: K }>, secrets: openSecrets(id, kind, sealed) };
  return adapter.send(own, message, { now: now(), deadlineMs, origin: env().PUBLIC_URL });
}
