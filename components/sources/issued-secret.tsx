'use client';

import { KeepFresh } from '@/components/settings/keep-fresh';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useLeaveWarning } from '@/components/ui/leave-warning';
import { Notice } from '@/components/ui/notice';
import type { WebhookKind } from '@/lib/sources/schema';
import { FirstDelivery } from './first-delivery';
import { SetUp } from './set-up';
import classes from './source.module.css';

export type Issued = { id: string; kind: WebhookKind; name: string; url: string; secret: string };
export type Heard = { first: string | null; last: string | null };

type IssuedSecretProps = { issued: Issued; heard: Heard; zone: string; isRotated?: boolean; onClose: () => void };

/** A secret, this once, with all that has to be pasted; turns green when the other system is heard. */
export function IssuedSecret({ issued, heard, zone, isRotated = false, onClose }: IssuedSecretProps) {
  const { isWarned, warn } = useLeaveWarning();
  const { name, kind, url, secret } = issued;
  return (
    <Dialog title={`Connect “${name}”`} onClose={isWarned ? onClose : warn} widthPx={720}>
      <KeepFresh everyMs={2_000} />
      <div className={classes.stack}>
        <Notice tone="warning">
          {isWarned
            ? 'The secret is gone once this closes. Copy it, then close.'
            : isRotated
              ? 'This secret is shown this once. The one before works for 24 hours more, so that you can change it over there without a gap.'
              : 'The secret is shown this once. It is stored encrypted; if it is lost, rotate it.'}
        </Notice>
        {!isRotated && <FirstDelivery kind={kind} first={heard.first} last={heard.last} zone={zone} />}
        <SetUp kind={kind} url={url} secret={secret} />
        <div className={classes.buttons}>
          <Button kind="primary" onClick={onClose}>
            Close, the secret is copied
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
