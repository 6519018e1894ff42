import { CircleCheck, CircleDashed } from 'lucide-react';
import { Timestamp } from '@/components/ui/timestamp';
import { webhookKindFacts } from '@/lib/sources/model';
import type { WebhookKind } from '@/lib/sources/schema';
import classes from './source.module.css';

type FirstDeliveryProps = { kind: WebhookKind; first: string | null; last: string | null; zone: string };

/** Whether a source has been heard; said aloud when it is. */
export function FirstDelivery({ kind, first, last, zone }: FirstDeliveryProps) {
  const { label, sender } = webhookKindFacts[kind];
  return (
    <div className={classes.heard} data-heard={first !== null || undefined} role="status">
      {first === null ? (
        <>
          <CircleDashed size={18} strokeWidth={1.75} aria-hidden="true" />
          <span className={classes.heardTitle}>Waiting for the first delivery…</span>
          <span className={classes.heardText}>
            This turns green by itself once {sender} has sent something that is signed with the secret.
          </span>
        </>
      ) : (
        <>
          <CircleCheck size={18} strokeWidth={1.75} aria-hidden="true" />
          <span className={classes.heardTitle}>{label} is connected</span>
          <span className={classes.heardText}>
            First delivery <Timestamp at={first} zone={zone} relative />
            {last !== null && (
              <>
                , latest <Timestamp at={last} zone={zone} relative />
              </>
            )}
          </span>
        </>
      )}
    </div>
  );
}
