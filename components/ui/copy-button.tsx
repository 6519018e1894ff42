'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button';

/** Copies `text`; says so for two seconds, also to screen readers. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('failed'); // Without https the clipboard is closed to pages.
    }
    setTimeout(() => setState('idle'), 2000);
  }
  const Icon = state === 'copied' ? Check : Copy;
  return (
    <Button onClick={() => void copy()}>
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
      <span aria-live="polite">
        {state === 'copied' ? 'Copied' : state === 'failed' ? 'Select and copy it' : label}
      </span>
    </Button>
  );
}
