import { formatValue } from '@/lib/core/format';
import type { Metric } from '../registry';
import type { DefinitionId, MetricState, Tier } from '../schema';
import { absentText } from './absent';

// A badge stands on foreign pages, without our style sheet: these are the tier colours of the light scheme.
const colours: Record<Tier | 'none', string> = {
  elite: '#135f5b',
  high: '#036fb8',
  medium: '#8c6913',
  low: '#760618',
  none: '#5b606b',
};

/** A value as pages say it ('5.9 / day', '4 h 12 m', '17.4 %'), with plain spaces: a reader's font may lack narrow ones. */
export function valueText(unit: Metric['unit'], value: number): string {
  return formatValue(value, unit).replaceAll('\u202f', ' ');
}

export type BadgeFacts = {
  metric: Metric;
  value: number | null;
  tier: Tier | null;
  state: MetricState;
  definition: DefinitionId;
};

const escapeXml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
/** Widths of a sans-serif of 11 px, near enough for a box around it. */
const widthOf = (text: string) =>
  Math.round(
    [...text].reduce((sum, sign) => sum + (/[iljt.,:|'/ ]/.test(sign) ? 3.7 : /[mwMW%]/.test(sign) ? 9.4 : 6.7), 0),
  ) + 12;

/** A flat SVG badge: label, value, tier in words and colour. */
export function badgeSvg({ metric, value, tier, state, definition }: BadgeFacts): string {
  const label = metric.label;
  const text =
    value === null
      ? absentText(state, definition).short.toLowerCase()
      : `${valueText(metric.unit, value)}${tier ? ` · ${tier}` : ''}`;
  const [left, right] = [widthOf(label), widthOf(text)];
  const title = escapeXml(`${label}: ${text}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}"><title>${title}</title>
<clipPath id="r"><rect width="${left + right}" height="20" rx="4"/></clipPath>
<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#191d24"/><rect x="${left}" width="${right}" height="20" fill="${colours[tier ?? 'none']}"/></g>
<g fill="#fff" font-family="ui-sans-serif,system-ui,Verdana,sans-serif" font-size="11" text-anchor="middle">
<text x="${left / 2}" y="14">${escapeXml(label)}</text><text x="${left + right / 2}" y="14">${escapeXml(text)}</text></g></svg>`;
}
