'use server';

import { editSeverity } from '@/lib/incidents/commands/edit-severity';
import { defineAction } from '@/lib/server/action';

export const editSeverityAction = defineAction(editSeverity, { revalidate: () => ['/settings/severities'] });
