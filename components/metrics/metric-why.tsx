'use client';

import dynamic from 'next/dynamic';
import { PanelSkeleton } from '@/components/ui/skeletons';
import { WhyPopover } from '@/components/ui/why-popover';
import { formatValue } from '@/lib/core/format';
import { measures } from '@/lib/metrics/model/measures';
import type { WhyPanelProps } from './why-panel';

// Fetched when first opened, as are its counts: most numbers of a page are never asked why.
const WhyPanel = dynamic(() => import('./why-panel').then((module) => module.WhyPanel), {
  ssr: false,
  loading: PanelSkeleton,
});

/** 'Why?' beside a metric's number, and the explanation behind it. */
export function MetricWhy(props: WhyPanelProps) {
  const { label, unit } = measures[props.id];
  const { value } = props;
  return (
    <WhyPopover about={`${label}, ${value === null ? 'no value' : formatValue(value, unit)}`}>
      <WhyPanel {...props} />
    </WhyPopover>
  );
}
