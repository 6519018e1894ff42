'use client';

import { ActionForm } from '@/components/ui/action-form';
import { Dialog } from '@/components/ui/dialog';
import { TextAreaField } from '@/components/ui/field';
import type { ShownRow } from '@/lib/incidents/model/rows-shown';
import classes from './dialogs.module.css';
import type { Answer, EntryInput } from './room-actions';

const words = {
  hide: {
    verb: 'Hide row',
    kind: 'primary',
    lead: 'It is folded away for everybody, and stays in the log: one click shows it.',
    help: 'It is written into the timeline.',
  },
  redact: {
    verb: 'Redact row',
    kind: 'danger',
    lead: 'Its words are taken away for good, and from rows of this timeline that repeat them. That there was a row, whose and when, stays.',
    help: 'What was taken away, without repeating it. It is written into the timeline.',
  },
} as const;

type RowReasonProps = {
  row: ShownRow;
  does: keyof typeof words;
  close: () => void;
  change: (input: EntryInput) => Promise<Answer>;
};

/** Takes a row out of sight, or its words out of the log, with the reason. */
export function RowReason({ row, does, close, change }: RowReasonProps) {
  const { verb, kind, lead, help } = words[does];
  return (
    <Dialog title={`${verb} ${row.row.seq}`} onClose={close} widthPx={560}>
      <ActionForm
        wide
        submit={verb}
        kind={kind}
        cancel="Keep as it is"
        onCancel={close}
        onDone={close}
        onSubmit={(form) => {
          const reason = String(form.get('reason') ?? '').trim();
          return change({ seq: row.row.seq, do: does, ...(reason ? { reason } : {}) });
        }}
      >
        {(errorOf) => (
          <>
            <p className={classes.hint}>{lead}</p>
            <blockquote className={classes.quote}>{row.text}</blockquote>
            <TextAreaField
              label="Reason"
              name="reason"
              required
              maxLength={1000}
              help={help}
              error={errorOf('reason') ?? errorOf('seq')}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}
