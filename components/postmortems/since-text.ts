/** 'T+12:04', before it 'T−2:00'; hours only when there are some. */
export function sinceText(from: string, at: string): string {
  const seconds = Math.round((new Date(at).getTime() - new Date(from).getTime()) / 1000);
  if (seconds === 0) return 'T+0';
  const size = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor((size % 3600) / 60), size % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  return `T${seconds < 0 ? '−' : '+'}${clock}`;
}
