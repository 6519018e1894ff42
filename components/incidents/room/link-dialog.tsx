'use client';

import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/field';
import type { IncidentDetail } from '@/lib/incidents/schema';
import { PickIncident } from './pick-incident';
import type { Answer, LinkInput } from './room-actions';

type LinkDialogProps = {
  incident: IncidentDetail;
  link: (input: LinkInput) => Promise<Answer>;
  close: () => void;
};

/** Says that another incident belongs to this one; both go on as they are. */
export function LinkDialog({ incident, link, close }: LinkDialogProps) {
  return (
    <Dialog title={`Link an incident to ${incident.key}`} onClose={close} widthPx={560}>
      <ActionForm
        wide
        submit="Link incident"
        onCancel={close}
        onDone={close}
        onSubmit={(form) =>
          link({
            other: String(form.get('other') ?? form.get('search') ?? '').trim(),
            link: form.get('link') === 'duplicate' ? 'duplicate' : 'related',
          })
        }
      >
        {(errorOf) => (
          <>
            <PickIncident except={incident.key} error={errorOf('other')} />
            <SelectField
              label="How they belong together"
              name="link"
              options={[
                { value: 'related', label: 'Related: same cause, service or change' },
                { value: 'duplicate', label: 'Duplicate: the same trouble, declared twice' },
              ]}
              help="Both go on as they are. To end one of the two, merge it."
              error={errorOf('link')}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}
