'use client';

import { useId } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { DialogButton } from '@/components/ui/dialog-button';
import { SelectField, TextField } from '@/components/ui/field';
import type { WorkloadKind } from '@/lib/clusters/adapter';
import { placeWords, workloadKindsOf, workloadKindWords, workloadName } from '@/lib/clusters/model/words';
import type { ClusterAnswer } from '@/lib/clusters/schema/settings';
import type { ActionResult } from '@/lib/server/action';
import classes from './clusters.module.css';

type Workload = { kind: WorkloadKind; namespace: string | null; name: string };
type LinkInput = Workload & { slug: string; environment: string; cluster: string };
export type Link = (input: LinkInput) => Promise<ActionResult<unknown>>;

type LinkWorkloadProps = {
  cluster: ClusterAnswer;
  /** Null: it is named by hand, as when the cluster is away or lists nothing. */
  workload: Workload | null;
  suggested: string | null;
  services: string[];
  environments: string[];
  link: Link;
};

/** Says which service, and in which environment, a workload is. */
export function LinkWorkload({ cluster, workload, suggested, services, environments, link }: LinkWorkloadProps) {
  const id = useId();
  const kinds = workloadKindsOf[cluster.kind];
  const words = (form: FormData, name: string) => String(form.get(name) ?? '').trim();
  const typed = (form: FormData): Workload => ({
    kind: kinds.find((each) => each === form.get('kind')) ?? kinds[0] ?? 'k8s-deployment',
    namespace: words(form, 'namespace') || null,
    name: words(form, 'name'),
  });
  return (
    <DialogButton
      label={workload ? (suggested ? `Link to ${suggested}` : 'Link to a service') : 'Link by name'}
      {...(workload ? { about: workloadName(workload) } : {})}
      title={workload ? `Which service is ${workloadName(workload)}?` : 'Link a workload by its name'}
    >
      {(close) => (
        <ActionForm
          wide
          submit="Link workload"
          onCancel={close}
          onDone={close}
          onSubmit={(form) =>
            link({
              ...(workload ?? typed(form)),
              slug: words(form, 'slug'),
              environment: words(form, 'environment'),
              cluster: cluster.id,
            })
          }
        >
          {(errorOf) => (
            <>
              {!workload && (
                <WorkloadFields
                  kinds={kinds}
                  errors={{ kind: errorOf('kind'), namespace: errorOf('namespace'), name: errorOf('name') }}
                />
              )}
              <TextField
                label="Service"
                name="slug"
                defaultValue={suggested ?? ''}
                maxLength={63}
                autoComplete="off"
                list={`${id}-services`}
                help={
                  suggested
                    ? 'Suggested by its name or image. A name that is not known yet makes a new service.'
                    : 'A name that is not known yet makes a new service.'
                }
                error={errorOf('slug')}
              />
              <datalist id={`${id}-services`}>
                {services.map((slug) => (
                  <option key={slug} value={slug} />
                ))}
              </datalist>
              <TextField
                label="Environment"
                name="environment"
                defaultValue="production"
                maxLength={63}
                autoComplete="off"
                list={`${id}-environments`}
                help="As deployments to it are reported."
                error={errorOf('environment')}
              />
              <datalist id={`${id}-environments`}>
                {environments.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
              <p className={classes.words}>
                A service has one workload in each environment; this takes the place of the one before.
              </p>
            </>
          )}
        </ActionForm>
      )}
    </DialogButton>
  );
}

type Errors = Record<'kind' | 'namespace' | 'name', string | undefined>;

function WorkloadFields({ kinds, errors }: { kinds: readonly WorkloadKind[]; errors: Errors }) {
  const places = [...new Set(kinds.map((kind) => placeWords[kind]).filter((place) => place !== null))];
  return (
    <>
      {kinds.length > 1 && (
        <SelectField
          label="What it is"
          name="kind"
          options={kinds.map((value) => ({ value, label: workloadKindWords[value] }))}
          error={errors.kind}
        />
      )}
      {places.length > 0 && (
        <TextField
          label={places.join(' or ')}
          name="namespace"
          maxLength={253}
          autoComplete="off"
          error={errors.namespace}
        />
      )}
      <TextField label="Name of the workload" name="name" maxLength={255} autoComplete="off" error={errors.name} />
    </>
  );
}
