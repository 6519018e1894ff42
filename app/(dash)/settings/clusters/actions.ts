'use server';

import { checkCluster } from '@/lib/clusters/commands/check-cluster';
import { linkTarget, unlinkTarget } from '@/lib/clusters/commands/link-target';
import { removeCluster } from '@/lib/clusters/commands/remove-cluster';
import { createCluster, editCluster } from '@/lib/clusters/commands/save-cluster';
import { deployBadVersion } from '@/lib/demo/commands/deploy-bad';
import { defineAction } from '@/lib/server/action';

export const createClusterAction = defineAction(createCluster, { revalidate: () => ['/settings/clusters'] });

export const editClusterAction = defineAction(editCluster, { revalidate: ({ id }) => [`/settings/clusters/${id}`] });

export const removeClusterAction = defineAction(removeCluster, { revalidate: () => ['/settings/clusters'] });

export const checkClusterAction = defineAction(checkCluster, { revalidate: () => ['/settings/clusters/[id]'] });

export const linkTargetAction = defineAction(linkTarget, {
  revalidate: ({ cluster }) => [`/settings/clusters/${cluster}`],
});

export const unlinkTargetAction = defineAction(unlinkTarget, { revalidate: () => ['/settings/clusters/[id]'] });

export const deployBadVersionAction = defineAction(deployBadVersion, {
  revalidate: ({ id }) => [`/settings/clusters/${id}`],
});
