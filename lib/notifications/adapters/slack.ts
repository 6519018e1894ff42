import type { ChannelAdapter } from '../adapter';
import { headlineOf, linesOf } from '../model/message';
import { post } from './post';

/** An incoming webhook of Slack, or of what speaks like it (Mattermost, Rocket.Chat). */
export const slack: ChannelAdapter<'slack'> = {
  send({ secrets }, { facts }, context) {
    const headline = headlineOf(facts);
    const lines = [...linesOf(facts).map(escaped), `<${facts.url}|Open ${facts.key}>`];
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: `*${escaped(headline).slice(0, 2_900)}*` } },
      { type: 'section', text: { type: 'mrkdwn', text: cut(lines) } },
    ];
    return post(secrets.url, { text: `${escaped(headline)}\n${lines.at(-1)}`, blocks }, context);
  },
};

/** Slack's three characters, so that nobody is mentioned and nothing linked by what an incident says. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A section has at most 3,000 characters; the link at the end stays. */
function cut(lines: string[]): string {
  const link = lines.at(-1) ?? '';
  const rest = lines.slice(0, -1).join('\n');
  const room = 2_900 - link.length;
  return [rest.length > room ? `${rest.slice(0, room)}…` : rest, link].filter(Boolean).join('\n');
}
