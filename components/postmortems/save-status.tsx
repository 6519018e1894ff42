'use client';

import { Check, CircleAlert, Loader } from 'lucide-react';
import { formatCount } from '@/lib/core/format';
import { formatInZone } from '@/lib/core/time';
import classes from './save-status.module.css';
import { useWriting } from './writing';

/** Whether what was typed has arrived: Saved, Saving, or Not saved with what keeps it. */
export function SaveStatus() {
  const { save, isOpen, mayWrite } = useWriting();
  if (!isOpen || !mayWrite) return null;
  return (
    <span className={classes.status} data-kind={save.kind} role="status" data-testid="save-status">
      {save.kind === 'loading' && 'Loading the text…'}
      {save.kind === 'saved' && (
        <>
          <Check size={14} strokeWidth={1.75} aria-hidden="true" />
          {save.at ? `Saved ${formatInZone(new Date(save.at), 'UTC', 'time')}` : 'All saved'}
        </>
      )}
      {save.kind === 'saving' && (
        <>
          <Loader size={14} strokeWidth={1.75} aria-hidden="true" />
          Saving…
        </>
      )}
      {save.kind === 'unsaved' && (
        <>
          <CircleAlert size={14} strokeWidth={1.75} aria-hidden="true" />
          <span>
            Not saved – {formatCount(save.changes, 'change')} kept on this device
            <span className={classes.why}>{save.why}</span>
          </span>
        </>
      )}
    </span>
  );
}
