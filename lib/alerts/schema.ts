import type { Severity } from '@/lib/incidents/schema';

/** One alert as any sender's delivery tells of it. */
export type IncomingAlert = {
  state: 'firing' | 'resolved';
  /** Names this firing, at most 255 characters. */
  dedupKey: string;
  /** What fires, whenever it does. */
  identity: string;
  title: string;
  summary: string | null;
  url: string | null;
  labels: Record<string, string>;
  /** The sender's word for its severity. */
  level: string | null;
  /** It adds to what is open and opens nothing. */
  attachesOnly: boolean;
  service: string | null;
  environment: string | null;
  /** The sender's own group, which takes the place of service and environment when `isGroupExplicit`. */
  groupKey: string | null;
  isGroupExplicit: boolean;
  startsAt: Date | null;
  endsAt: Date | null;
};

/** What else a sender says of something that it told of before. */
export type Happening =
  | { kind: 'acknowledged'; identity: string; at: Date | null; by: string | null }
  | { kind: 'severity'; identity: string; at: Date | null; level: string }
  | { kind: 'note'; identity: string; at: Date | null; text: string };

/** What an alert's severity means here; null: it only attaches. */
export type GradedAlert = IncomingAlert & { severity: Severity | null };

/** How an alert is known here. */
export type StoredAlert = {
  id: number;
  dedupKey: string;
  identity: string;
  groupId: number;
  state: 'firing' | 'resolved';
  startsAt: Date;
  endsAt: Date | null;
  firedAt: Date | null;
};
