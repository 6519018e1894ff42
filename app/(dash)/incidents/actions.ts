'use server';

import { addNote } from '@/lib/incidents/commands/add-note';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { editIncident } from '@/lib/incidents/commands/edit';
import { changeSeat } from '@/lib/incidents/commands/seats';
import { incidentForm, noteForm } from '@/lib/incidents/schema';
import { defineAction } from '@/lib/server/action';

const pageOf = ({ number }: { number: number }) => [`/incidents/INC-${number}`];
const pageAndList = ({ number }: { number: number }) => ['/incidents', `/incidents/INC-${number}`];

export const editIncidentAction = defineAction(editIncident, { door: incidentForm, revalidate: pageOf });
export const addNoteAction = defineAction(addNote, { door: noteForm, revalidate: pageOf });
export const declareIncidentAction = defineAction(declareIncident, { revalidate: pageAndList });
export const changeSeatAction = defineAction(changeSeat, { revalidate: pageAndList });
