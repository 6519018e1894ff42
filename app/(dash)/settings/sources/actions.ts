'use server';

import { replayDelivery } from '@/lib/ingest/commands/replay-delivery';
import { defineAction } from '@/lib/server/action';
import { createSource } from '@/lib/sources/commands/create-source';
import { editSource } from '@/lib/sources/commands/edit-source';
import { removeSource } from '@/lib/sources/commands/remove-source';
import { adoptSecret, rotateSecret } from '@/lib/sources/commands/rotate-secret';

export const createSourceAction = defineAction(createSource, { revalidate: () => ['/settings/sources'] });

export const editSourceAction = defineAction(editSource, { revalidate: ({ id }) => [`/settings/sources/${id}`] });

export const removeSourceAction = defineAction(removeSource, { revalidate: () => ['/settings/sources'] });

export const rotateSecretAction = defineAction(rotateSecret, { revalidate: ({ id }) => [`/settings/sources/${id}`] });

export const adoptSecretAction = defineAction(adoptSecret, { revalidate: ({ id }) => [`/settings/sources/${id}`] });

export const replayDeliveryAction = defineAction(replayDelivery, {
  revalidate: () => ['/settings/sources/[id]'],
});
