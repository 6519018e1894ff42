import { RoomSkeleton } from '@/components/ui/skeletons';

export default function Loading() {
  return <RoomSkeleton />;
}
