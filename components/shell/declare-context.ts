'use client';

import { createContext, useContext } from 'react';

/** Opens the declare dialog; null for those who may not declare. */
export const DeclareContext = createContext<(() => void) | null>(null);

export function useDeclare(): (() => void) | null {
  return useContext(DeclareContext);
}
