'use server';

import { changeAccess } from '@/lib/incidents/commands/access';
import { acknowledge } from '@/lib/incidents/commands/acknowledge';
import { addNote } from '@/lib/incidents/commands/add-note';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { judgeDeploy } from '@/lib/incidents/commands/deploys';
import { editIncident } from '@/lib/incidents/commands/edit';
import { changeEntry } from '@/lib/incidents/commands/entries';
import { goOnIn } from '@/lib/incidents/commands/go-on-in';
import { linkIncidents } from '@/lib/incidents/commands/link';
import { changeSeat } from '@/lib/incidents/commands/seats';
import { addTask, changeTask } from '@/lib/incidents/commands/tasks';
import { postUpdate } from '@/lib/incidents/commands/updates';
import { incidentForm, noteForm } from '@/lib/incidents/schema';
import { defineAction } from '@/lib/server/action';

const pageOf = ({ number }: { number: number }) => [`/incidents/INC-${number}`];
const pageAndList = ({ number }: { number: number }) => ['/incidents', `/incidents/INC-${number}`];

export const editIncidentAction = defineAction(editIncident, { door: incidentForm, revalidate: pageAndList });
export const goOnInAction = defineAction(goOnIn, { revalidate: pageAndList });
export const declareIncidentAction = defineAction(declareIncident, { revalidate: pageAndList });
// The war room hears of its own rows by its live channel, so these need no page rendered anew.
export const addNoteAction = defineAction(addNote, { door: noteForm });
export const changeSeatAction = defineAction(changeSeat, { revalidate: () => ['/incidents'] });
export const acknowledgeAction = defineAction(acknowledge);
export const addTaskAction = defineAction(addTask);
export const changeTaskAction = defineAction(changeTask);
export const postUpdateAction = defineAction(postUpdate);
export const judgeDeployAction = defineAction(judgeDeploy);
export const linkIncidentsAction = defineAction(linkIncidents);
export const changeEntryAction = defineAction(changeEntry);
export const changeAccessAction = defineAction(changeAccess, { revalidate: pageOf });
