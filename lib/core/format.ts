/** Numbers as people read them: narrow no-break space before units, a true minus, percent only on screen. Pure. */

const thin = '\u202f';
const numberFormats = new Map<string, Intl.NumberFormat>();

/** '1,240', '5.9'; at most `maxDigits` decimals, always `minDigits`. */
export function formatNumber(value: number, maxDigits = 0, minDigits = 0): string {
  const key = `${minDigits}-${maxDigits}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat('en-GB', { minimumFractionDigits: minDigits, maximumFractionDigits: maxDigits });
    numberFormats.set(key, format);
  }
  return format.format(value === 0 ? 0 : value).replace('-', '−');
}

/** '1 deployment', '178 deployments'; `plural` where adding an s is wrong. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** 'reached production' → 'Reached production', for words that begin a line. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** '4 of 23'. */
export function formatShare(part: number, whole: number): string {
  return `${formatNumber(part)} of ${formatNumber(whole)}`;
}

export type ValuePart = { value: string; unit: string };

const minute = 60;
const hour = 3600;
const day = 86_400;

/**
 * A duration in seconds as its at most two largest units: 4 h 12 m, 2 d 4 h, 48 s; below ten seconds with a decimal. Rounded to the
 * smaller unit, so that 3,599.9 s is one hour and not 59 m 60 s.
 */
function durationParts(seconds: number): ValuePart[] {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  if (size < 10 && size !== Math.round(size)) return [{ value: sign + formatNumber(size, 1), unit: 's' }];
  const whole = Math.round(size);
  if (whole < minute) return [{ value: `${sign}${whole}`, unit: 's' }];
  if (whole < hour) return pair(whole, minute, 'm', 1, 's', sign);
  const minutes = Math.round(size / minute) * minute;
  if (minutes < day) return pair(minutes, hour, 'h', minute, 'm', sign);
  return pair(Math.round(size / hour) * hour, day, 'd', hour, 'h', sign);
}

function pair(
  total: number,
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
  sign: string,
): ValuePart[] {
  const rest = Math.floor((total % large) / small);
  const first = { value: sign + formatNumber(Math.floor(total / large)), unit: largeUnit };
  return rest === 0 ? [first] : [first, { value: String(rest), unit: smallUnit }];
}

/** '4 h 12 m'. */
export function formatDuration(seconds: number): string {
  return durationParts(seconds)
    .map(({ value, unit }) => `${value}${thin}${unit}`)
    .join(' ');
}

/** A ratio (0..1) as '17.4 %'. A ratio that is not 0 never reads 0 %, one that is not 1 never 100 %. */
export function formatPercent(ratio: number): string {
  return `${percentValue(ratio)}${thin}%`;
}

function percentValue(ratio: number): string {
  const percent = ratio * 100;
  const rounded = Math.round(percent * 10) / 10;
  if (rounded === 0 && percent > 0) return '<0.1';
  if (rounded === 100 && percent < 100) return '>99.9';
  return formatNumber(percent, 1);
}

/** A rate per day with the digits it needs: '5.9 / day', '0.13 / day'. */
export function formatRate(perDay: number): string {
  return `${rateValue(perDay)}${thin}/${thin}day`;
}

function rateValue(perDay: number): string {
  return perDay !== 0 && Math.abs(perDay) < 1 ? formatNumber(perDay, 2) : formatNumber(perDay, perDay < 100 ? 1 : 0);
}

export type ValueUnit = 'per_day' | 'seconds' | 'ratio' | 'count';

/** A metric's value in parts, to set figures larger than units. */
export function valueParts(value: number, unit: ValueUnit): ValuePart[] {
  switch (unit) {
    case 'seconds':
      return durationParts(value);
    case 'ratio':
      return [{ value: percentValue(value), unit: '%' }];
    case 'per_day':
      return [{ value: rateValue(value), unit: '/ day' }];
    case 'count':
      return [{ value: formatNumber(value), unit: '' }];
  }
}

/** A metric's value as text: '4 h 12 m', '17.4 %', '5.9 / day'. */
export function formatValue(value: number, unit: ValueUnit): string {
  if (unit === 'per_day') return formatRate(value);
  return valueParts(value, unit)
    .map((part) => (part.unit ? `${part.value}${thin}${part.unit}` : part.value))
    .join(' ');
}

export type Change = { text: string; word: string; verdict: 'better' | 'worse' | 'same' };

const words: Record<ValueUnit, Record<'higher' | 'lower', string>> = {
  per_day: { higher: 'more often', lower: 'less often' },
  seconds: { higher: 'slower', lower: 'faster' },
  ratio: { higher: '', lower: '' },
  count: { higher: 'more', lower: 'fewer' },
};

/**
 * How a value moved against an earlier one: percent, for ratios percentage points. The word says which way is better. Null when
 * there is nothing to compare with (no value, or an earlier 0 of which no percentage can be had).
 */
export function changeOf(
  value: number | null,
  previous: number | null,
  unit: ValueUnit,
  better: 'higher' | 'lower',
): Change | null {
  if (value === null || previous === null) return null;
  const isRatio = unit === 'ratio';
  if (!isRatio && previous === 0) return value === 0 ? { text: 'no change', word: '', verdict: 'same' } : null;
  const amount = isRatio ? (value - previous) * 100 : (value / previous - 1) * 100;
  const digits = isRatio || Math.abs(amount) < 1 ? 1 : 0;
  const shown = formatNumber(Math.abs(amount), digits);
  if (Number(shown.replaceAll(',', '')) === 0) return { text: 'no change', word: '', verdict: 'same' };
  const direction = amount > 0 ? 'higher' : 'lower';
  const verdict = direction === better ? 'better' : 'worse';
  return {
    text: `${amount > 0 ? '+' : '−'}${shown}${thin}${isRatio ? 'pp' : '%'}`,
    word: words[unit][direction] || verdict,
    verdict,
  };
}
