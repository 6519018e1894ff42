'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { Dialog } from '@/components/ui/dialog';
import type { CheckAnswer, ClusterAnswer } from '@/lib/clusters/schema/settings';
import { formatCount } from '@/lib/core/format';
import type { ActionResult } from '@/lib/server/action';
import { Rights } from './cluster-facts';
import classes from './clusters.module.css';

type ById<R> = (input: { id: string }) => Promise<ActionResult<R>>;

/** Connects to a cluster, now, and says which rights its credentials have, lack and have too much of. */
export function CheckCluster({ cluster, check }: { cluster: ClusterAnswer; check: ById<CheckAnswer> }) {
  const [isOpen, setIsOpen] = useState(false);
  const [found, setFound] = useState<CheckAnswer | null>(null);
  const close = () => {
    setIsOpen(false);
    setFound(null);
  };
  return (
    <>
      <Button kind={cluster.checked_at === null ? 'primary' : 'default'} onClick={() => setIsOpen(true)}>
        Check connection
      </Button>
      {isOpen && (
        <Dialog title={`Check the connection to “${cluster.name}”`} onClose={close}>
          <ActionForm
            wide
            submit={found ? 'Check again' : 'Check connection'}
            cancel="Close"
            onCancel={close}
            onSubmit={() => check({ id: cluster.id })}
            onDone={setFound}
          >
            {() => (
              <div className={classes.stacked} role="status">
                {found ? (
                  <Rights found={found} />
                ) : (
                  <p className={classes.words}>
                    Asks the cluster who it is and what these credentials may do. It takes up to 15 s and changes
                    nothing there.
                    {cluster.kind === 'kubernetes' &&
                      ' Rights are asked for in the first namespace with a linked workload, or in every namespace before one is linked.'}
                  </p>
                )}
              </div>
            )}
          </ActionForm>
        </Dialog>
      )}
    </>
  );
}

/** Takes a cluster away with its credentials. */
export function RemoveCluster({ cluster, remove }: { cluster: ClusterAnswer; remove: ById<unknown> }) {
  const router = useRouter();
  const { id, name, workloads } = cluster;
  return (
    <ConfirmButton
      label="Remove cluster"
      title={`Remove “${name}”?`}
      result={`Its credentials are destroyed and ${formatCount(workloads, 'link')} to services removed, so nothing can be rolled back on it from here. What runs there stays as it is, and so do the records of past rollbacks.`}
      onConfirm={async () => {
        const answer = await remove({ id });
        if (answer.ok) router.push('/settings/clusters');
        return answer;
      }}
    />
  );
}

type Link = { slug: string; environment: string };

/** Takes the link of a service away. */
export function UnlinkWorkload({
  link,
  unlink,
}: {
  link: Link;
  unlink: (input: Link) => Promise<ActionResult<unknown>>;
}) {
  const { slug, environment } = link;
  return (
    <ConfirmButton
      label="Unlink"
      about={`${slug} in ${environment}`}
      title={`Unlink ${slug} in ${environment}?`}
      result={`${slug} can no longer be rolled back in ${environment} from here, and is no longer watched. The workload stays as it is.`}
      onConfirm={() => unlink(link)}
    />
  );
}

/** Deploys a version that crashes to the demo's simulation, so that it can be rolled back again. */
export function DeployBadVersion({
  id,
  service,
  version,
  deploy,
}: {
  id: string;
  service: string;
  version: string;
  deploy: ById<{ incidents: string[] }>;
}) {
  const router = useRouter();
  return (
    <ConfirmButton
      label="Deploy a bad version"
      title={`Deploy ${service} ${version}, which crashes?`}
      result="This is part of the simulation: the version is rolled out on this simulated cluster and crashes, its deployment is reported, and an alert opens or joins an incident. The deployment counts in the demo’s metrics."
      onConfirm={async () => {
        const answer = await deploy({ id });
        const [incident] = answer.ok ? answer.value.incidents : [];
        if (incident) router.push(`/incidents/${incident}`);
        return answer;
      }}
    />
  );
}
