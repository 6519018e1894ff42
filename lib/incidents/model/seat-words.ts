import type { Seat } from '../schema/room';

/** What people call the seats. */
export const seatWords: Record<Seat, string> = {
  commander: 'Commander',
  tech_lead: 'Tech lead',
  communications: 'Comms lead',
  scribe: 'Scribe',
};
