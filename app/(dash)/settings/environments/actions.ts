'use server';

import { setEnvironmentKind } from '@/lib/catalog/commands/set-environment-kind';
import { defineAction } from '@/lib/server/action';

export const setEnvironmentKindAction = defineAction(setEnvironmentKind, {
  revalidate: () => ['/settings/environments'],
});
