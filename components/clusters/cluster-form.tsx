'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Choices, TextField } from '@/components/ui/field';
import { clusterKindWords } from '@/lib/clusters/model/words';
import { type ClusterKind, clusterKinds } from '@/lib/clusters/schema';
import type { ActionResult } from '@/lib/server/action';
import { ClusterFields } from './cluster-fields';
import { type ClusterInput, inputOf } from './cluster-input';
import classes from './clusters.module.css';
import { RightsNeeded } from './rights-needed';

export type CreateCluster = (input: ClusterInput) => Promise<ActionResult<{ id: string }>>;
type ClusterFormProps = { create: CreateCluster; onDone: (created: { id: string }) => void; onCancel: () => void };

/** What a new cluster is and how it is reached, with the rights that it has to give. */
export function ClusterForm({ create, onDone, onCancel }: ClusterFormProps) {
  const [kind, setKind] = useState<ClusterKind>('kubernetes');
  return (
    <ActionForm
      wide
      submit="Add cluster"
      onCancel={onCancel}
      onDone={onDone}
      onSubmit={(form) => create(inputOf(form, kind))}
    >
      {(errorOf) => (
        <>
          <div
            onChange={(event) => {
              const chosen = clusterKinds.find((each) => each === (event.target as HTMLInputElement).value);
              if (chosen) setKind(chosen);
            }}
          >
            <Choices
              label="Kind"
              name="kind"
              type="radio"
              chosen={[kind]}
              options={clusterKinds.map((value) => ({ value, ...clusterKindWords[value] }))}
              error={errorOf('kind')}
            />
          </div>
          <TextField
            label="Name"
            name="name"
            maxLength={100}
            autoComplete="off"
            help="How people know it, for example “Production Frankfurt”."
            error={errorOf('name')}
          />
          <ClusterFields key={kind} kind={kind} errorOf={errorOf} />
          {kind !== 'simulated' && (
            <details className={classes.fold}>
              <summary>What rights it needs</summary>
              <RightsNeeded kind={kind} />
            </details>
          )}
        </>
      )}
    </ActionForm>
  );
}
