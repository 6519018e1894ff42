import type { z } from 'zod';
import type { acknowledge } from '@/lib/incidents/commands/acknowledge';
import type { judgeDeploy } from '@/lib/incidents/commands/deploys';
import type { changeEntry } from '@/lib/incidents/commands/entries';
import type { goOnIn } from '@/lib/incidents/commands/go-on-in';
import type { linkIncidents } from '@/lib/incidents/commands/link';
import type { changeSeat } from '@/lib/incidents/commands/seats';
import type { addTask, changeTask } from '@/lib/incidents/commands/tasks';
import type { postUpdate } from '@/lib/incidents/commands/updates';
import type { incidentForm, noteForm } from '@/lib/incidents/schema';
import type { ActionResult } from '@/lib/server/action';

type Call<I> = (input: I) => Promise<ActionResult<unknown>>;
type Of<C extends { input: z.ZodType }> = z.input<C['input']>;

export type NoteInput = z.input<typeof noteForm>;
export type SeatInput = Omit<Of<typeof changeSeat>, 'key'>;
export type TaskInput = Omit<Of<typeof changeTask>, 'key'>;
export type UpdateInput = Omit<Of<typeof postUpdate>, 'key'>;
export type VerdictInput = Omit<Of<typeof judgeDeploy>, 'key'>;
export type LinkInput = Omit<Of<typeof linkIncidents>, 'key'>;
export type EntryInput = Omit<Of<typeof changeEntry>, 'key'>;

/** The server actions that the war room uses. */
export type RoomActions = {
  addNote: Call<NoteInput>;
  edit: Call<z.input<typeof incidentForm>>;
  goOnIn: Call<Of<typeof goOnIn>>;
  acknowledge: Call<Of<typeof acknowledge>>;
  changeSeat: Call<Of<typeof changeSeat>>;
  addTask: Call<Of<typeof addTask>>;
  changeTask: Call<Of<typeof changeTask>>;
  postUpdate: Call<Of<typeof postUpdate>>;
  judgeDeploy: Call<Of<typeof judgeDeploy>>;
  changeEntry: Call<Of<typeof changeEntry>>;
  link: Call<Of<typeof linkIncidents>>;
};

export type Answer = ActionResult<unknown>;
