'use client';

import { useEffect, useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/core/format';
import { useWriting } from './writing';

/** Text that was typed and could not be sent before the post-mortem was closed for writing: it is here still. */
export function KeptNotice({ incidentKey }: { incidentKey: string }) {
  const { isOpen, viewer } = useWriting();
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      const { keptUpdates } = await import('./kept-updates');
      const found = await keptUpdates(incidentKey, viewer.id, 'look').read();
      if (!isGone) setChanges(found.reduce((sum, { kept }) => sum + kept.changes, 0));
    };
    if (!isOpen) void look();
    return () => {
      isGone = true;
    };
  }, [incidentKey, viewer.id, isOpen]);
  if (isOpen || changes === 0) return null;
  return (
    <Notice tone="warning">
      {formatCount(changes, 'change')} of yours came too late for this text and {changes === 1 ? 'is' : 'are'} kept on
      this device. Revise the post-mortem to add {changes === 1 ? 'it' : 'them'}.
    </Notice>
  );
}
