'use client';

import { useRouter } from 'next/navigation';
import { ConfirmButton } from '@/components/ui/confirm-button';
import type { ActionResult } from '@/lib/server/action';

/** Removes a deployment that should never have been reported, after saying what becomes of the numbers. */
export function DeleteDeployment({
  deploymentKey,
  name,
  remove,
}: {
  deploymentKey: number;
  name: string;
  remove: (input: { key: number }) => Promise<ActionResult<unknown>>;
}) {
  const router = useRouter();
  return (
    <ConfirmButton
      label="Delete deployment"
      title={`Delete the deployment ${name}?`}
      result="It leaves this list, and the metrics of its window change at once. Its changes count with the next deployment that carries them, and incidents that name it wait for it again. The audit log keeps all of it; if its pipeline reports the same id later, it is back."
      onConfirm={async () => {
        const answer = await remove({ key: deploymentKey });
        if (answer.ok) router.push('/deployments');
        return answer;
      }}
    />
  );
}
