import { amendHindrance, hindrance, type Who } from '@/lib/incidents/model/authority';
import { leftOf } from '@/lib/incidents/model/redaction';
import type { ShownRow } from '@/lib/incidents/model/rows-shown';
import { readOnly } from '@/lib/incidents/model/status';
import type { IncidentDetail } from '@/lib/incidents/schema';

/** What may be done with a row of the timeline. */
export type RowAct = 'amend' | 'pin' | 'unpin' | 'hide' | 'show' | 'redact';

type Room = Pick<IncidentDetail, 'status' | 'roles'>;

/** What this person may do with a row, in the order of its buttons. Redacting alone is done on what is over for good, too. */
export function rowActs(shown: ShownRow, { status, roles }: Room, who: Who): RowAct[] {
  const holderOf = (wanted: string) => roles.find(({ seat }) => seat === wanted)?.holder ?? null;
  const { row, isHidden, isPinned } = shown;
  const isOpen = !readOnly.includes(status);
  const mayHide = isOpen && hindrance(who, 'hide', holderOf('commander')) === null;
  const mayRedact = !shown.isRedacted && who.isAdmin && leftOf(row.kind, row.details) !== null;
  return [
    ...(isOpen && amendWhy(shown, { status, roles }, who) === null ? (['amend'] as const) : []),
    ...(isOpen ? ([isPinned ? 'unpin' : 'pin'] as const) : []),
    ...(mayHide ? ([isHidden ? 'show' : 'hide'] as const) : []),
    ...(mayRedact ? (['redact'] as const) : []),
  ];
}

const written = /^(note|decision|hypothesis)$/;

/** Why this person may not amend a row, and what they can do; null when they may. */
export function amendWhy({ row, isRedacted }: ShownRow, { status, roles }: Room, who: Who): string | null {
  if (readOnly.includes(status)) return `This incident is ${status}: its timeline is read-only.`;
  if (!written.test(row.kind)) return 'Only notes, decisions and hypotheses can be amended.';
  if (isRedacted) return 'This row was redacted: its words stay away.';
  const isOwn = row.actor.type === 'user' && row.actor.id === who.id;
  return amendHindrance(
    who,
    isOwn,
    roles.flatMap(({ seat, holder }) => (holder ? [{ seat, person: holder }] : [])),
  );
}
