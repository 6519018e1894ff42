import type { ChannelAdapter } from './adapter';
import { email } from './adapters/email';
import { pagerduty } from './adapters/pagerduty';
import { slack } from './adapters/slack';
import { webhook } from './adapters/webhook';
import type { ChannelKind } from './schema';

/** One line for each kind of channel. */
export const adapters: { [K in ChannelKind]: ChannelAdapter<K> } = { webhook, slack, email, pagerduty };
