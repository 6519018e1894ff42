import type { ShownRow } from '@/lib/incidents/model/rows-shown';
import type { IncidentStatus } from '@/lib/incidents/schema';
import type { Seat } from '@/lib/incidents/schema/room';

/** What the war room asks in a dialog. */
export type RoomDialog =
  | { asks: 'status'; to: IncidentStatus }
  | { asks: 'severity' | 'merge' | 'link' | 'correct' | 'update' }
  | { asks: 'amend' | 'hide' | 'redact'; row: ShownRow }
  | { asks: 'take_over'; seat: Seat };

/** What the severity of the incident asks for. */
export type RoomRules = { updateMinutes: number | null; postmortemRequired: boolean };
