'use server';

import { addNote } from '@/lib/incidents/commands/add-note';
import { editIncident } from '@/lib/incidents/commands/edit';
import { incidentForm, noteForm } from '@/lib/incidents/schema';
import { defineAction } from '@/lib/server/action';

const pageOf = ({ number }: { number: number }) => [`/incidents/INC-${number}`];

export const editIncidentAction = defineAction(editIncident, { door: incidentForm, revalidate: pageOf });
export const addNoteAction = defineAction(addNote, { door: noteForm, revalidate: pageOf });
