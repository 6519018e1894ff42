import type { ChannelAdapter } from '../adapter';
import { headlineOf } from '../model/message';
import { signatureHeaders } from '../model/signature';
import type { MessageFacts } from '../schema';
import { post } from './post';

/** Standard Webhooks: JSON, signed; `webhook-id` is the same however often a message is tried. */
export const webhook: ChannelAdapter<'webhook'> = {
  send({ secrets }, { id, facts }, context) {
    const { signing, bothUntil, url } = secrets;
    const inUse = bothUntil !== null && new Date(bothUntil) > context.now ? signing : signing.slice(0, 1);
    return post(url, bodyOf(facts), context, (text) => signatureHeaders(`msg_${id}`, context.now, text, inUse));
  },
};

function bodyOf(facts: MessageFacts) {
  const { step, occurredAt, update, isPrivate, seq, ...rest } = facts;
  return {
    type: `incident.${step}`,
    timestamp: occurredAt,
    data: {
      ...rest,
      headline: headlineOf(facts),
      private: isPrivate,
      sequence: seq,
      update: update && {
        headline: update.headline,
        conditions: update.conditions,
        actions: update.actions,
        needs: update.needs,
        next_due_at: update.nextDueAt,
      },
    },
  };
}
