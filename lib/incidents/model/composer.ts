import type { Severity } from '../schema';

/** What a line typed into the composer means. `at`: an instant in the past; null: now. */
export type Composed =
  | { does: 'note'; kind: 'note' | 'decision' | 'hypothesis'; text: string; at: Date | null }
  | { does: 'severity'; to: Severity }
  | { does: 'task'; text: string }
  | { does: 'acknowledge' }
  | { does: 'link'; to: string; as: 'related' | 'duplicate' }
  | { does: 'open'; what: 'status' | 'update' | 'role' | 'link' | 'merge' }
  | { does: 'nothing'; why: string };

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Reads a line of the composer (incidents.md §3, §11): `14:23 text` is the last 14:23 UTC that has passed, `-5m text` five minutes ago, `!`
 * begins a decision, `?` a hypothesis, `todo` a task; `/ack`, `/sev 2`, `/link INC-7`, `/status`, `/update`, `/role` and `/merge` are commands.
 */
export function compose(line: string, now: Date): Composed {
  const typed = line.trim();
  if (typed === '') return { does: 'nothing', why: 'Write something first.' };
  const command = /^\/(\w+)(?:\s+(.*))?$/s.exec(typed);
  if (command) return commandOf(command[1]?.toLowerCase() ?? '', command[2]?.trim() ?? '');
  const todo = /^todo[:\s]\s*(.+)$/is.exec(typed)?.[1];
  if (todo) return { does: 'task', text: todo };
  const { at, rest } = timeOf(typed, now);
  const sign = rest[0];
  const kind = sign === '!' ? 'decision' : sign === '?' ? 'hypothesis' : 'note';
  const text = (kind === 'note' ? rest : rest.slice(1)).trim();
  if (text === '') return { does: 'nothing', why: 'Write what happened after the sign or the time.' };
  return { does: 'note', kind, text, at };
}

function commandOf(name: string, rest: string): Composed {
  switch (name) {
    case 'sev': {
      const level = /^(?:sev)?\s*([123])$/i.exec(rest)?.[1];
      return level
        ? { does: 'severity', to: `SEV${level}` as Severity }
        : { does: 'nothing', why: 'Write /sev 1, /sev 2 or /sev 3.' };
    }
    case 'ack':
      return { does: 'acknowledge' };
    case 'link': {
      if (rest === '') return { does: 'open', what: 'link' };
      const [, key, as] = /^(inc-[1-9]\d{0,14})(?:\s+(related|duplicate))?$/i.exec(rest) ?? [];
      if (key === undefined) return { does: 'nothing', why: 'Write /link INC-7, or /link INC-7 duplicate.' };
      return { does: 'link', to: key.toUpperCase(), as: as?.toLowerCase() === 'duplicate' ? 'duplicate' : 'related' };
    }
    case 'status':
    case 'update':
    case 'role':
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
        why: `There is no /${name}. There are /ack, /sev, /status, /update, /role, /link, /merge and /todo.`,
      };
  }
}

function timeOf(typed: string, now: Date): { at: Date | null; rest: string } {
  const ago = /^-(\d{1,3})\s*(m|min|h)\s+(.+)$/is.exec(typed);
  if (ago) {
    const minutes = Number(ago[1]) * (ago[2]?.toLowerCase() === 'h' ? 60 : 1);
    return { at: new Date(now.getTime() - minutes * minuteMs), rest: ago[3] ?? '' };
  }
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\s+(.+)$/s.exec(typed);
  if (!clock) return { at: null, rest: typed };
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const at = today + (Number(clock[1]) * 60 + Number(clock[2])) * minuteMs + Number(clock[3] ?? 0) * 1000;
  return { at: new Date(at > now.getTime() ? at - dayMs : at), rest: clock[4] ?? '' };
}
