'use server';

import { removeDeployment } from '@/lib/deployments/commands/remove';
import { defineAction } from '@/lib/server/action';

export const removeDeploymentAction = defineAction(removeDeployment);
