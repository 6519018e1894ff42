import { instantOfWall, wallMs } from '@/lib/core/time';

/** An instant as a `datetime-local` field shows it in `zone`, to the second; empty for none. */
export function fieldOfIso(iso: string | null, zone: string): string {
  return iso ? new Date(wallMs(new Date(iso), zone)).toISOString().slice(0, 19) : '';
}

/** What such a field holds as an instant; browsers leave out seconds that are 0. What is no time stays as it is, to be refused. */
export function isoOfField(value: string, zone: string): string {
  if (value === '') return '';
  const wall = Date.parse(`${value.length === 16 ? `${value}:00` : value.slice(0, 19)}Z`);
  return Number.isNaN(wall) ? value : instantOfWall(wall, zone).toISOString();
}
