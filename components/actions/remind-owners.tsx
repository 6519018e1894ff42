'use client';

import { Bell } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import type { Reminded } from '@/lib/actions/commands/remind';
import { formatCount } from '@/lib/core/format';
import type { ActionResult } from '@/lib/server/action';

/** Sends today's reminders now, once for each item and day. */
export function RemindOwners({
  owners,
  remind,
}: {
  owners: number;
  remind: (input: Record<string, never>) => Promise<ActionResult<Reminded>>;
}) {
  const [isBusy, setIsBusy] = useState(false);
  const [answer, setAnswer] = useState<ActionResult<Reminded> | 'lost' | null>(null);
  const label = `Remind ${formatCount(owners, 'owner')}`;

  async function send() {
    if (isBusy) return;
    setIsBusy(true);
    setAnswer(await remind({}).catch(() => 'lost' as const));
    setIsBusy(false);
  }

  return (
    <>
      <Button kind="primary" aria-disabled={isBusy || undefined} onClick={() => void send()}>
        <Bell size={14} strokeWidth={1.75} aria-hidden="true" />
        {isBusy ? 'Sending…' : label}
      </Button>
      {answer && (
        <Dialog title={label} onClose={() => setAnswer(null)}>
          <Outcome answer={answer} />
        </Dialog>
      )}
    </>
  );
}

function Outcome({ answer }: { answer: ActionResult<Reminded> | 'lost' }) {
  if (answer === 'lost')
    return (
      <Notice tone="danger">
        Fairlead did not answer. Try again; nobody is reminded twice of one item on one day.
      </Notice>
    );
  if (!answer.ok) return <Notice tone="danger">{answer.message}</Notice>;
  const { items, queued, hasChannel } = answer.value;
  if (!hasChannel)
    return (
      <Notice tone="warning">
        No channel takes reminders, so nothing was sent. An administrator can add one under{' '}
        <Link href="/settings/notifications">Settings, Notifications</Link>.
      </Notice>
    );
  if (queued === 0)
    return (
      <Notice>
        Today’s reminders of {formatCount(items, 'action item')} went out before. Nobody is reminded twice of one item
        on one day.
      </Notice>
    );
  return (
    <Notice tone="success">
      {formatCount(queued, 'message')} about {formatCount(items, 'action item')} will be sent within seconds.
    </Notice>
  );
}
