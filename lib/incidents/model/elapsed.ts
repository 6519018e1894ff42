import { formatNumber } from '@/lib/core/format';

const two = (value: number) => String(value).padStart(2, '0');

/** A span as a clock shows it: 09:12, 1:02:33, 1 d 04:10, 1,045 d; the sign is the caller's. */
export function clockSpan(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  // Beside days, minutes say nothing.
  if (days > 1) return `${formatNumber(days)}\u202fd`;
  if (days > 0) return `${days}\u202fd ${two(hours)}:${two(minutes)}`;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${two(minutes)}:${two(seconds % 60)}`;
}

/** When something happened, from the detection: T+02:48, T−01:50. */
export function sinceDetection(at: string, detectedAt: string): string {
  const ms = new Date(at).getTime() - new Date(detectedAt).getTime();
  return `T${ms < 0 ? '−' : '+'}${clockSpan(ms)}`;
}

/** What a target is called by its due: T+5, T+60, T+2 h, T+24 h. */
export function targetMark(afterMinutes: number): string {
  if (afterMinutes >= 2880) return `T+${Math.round(afterMinutes / 1440)}\u202fd`;
  const isHours = afterMinutes >= 120 && afterMinutes % 60 === 0;
  return isHours ? `T+${afterMinutes / 60}\u202fh` : `T+${afterMinutes}`;
}
