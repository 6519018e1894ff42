'use client';

import { ErrorState } from '@/components/ui/error-state';

export default function DashError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      title="This page could not be shown"
      detail="The data could not be read. Reported events are still accepted and nothing is lost; other pages may work."
      requestId={error.digest ?? null}
      onRetry={reset}
    />
  );
}
