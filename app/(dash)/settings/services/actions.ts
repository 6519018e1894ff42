'use server';

import { editService } from '@/lib/catalog/commands/edit-service';
import { defineAction } from '@/lib/server/action';

export const editServiceAction = defineAction(editService, { revalidate: () => ['/settings/services'] });
