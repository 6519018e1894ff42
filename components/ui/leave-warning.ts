'use client';

import { useEffect, useState } from 'react';

/** For what is shown this once: `isWarned` after the first try to leave by mistake, with Back or by closing; `warn` notes another one. */
export function useLeaveWarning(): { isWarned: boolean; warn: () => void } {
  const [isWarned, setIsWarned] = useState(false);
  useEffect(() => {
    // Back takes this entry first, which leads to the same page.
    window.history.pushState(null, '', window.location.href);
    const onBack = () => setIsWarned(true);
    const onLeave = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('popstate', onBack);
    window.addEventListener('beforeunload', onLeave);
    return () => {
      window.removeEventListener('popstate', onBack);
      window.removeEventListener('beforeunload', onLeave);
    };
  }, []);
  return { isWarned, warn: () => setIsWarned(true) };
}
