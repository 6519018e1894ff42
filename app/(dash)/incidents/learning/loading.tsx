import { MetricsSkeleton } from '@/components/ui/skeletons';

export default function Loading() {
  return <MetricsSkeleton />;
}
