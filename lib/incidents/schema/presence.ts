import { z } from 'zod';

/** What a page tells of whoever has it open: every 15 s, and when they begin or stop typing. */
export const roomPresence = z.strictObject({
  tab: z.uuid().describe('Chosen by the page: somebody may have several open'),
  is_here: z.boolean().describe('false: the page was left'),
  is_typing: z.boolean(),
});
export type RoomPresence = z.infer<typeof roomPresence>;

/** The same as others hear it: whose name it is, the session says. */
export type PresenceHeard = RoomPresence & { user: { id: string; name: string } };
