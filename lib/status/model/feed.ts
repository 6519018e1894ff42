import type { PublicIncident, PublicUpdate } from '../schema';

const newest = 50;

/** RSS 2.0 of the latest public updates. The same updates give the same bytes. */
export function statusFeed(incidents: PublicIncident[], origin: string): string {
  const page = `${origin}/status`;
  const items = incidents
    .flatMap(({ headline, updates }) => updates.map((update) => ({ ...update, headline: update.headline ?? headline })))
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, newest);
  const [latest] = items;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    '<title>Status updates</title>',
    `<link>${escaped(page)}</link>`,
    `<atom:link href="${escaped(`${page}/rss.xml`)}" rel="self" type="application/rss+xml"/>`,
    '<description>What is reported of incidents, as it was posted for the public.</description>',
    '<language>en</language>',
    ...(latest ? [`<lastBuildDate>${new Date(latest.at).toUTCString()}</lastBuildDate>`] : []),
    ...items.flatMap((item) => [
      '<item>',
      `<title>${escaped(item.headline ?? 'Update on an incident')}</title>`,
      `<link>${escaped(`${page}#${item.id}`)}</link>`,
      `<guid isPermaLink="false">${item.id}</guid>`,
      `<pubDate>${new Date(item.at).toUTCString()}</pubDate>`,
      `<description>${escaped(linesOf(item).join('\n\n'))}</description>`,
      '</item>',
    ]),
    '</channel>',
    '</rss>',
    '',
  ].join('\n');
}

/** The words of an update, part by part. */
function linesOf({ conditions, actions, needs }: PublicUpdate): string[] {
  return [conditions, actions, needs].flatMap((part) => part ?? []);
}

// What XML 1.0 has no place for, even escaped.
const unwritable = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu;

function escaped(text: string): string {
  return text
    .replaceAll(unwritable, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
