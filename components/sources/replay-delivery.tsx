'use client';

import { ConfirmButton } from '@/components/ui/confirm-button';
import type { ActionResult } from '@/lib/server/action';

export type ReplayDeliveryProps = {
  sourceId: string;
  delivery: string;
  event: string;
  replay: (input: { id: string; delivery: string }) => Promise<ActionResult<unknown>>;
};

/** Takes a delivery once more. */
export function ReplayDelivery({ sourceId, delivery, event, replay }: ReplayDeliveryProps) {
  return (
    <ConfirmButton
      label="Replay"
      title={`Replay this delivery (${event})?`}
      result="It is taken as if it came now. What it changed already it does not change twice; the list shows it as a row of its own."
      onConfirm={() => replay({ id: sourceId, delivery })}
    />
  );
}
