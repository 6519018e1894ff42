'use client';

import { useRef, useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { type EnvironmentKind, environmentKinds } from '@/lib/catalog/schema';
import type { ActionResult } from '@/lib/server/action';
import classes from './environment-kind.module.css';

export type EnvironmentKindProps = {
  name: string;
  kind: EnvironmentKind;
  deployments: number;
  set: (input: { name: string; kind: EnvironmentKind }) => Promise<ActionResult<unknown>>;
};

/** What an environment is; a change is asked back, because the numbers of everybody follow it. */
export function EnvironmentKindChoice({ name, kind, deployments, set }: EnvironmentKindProps) {
  const [wanted, setWanted] = useState<EnvironmentKind | null>(null);
  const select = useRef<HTMLSelectElement>(null);
  const close = () => {
    setWanted(null);
    select.current?.focus();
  };
  return (
    <>
      <select
        ref={select}
        className={classes.select}
        aria-label={`Kind of ${name}`}
        value={wanted ?? kind}
        onChange={(event) => {
          const next = environmentKinds.find((each) => each === event.currentTarget.value);
          if (next && next !== kind) setWanted(next);
        }}
      >
        {environmentKinds.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      {wanted && (
        <Dialog title={`Make “${name}” ${wanted}?`} onClose={close}>
          <ActionForm
            wide
            kind={wanted === 'production' || kind === 'production' ? 'danger' : 'primary'}
            submit={`Make it ${wanted}`}
            onCancel={close}
            onDone={close}
            onSubmit={() => set({ name, kind: wanted })}
          >
            {() => <p className={classes.result}>{resultOf(kind, wanted, deployments)}</p>}
          </ActionForm>
        </Dialog>
      )}
    </>
  );
}

function resultOf(from: EnvironmentKind, to: EnvironmentKind, deployments: number): string {
  const all = deployments === 1 ? 'its deployment' : `its ${deployments} deployments`;
  const after =
    'Every metric changes at once, for all of time and for everybody; nothing is deleted, and changing it back restores the numbers.';
  if (to === 'production')
    return `From now on ${all} count in the metrics, and changes that arrived here first have their lead time measured here. ${after}`;
  if (from === 'production')
    return `From now on ${all} count in no metric, and neither do the incidents of this environment. ${after}`;
  return 'Only environments of kind production count in the metrics, so no number changes.';
}
