'use client';

import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { theme } from './theme';

/** What every page needs around it; `nonce` lets Mantine's style element pass the content security policy. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withGlobalClasses={false} getStyleNonce={() => nonce}>
      {children}
    </MantineProvider>
  );
}
