'use client';

import { ErrorState } from '@/components/ui/error-state';

/** `retry` reads the page from the server again; `reset` would only draw the same failure anew. */
export default function DashError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <ErrorState
      title="This page could not be shown"
      detail="The data could not be read just now. Whatever was acknowledged is kept. Load the page again; if that does not help, give your administrator the reference below."
      requestId={error.digest ?? null}
      onRetry={retry}
    />
  );
}
