import type { Severity } from '../schema';
import type { Seat } from '../schema/room';

/** What a line typed into the composer means. `at`: an instant in the past; null: now. */
export type Composed =
  | { does: 'note'; kind: 'note' | 'decision' | 'hypothesis'; text: string; at: Date | null }
  | { does: 'severity'; to: Severity }
  | { does: 'task'; text: string }
  | { does: 'acknowledge'; at: Date | null }
  /** `user`: a name or an e-mail address; null: whoever writes. */
  | { does: 'seat'; seat: Seat; user: string | null; at: Date | null }
  | { does: 'link'; to: string; as: 'related' | 'duplicate' }
  | { does: 'open'; what: 'status' | 'update' | 'role' | 'link' | 'merge' | 'rollback' }
  | { does: 'nothing'; why: string };

const seatNames: Record<string, Seat> = {
  commander: 'commander',
  lead: 'tech_lead',
  tech_lead: 'tech_lead',
  comms: 'communications',
  communications: 'communications',
  scribe: 'scribe',
};

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Reads a line of the composer (incidents.md §3, §11): `14:23 text` is the last 14:23 UTC that has passed, `2024-01-15 14:23 text` that of a day,
 * `-5m text` five minutes ago, `!` begins a decision, `?` a hypothesis, `todo` a task; `/ack`, `/role scribe ben@example.com`, `/sev 2`,
 * `/link INC-7`, `/status`, `/update`, `/rollback` and `/merge` are commands. A time may stand before what can have happened earlier.
 */
export function compose(line: string, now: Date): Composed {
  const typed = line.trim();
  if (typed === '') return { does: 'nothing', why: 'Write something first.' };
  const { at, rest } = timeOf(typed, now);
  const command = /^\/(\w+)(?:\s+(.*))?$/s.exec(rest);
  if (command) return commandOf(command[1]?.toLowerCase() ?? '', command[2]?.trim() ?? '', at);
  const todo = /^todo[:\s]\s*(.+)$/is.exec(typed)?.[1];
  if (todo) return { does: 'task', text: todo };
  const sign = rest[0];
  const kind = sign === '!' ? 'decision' : sign === '?' ? 'hypothesis' : 'note';
  const text = (kind === 'note' ? rest : rest.slice(1)).trim();
  if (text === '') return { does: 'nothing', why: 'Write what happened after the sign or the time.' };
  return { does: 'note', kind, text, at };
}

function commandOf(name: string, rest: string, at: Date | null): Composed {
  if (at && !['ack', 'role'].includes(name))
    return { does: 'nothing', why: `/${name} happens now. A time goes before words, /ack and /role.` };
  switch (name) {
    case 'sev': {
      const level = /^(?:sev)?\s*([123])$/i.exec(rest)?.[1];
      return level
        ? { does: 'severity', to: `SEV${level}` as Severity }
        : { does: 'nothing', why: 'Write /sev 1, /sev 2 or /sev 3.' };
    }
    case 'ack':
      return { does: 'acknowledge', at };
    case 'role': {
      if (rest === '') return { does: 'open', what: 'role' };
      const [, word = '', user = ''] = /^(\w+)(?:\s+@?(.+))?$/s.exec(rest) ?? [];
      const seat = seatNames[word.toLowerCase()];
      if (!seat)
        return {
          does: 'nothing',
          why: 'Write /role commander, lead, comms or scribe, and then whom: nobody means you.',
        };
      return { does: 'seat', seat, user: user.trim() || null, at };
    }
    case 'link': {
      if (rest === '') return { does: 'open', what: 'link' };
      const [, key, as] = /^(inc-[1-9]\d{0,14})(?:\s+(related|duplicate))?$/i.exec(rest) ?? [];
      if (key === undefined) return { does: 'nothing', why: 'Write /link INC-7, or /link INC-7 duplicate.' };
      return { does: 'link', to: key.toUpperCase(), as: as?.toLowerCase() === 'duplicate' ? 'duplicate' : 'related' };
    }
    case 'status':
    case 'update':
    case 'rollback':
    case 'merge':
      return { does: 'open', what: name };
    case 'todo':
    case 'task':
      return rest
        ? { does: 'task', text: rest }
        : { does: 'nothing', why: 'Write what is to be done: /todo Check the pool.' };
    default:
      return {
        does: 'nothing',
        why: `There is no /${name}. There are /ack, /sev, /status, /update, /role, /link, /merge, /rollback and /todo.`,
      };
  }
}

function timeOf(typed: string, now: Date): { at: Date | null; rest: string } {
  const ago = /^-(\d{1,3})\s*(m|min|h)\s+(.+)$/is.exec(typed);
  if (ago) {
    const minutes = Number(ago[1]) * (ago[2]?.toLowerCase() === 'h' ? 60 : 1);
    return { at: new Date(now.getTime() - minutes * minuteMs), rest: ago[3] ?? '' };
  }
  const dated = /^(\d{4}-\d{2}-\d{2})[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\s+(.+)$/s.exec(typed);
  if (dated) {
    const on = Date.parse(`${dated[1]}T${dated[2]}:${dated[3]}:${dated[4] ?? '00'}Z`);
    return Number.isNaN(on) ? { at: null, rest: typed } : { at: new Date(on), rest: dated[5] ?? '' };
  }
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\s+(.+)$/s.exec(typed);
  if (!clock) return { at: null, rest: typed };
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const at = today + (Number(clock[1]) * 60 + Number(clock[2])) * minuteMs + Number(clock[3] ?? 0) * 1000;
  return { at: new Date(at > now.getTime() ? at - dayMs : at), rest: clock[4] ?? '' };
}
