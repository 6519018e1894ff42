'use client';

import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { Choices } from '@/components/ui/field';
import { hindrance, severityAct, type Who } from '@/lib/incidents/model/authority';
import type { IncidentDetail, Severity } from '@/lib/incidents/schema';
import type { Answer } from './room-actions';

const words: Record<Severity, string> = { SEV1: 'Critical', SEV2: 'High', SEV3: 'Medium' };
const all: Severity[] = ['SEV1', 'SEV2', 'SEV3'];

type SeverityDialogProps = {
  incident: IncidentDetail;
  who: Who;
  edit: (fields: Record<string, unknown>) => Promise<Answer>;
  close: () => void;
};

/** Raises or lowers the severity; in doubt the higher one. */
export function SeverityDialog({ incident, who, edit, close }: SeverityDialogProps) {
  const commander = incident.roles.find(({ seat }) => seat === 'commander')?.holder ?? null;
  const helpOf = (severity: Severity) => {
    if (severity === incident.severity) return 'As it is now.';
    const act = severityAct(incident.severity, severity);
    if (act === null) return 'Raises it: those it calls for are told, and its targets count from now.';
    return hindrance(who, act, commander) ?? 'Lowers it: stricter targets that are still open no longer apply.';
  };
  return (
    <Dialog title={`Change the severity of ${incident.key}`} onClose={close}>
      <ActionForm
        wide
        submit="Change severity"
        onCancel={close}
        onDone={close}
        onSubmit={(form) => edit({ severity: String(form.get('severity') ?? incident.severity) })}
      >
        {(errorOf) => (
          <Choices
            label="Severity"
            name="severity"
            type="radio"
            chosen={[incident.severity]}
            options={all.map((severity) => ({
              value: severity,
              label: `${severity} ${words[severity]}`,
              help: helpOf(severity),
            }))}
            error={errorOf('severity')}
          />
        )}
      </ActionForm>
    </Dialog>
  );
}
