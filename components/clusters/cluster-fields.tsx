'use client';

import { useState } from 'react';
import type { ErrorOf } from '@/components/ui/action-form';
import { Choices, TextAreaField, TextField } from '@/components/ui/field';
import type { ClusterKind } from '@/lib/clusters/schema';
import classes from './clusters.module.css';

type FieldsProps = { kind: ClusterKind; errorOf: ErrorOf };

const sealed = 'Stored sealed and never shown again.';

/** How a cluster of one kind is reached. Always empty: what is stored is never shown. */
export function ClusterFields({ kind, errorOf }: FieldsProps) {
  switch (kind) {
    case 'kubernetes':
      return <KubernetesFields errorOf={errorOf} />;
    case 'docker-swarm':
      return <SwarmFields errorOf={errorOf} />;
    case 'aws-ecs':
      return <EcsFields errorOf={errorOf} />;
    case 'simulated':
      return (
        <p className={classes.words}>
          It needs no credentials. It begins empty; the demo fills one of its own with the demo company’s services.
        </p>
      );
  }
}

function KubernetesFields({ errorOf }: Pick<FieldsProps, 'errorOf'>) {
  const [reach, setReach] = useState('kubeconfig');
  return (
    <>
      <div onChange={(event) => setReach((event.target as HTMLInputElement).value)}>
        <Choices
          label="Reach it by"
          name="reach"
          type="radio"
          chosen={[reach]}
          options={[
            { value: 'kubeconfig', label: 'A kubeconfig', help: 'With server, certificate authority and token.' },
            {
              value: 'in_cluster',
              label: 'The cluster that Fairlead runs in',
              help: 'By the service account of its own pod.',
            },
          ]}
          error={errorOf('in_cluster')}
        />
      </div>
      {reach === 'kubeconfig' && (
        <TextAreaField
          label="Kubeconfig"
          name="kubeconfig"
          rows={8}
          autoComplete="off"
          spellCheck={false}
          help={`The text of the file. Programs (exec), auth providers and file names in it are refused. ${sealed}`}
          error={errorOf('kubeconfig')}
        />
      )}
    </>
  );
}

function SwarmFields({ errorOf }: Pick<FieldsProps, 'errorOf'>) {
  const pem = (name: string, label: string) => (
    <TextAreaField
      label={label}
      name={name}
      rows={3}
      autoComplete="off"
      spellCheck={false}
      placeholder="-----BEGIN"
      error={name === 'ca' ? errorOf('tls') : undefined}
    />
  );
  return (
    <>
      <TextField
        label="Endpoint"
        name="endpoint"
        maxLength={500}
        autoComplete="off"
        placeholder="tcp://manager.example.com:2376"
        help="The Engine API of a manager: tcp:// with the three files below; or unix:///var/run/docker.sock on this machine, once an operator lists the socket in FAIRLEAD_DOCKER_SOCKETS. Hosts of your own network are listed in FAIRLEAD_OUTGOING_HOSTS."
        error={errorOf('endpoint')}
      />
      {pem('ca', 'Certificate authority (ca.pem)')}
      {pem('cert', 'Client certificate (cert.pem)')}
      {pem('key', 'Client key (key.pem)')}
      <p className={classes.words}>The three belong to tcp:// and are left empty for a socket. {sealed}</p>
    </>
  );
}

function EcsFields({ errorOf }: Pick<FieldsProps, 'errorOf'>) {
  return (
    <>
      <TextField
        label="Region"
        name="region"
        maxLength={40}
        autoComplete="off"
        placeholder="eu-central-1"
        error={errorOf('region')}
      />
      <TextField
        label="Role to assume"
        name="role_arn"
        maxLength={500}
        autoComplete="off"
        placeholder="arn:aws:iam::123456789012:role/fairlead"
        help="Empty: the credentials are used as they are."
        error={errorOf('role_arn')}
      />
      <TextField
        label="External id"
        name="external_id"
        maxLength={500}
        autoComplete="off"
        help={`Where the trust policy of the role asks for one. ${sealed}`}
        error={errorOf('external_id')}
      />
      <TextField
        label="Access key id"
        name="access_key_id"
        maxLength={200}
        autoComplete="off"
        help="Empty: the role of the machine or container that Fairlead runs on."
        error={errorOf('access_key_id')}
      />
      <TextField
        label="Secret access key"
        name="secret_access_key"
        type="password"
        maxLength={500}
        autoComplete="new-password"
        help={sealed}
        error={errorOf('secret_access_key')}
      />
      <TextField
        label="Address of the ECS API"
        name="endpoint"
        type="url"
        maxLength={500}
        autoComplete="off"
        help="Empty: that of the region."
        error={errorOf('endpoint')}
      />
    </>
  );
}
