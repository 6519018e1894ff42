/**
 * The only reader of the clock and the only place that knows time zones. Dates are 'YYYY-MM-DD' strings of a zone's calendar,
 * instants are Date objects, zones are IANA names.
 */

const dayMs = 86_400_000;

export function now(): Date {
  return new Date();
}

/** Milliseconds of a clock that never goes back, for measuring spans. */
export function monotonicMs(): number {
  return performance.now();
}

type WallClock = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const wallOptions: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
};

const formats = new Map<string, Intl.DateTimeFormat>();
const mostFormats = 200;
// Intl takes a zone in any case of its letters.
const formatKey = (name: 'wall' | TimeStyle, zone: string) => `${name} ${zone.toLowerCase()}`;

/**
 * A format, kept because it is slow to make. It holds some 40 KB, readers name the zone, and there are hundreds: when many are kept,
 * they all go, and those in use come back.
 */
function formatOf(name: 'wall' | TimeStyle, zone: string): Intl.DateTimeFormat {
  const key = formatKey(name, zone);
  let format = formats.get(key);
  if (!format) {
    const options = name === 'wall' ? wallOptions : styles[name];
    format = new Intl.DateTimeFormat(name === 'wall' ? 'en-US' : 'en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      ...options,
    });
    if (formats.size >= mostFormats) formats.clear();
    formats.set(key, format);
  }
  return format;
}

/** True for an IANA zone that this machine knows ('Europe/London', 'UTC'); false for offsets such as '+02:00'. Keeps nothing. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(zone)) return false;
  if (zone === 'UTC' || formats.has(formatKey('wall', zone))) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Today's names of zones that engines list under an earlier one. */
const todaysNames: Record<string, string> = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** All zones that can be chosen, UTC first, under the names that people look for. */
export function knownZones(): string[] {
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => {
    const name = todaysNames[zone];
    return name && isZone(name) ? name : zone;
  });
  return ['UTC', ...[...new Set(zones)].filter((zone) => zone !== 'UTC').sort()];
}

/** The zone that this machine is set to; in a browser the viewer's own. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function wallClock(at: Date, zone: string): WallClock {
  const text = formatOf('wall', zone).format(at); // 'MM/DD/YYYY, HH:mm:ss'
  return {
    month: Number(text.slice(0, 2)),
    day: Number(text.slice(3, 5)),
    year: Number(text.slice(6, 10)),
    hour: Number(text.slice(12, 14)),
    minute: Number(text.slice(15, 17)),
    second: Number(text.slice(18, 20)),
  };
}

/** The wall clock of `zone` at an instant, as milliseconds since 1970 of a clock without offset. */
export function wallMs(at: Date, zone: string): number {
  if (zone === 'UTC') return at.getTime();
  const wall = wallClock(at, zone);
  const whole = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return whole + (((at.getTime() % 1000) + 1000) % 1000);
}

/**
 * The instant at which the wall clock of `zone` shows `wall` (milliseconds as in `wallMs`). A time that a clock change skips is
 * taken as the first instant after the gap; a time that happens twice as its first.
 */
export function instantOfWall(wall: number, zone: string): Date {
  if (zone === 'UTC') return new Date(wall);
  const offsets = [wall - dayMs, wall + dayMs].map((ms) => wallMs(new Date(ms), zone) - ms);
  const candidates = offsets.map((offset) => new Date(wall - offset)).sort((a, b) => a.getTime() - b.getTime());
  const exact = candidates.find((at) => wallMs(at, zone) === wall);
  if (exact) return exact;
  // In a gap: walk to the first instant whose wall clock is past the wanted one.
  let low = wall - Math.max(...offsets) - 1;
  let high = wall - Math.min(...offsets) + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallMs(new Date(middle), zone) >= wall) high = middle;
    else low = middle;
  }
  return new Date(high);
}

/** 'YYYY-MM-DD' of an instant in `zone`. */
export function localDate(at: Date, zone: string): string {
  return new Date(wallMs(at, zone)).toISOString().slice(0, 10);
}

const dayStarts = new Map<string, number>();

/** First instant of the local day `date` in `zone`; days of 23 and 25 hours included. */
export function startOfDay(date: string, zone: string): Date {
  if (zone === 'UTC') return new Date(`${date}T00:00:00.000Z`);
  const key = `${zone} ${date}`;
  let start = dayStarts.get(key);
  if (start === undefined) {
    if (dayStarts.size > 20_000) dayStarts.clear();
    start = instantOfWall(Date.parse(`${date}T00:00:00.000Z`), zone).getTime();
    dayStarts.set(key, start);
  }
  return new Date(start);
}

/** True for a calendar date that exists ('2026-02-29' does not). */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** The calendar date `days` later (earlier when negative). */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Short English name of a calendar date's day of the week. */
export function weekday(date: string): string {
  return ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(`${date}T00:00:00.000Z`).getUTCDay()] ?? '';
}

/** The Monday on or before `date`. */
export function startOfWeek(date: string): string {
  const sinceMonday = (new Date(`${date}T00:00:00.000Z`).getUTCDay() + 6) % 7;
  return addDays(date, -sinceMonday);
}

/** The first of the month of `date`. */
export function startOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

/** The first of the month after that of `date`. */
export function nextMonth(date: string): string {
  return startOfMonth(addDays(startOfMonth(date), 32));
}

export type TimeStyle = 'datetime' | 'date' | 'time' | 'short' | 'clock';

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  datetime: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit' },
};

/** An instant as people read it, e.g. '2 Mar 2026, 10:00:00'; the zone is named by the caller. */
export function formatInZone(at: Date, zone: string, style: TimeStyle): string {
  return formatOf(style, zone).format(at);
}

/** A calendar date as people read it: '2 Mar 2026', or '2 Mar' without the year. */
export function formatDate(date: string, withYear = true): string {
  const text = formatInZone(new Date(`${date}T00:00:00.000Z`), 'UTC', 'date');
  return withYear ? text : text.slice(0, -5);
}

/** '3 min ago', 'in 2 h'; whole units, rounded down. */
export function relativeTime(at: Date, current: Date): string {
  const deltaMs = current.getTime() - at.getTime();
  const seconds = Math.floor(Math.abs(deltaMs) / 1000);
  const units: [number, string][] = [
    [86_400 * 365, 'y'],
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const unit = units.find(([size]) => seconds >= size);
  if (!unit) return 'just now';
  const text = `${Math.floor(seconds / unit[0])} ${unit[1]}`;
  return deltaMs >= 0 ? `${text} ago` : `in ${text}`;
}
