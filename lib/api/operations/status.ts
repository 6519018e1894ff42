import { operation } from '@/lib/server/operation';

export const readStatusFeed = operation({
  method: 'GET',
  path: '/status/rss.xml',
  tag: 'Status',
  summary: 'What was posted for the public, as RSS 2.0; the page is /status',
  permission: 'public',
  answers: {
    200: { description: 'The latest 50 public updates; with an ETag.', contentType: 'application/rss+xml' },
    304: { description: 'Nothing is new since the ETag of If-None-Match.' },
  },
});
