import type { Happening, IncomingAlert } from '@/lib/alerts/schema';
import type { JsonLimits } from '@/lib/server/body';

/** What came in, before anything of it is believed. */
export type Envelope = { headers: Headers; raw: Uint8Array; receivedAt: Date };

/** A delivery in our own terms. */
export type Normalised = {
  /** What it says happened, in the sender's words: 'incident.triggered', '2 firing'. */
  event: string;
  alerts: IncomingAlert[];
  happenings: Happening[];
  /** Why nothing of it is to be done; the delivery is kept all the same. */
  ignored?: string;
  /** What was odd about it, for the delivery log. */
  notes: string[];
};

/** How one system's webhooks are read (ingest.md §3). One file in sources/, one line in registry.ts. */
export type Adapter = {
  limits: JsonLimits & { bytes: number };
  /** The sender may also prove itself with an API key of the scope `ingest`. */
  takesKeys: boolean;
  /** True when one of the secrets made what was sent. Costs the same whether it did or not. */
  verify: (envelope: Envelope, secrets: readonly string[]) => boolean;
  /** The sender's own name of this delivery; null where it has none and each alert stands alone. */
  deliveryKey: (headers: Headers, json: unknown) => string | null;
  /** Our own format is refused where it is wrong; what other systems send is kept, whatever it says. */
  isOurs?: true;
  /** Throws a ValidationError, or a ZodError, when it cannot be understood. */
  normalise: (json: unknown) => Normalised;
};

/** Of every webhook but those that carry whole pushes (ingest.md §1.1). */
export const webhookLimits = { bytes: 1024 * 1024, nodes: 20_000, depth: 32, stringBytes: 1024 * 1024 };
