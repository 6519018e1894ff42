'use server';

import { removeChannel } from '@/lib/notifications/commands/remove-channel';
import { saveChannel } from '@/lib/notifications/commands/save-channel';
import { sendAgain } from '@/lib/notifications/commands/send-again';
import { setRoute } from '@/lib/notifications/commands/set-route';
import { testChannel } from '@/lib/notifications/commands/test-channel';
import { defineAction } from '@/lib/server/action';

export const saveChannelAction = defineAction(saveChannel, { revalidate: () => ['/settings/notifications'] });

export const removeChannelAction = defineAction(removeChannel, { revalidate: () => ['/settings/notifications'] });

export const testChannelAction = defineAction(testChannel);

export const setRouteAction = defineAction(setRoute, { revalidate: () => ['/settings/notifications'] });

export const sendAgainAction = defineAction(sendAgain, { revalidate: () => ['/settings/notifications'] });
