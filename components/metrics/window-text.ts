import { addDays, formatDate, formatInZone, localDate, startOfDay } from '@/lib/core/time';

type Window = { from: string; to: string; tz: string };

/** '30 Sep 2026 – 29 Oct 2026': the days of a half-open window, or its instants where it is cut within a day. */
export function windowText({ from, to, tz }: Window): string {
  const [start, end] = [new Date(from), new Date(to)];
  const first = localDate(start, tz);
  const after = localDate(end, tz);
  const wholeDays =
    startOfDay(first, tz).getTime() === start.getTime() && startOfDay(after, tz).getTime() === end.getTime();
  if (!wholeDays) return `${formatInZone(start, tz, 'short')} – ${formatInZone(end, tz, 'short')}`;
  const last = addDays(after, -1);
  if (first === last) return formatDate(first);
  return `${formatDate(first, first.slice(0, 4) !== last.slice(0, 4))} – ${formatDate(last)}`;
}

type ScopeQuery = { service?: string[] | undefined; team?: string[] | undefined; environment?: string[] | undefined };

/** ', staging only': what an address narrows on pages that offer no choice of environments; empty for production. */
export function environmentText({ environment = [] }: ScopeQuery): string {
  return environment.length > 0 ? `, ${environment.join(', ')} only` : '';
}

/** 'team payments, checkout, staging': whose records a number counts. */
export function scopeText(query: ScopeQuery): string {
  const { service = [], team = [], environment = [] } = query;
  const whose = [...team.map((name) => `team ${name}`), ...service];
  const where = environment.length > 0 ? environment.join(', ') : 'production';
  return `${whose.length > 0 ? whose.join(', ') : 'all services'}, ${where}`;
}
