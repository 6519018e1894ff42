import type { ChannelConfig, ChannelKind, Outgoing } from './schema';

/** What a channel keeps sealed, by kind. */
export type ChannelSecrets = {
  /** `signing`: the newest first; the one before it signs too until `bothUntil`. */
  webhook: { url: string; signing: string[]; bothUntil: string | null };
  slack: { url: string };
  email: { password: string };
  pagerduty: { routingKey: string };
};

export type Outcome =
  | { ok: true }
  /** `isFinal`: trying again is of no use. */
  | { ok: false; error: string; retryAfterMs: number | null; isFinal: boolean };

export type SendContext = {
  now: Date;
  /** All of a try must end within this. */
  deadlineMs: number;
  /** The origin of this installation. */
  origin: string;
};

/** How one kind of channel is sent to. Nothing is thrown for what the other side does: it is the outcome. */
export type ChannelAdapter<K extends ChannelKind> = {
  send: (
    channel: { config: Extract<ChannelConfig, { kind: K }>; secrets: ChannelSecrets[K] },
    message: Outgoing,
    context: SendContext,
  ) => Promise<Outcome>;
};
