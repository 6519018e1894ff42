/** An instant as a `datetime-local` field shows it in UTC, to the second; empty for none. */
export function utcOfIso(iso: string | null): string {
  return iso ? iso.slice(0, 19) : '';
}

/** What such a field holds as an instant; browsers leave out seconds that are 0. */
export function isoOfUtc(value: string): string {
  if (value === '') return '';
  return `${value.length === 16 ? `${value}:00` : value.slice(0, 19)}Z`;
}
