'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Choices, TextField } from '@/components/ui/field';
import type { ActionResult } from '@/lib/server/action';
import { webhookKindFacts } from '@/lib/sources/model';
import type { WebhookKind } from '@/lib/sources/schema';
import { type Heard, type Issued, IssuedSecret } from './issued-secret';

type AddSourceProps = {
  kinds: readonly WebhookKind[];
  zone: string;
  /** By id of the sources on the page. */
  heard: Record<string, Heard>;
  create: (input: { kind: WebhookKind; name: string }) => Promise<ActionResult<Issued>>;
};

const helpOf: Record<WebhookKind, string> = {
  alertmanager: 'Prometheus alerts, by webhook. They open an incident in triage, or join the open one.',
  grafana: 'Grafana alerts, by contact point. They open an incident in triage, or join the open one.',
  pagerduty:
    'PagerDuty incidents, by webhook V3. They open, follow and resolve an incident until somebody commands it.',
  alert: 'One call with curl, from a script or any tool that can send JSON.',
};

/** Makes a source, shows its secret once, and waits for the first delivery. */
export function AddSource({ kinds, zone, heard, create }: AddSourceProps) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const close = () => {
    setIsOpen(false);
    setIssued(null);
  };
  return (
    <>
      <Button kind="primary" onClick={() => setIsOpen(true)}>
        Add source
      </Button>
      {isOpen && !issued && (
        <Dialog title="Add source" onClose={close} widthPx={520}>
          <ActionForm
            wide
            submit="Add source"
            onCancel={close}
            onDone={setIssued}
            onSubmit={(form) => {
              const kind = kinds.find((each) => each === form.get('kind')) ?? 'alertmanager';
              return create({ kind, name: String(form.get('name')) });
            }}
          >
            {(errorOf) => (
              <>
                <Choices
                  label="What sends"
                  name="kind"
                  type="radio"
                  chosen={['alertmanager']}
                  options={kinds.map((kind) => ({
                    value: kind,
                    label: webhookKindFacts[kind].label,
                    help: helpOf[kind],
                  }))}
                  error={errorOf('kind')}
                />
                <TextField
                  label="Name"
                  name="name"
                  maxLength={100}
                  autoComplete="off"
                  help="For example “Shop”. It is part of the webhook’s address, which stays when the name changes."
                  error={errorOf('name')}
                />
              </>
            )}
          </ActionForm>
        </Dialog>
      )}
      {issued && (
        <IssuedSecret
          issued={issued}
          heard={heard[issued.id] ?? { first: null, last: null }}
          zone={zone}
          onClose={() => {
            close();
            router.push(`/settings/sources/${issued.id}`);
          }}
        />
      )}
    </>
  );
}
