/** What the public page says of one incident: its updates in their own words, and nothing else. */
export type PublicUpdate = {
  /** Stable and opaque: the fragment in the page's address, the guid in the feed. */
  id: string;
  at: string;
  headline: string | null;
  conditions: string | null;
  actions: string | null;
  needs: string | null;
  nextDueAt: string | null;
};

export type PublicState = 'ongoing' | 'monitoring' | 'over';

export type PublicIncident = {
  id: string;
  state: PublicState;
  /** Of the latest update that has one. */
  headline: string | null;
  /** Time of the first update. */
  since: string;
  /** Newest first. */
  updates: PublicUpdate[];
};

export type StatusView = {
  open: PublicIncident[];
  /**
   * The last 30 days of the UTC calendar, today first: the incidents first reported on it that are over, and those that went on then
   * but stand elsewhere on the page.
   */
  days: { date: string; incidents: PublicIncident[]; ongoing: { id: string; headline: string | null }[] }[];
  /** When it was read; older than a few seconds only while the database does not answer. */
  readAt: string;
};
