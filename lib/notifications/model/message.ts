import type { MessageFacts, Severity, Step, UpdateWords, Urgency } from '../schema';

/** What a message says of its incident, whatever happened. */
export type About = Pick<MessageFacts, 'key' | 'url' | 'severity' | 'kind' | 'isPrivate' | 'services'> & {
  title: string;
};

type Happening = { seq: number | null; kind: string; payload: Record<string, unknown>; occurredAt: Date };

/** The facts of one message as they are stored with it. A private incident gives nothing but its link. */
export function messageFacts(
  { step, urgency }: { step: Step; urgency: Urgency },
  { seq, payload, occurredAt }: Happening,
  about: About,
): MessageFacts {
  return closed({
    ...about,
    step,
    urgency,
    seq,
    text: textOf(step, payload),
    occurredAt: occurredAt.toISOString(),
    update: step === 'update' ? updateWords(payload) : null,
  });
}

/** Without what only those may read who may see a private incident; also for one that became private since. */
export function closed(facts: MessageFacts): MessageFacts {
  return facts.isPrivate ? { ...facts, title: null, text: null, services: [], update: null } : facts;
}

function words(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The parts of a stakeholder update, out of the payload of its event. */
export function updateWords(payload: Record<string, unknown>): UpdateWords {
  return {
    headline: words(payload.headline),
    conditions: words(payload.conditions),
    actions: words(payload.actions),
    needs: words(payload.needs),
    nextDueAt: words(payload.next_due_at),
  };
}

const ends: Record<string, string> = {
  declined: 'Declined',
  cancelled: 'Cancelled',
  merged: 'Merged into another incident',
};

/** One sentence or less of what an event adds to its step. */
function textOf(step: Step, payload: Record<string, unknown>): string | null {
  const reason = words(payload.reason);
  switch (step) {
    case 'raised':
      return `Severity raised from ${payload.from} to ${payload.to}.`;
    case 'resolved': {
      const end = ends[String(payload.to ?? (payload.into || payload.target ? 'merged' : ''))];
      return end ? `${end}${reason ? `: ${reason}` : '.'}` : reason;
    }
    case 'reminder':
      return words(payload.text) ?? (payload.code === 'postmortem' ? 'The post-mortem is overdue.' : null);
    default:
      return reason;
  }
}

const severityMeaning: Record<Severity, string> = {
  SEV1: 'Critical',
  SEV2: 'High',
  SEV3: 'Medium',
};

const happened: Record<Step, string> = {
  declared: 'declared',
  raised: 'raised',
  unacknowledged: 'still without a commander',
  acknowledged: 'acknowledged',
  update: 'update',
  mitigated: 'mitigated',
  resolved: 'over',
  reopened: 're-opened',
  postmortem: 'post-mortem published',
  reminder: 'reminder',
};

/** The step as it stands in a headline: "INC-42 mitigated". */
export function headlineOf(facts: MessageFacts): string {
  const { key, severity, step, kind, title } = facts;
  const drill = kind === 'real' ? '' : `${kind === 'drill' ? 'Drill' : 'Test'}: `;
  const what = step === 'resolved' && !facts.text ? 'resolved' : happened[step];
  const name = `${drill}${severity} ${key} ${what}`;
  return title === null ? `${name} (private incident)` : `${name}: ${title}`;
}

/** The lines below the headline, without the link. */
export function linesOf(facts: MessageFacts): string[] {
  const { step, severity, services, update, isPrivate } = facts;
  if (isPrivate) return ['Only those who may see it can open the link.'];
  const lines: (string | null)[] = [];
  if (step === 'declared' || step === 'reopened' || step === 'unacknowledged')
    lines.push(`Severity ${severity}, ${severityMeaning[severity].toLowerCase()}.`);
  if (step === 'unacknowledged') lines.push('Nobody has taken command yet.');
  if (step === 'acknowledged') lines.push('Somebody has taken it on.');
  lines.push(facts.text);
  if (services.length > 0) lines.push(`Services: ${services.join(', ')}.`);
  if (update) {
    lines.push(
      update.headline,
      update.conditions && `Conditions: ${update.conditions}`,
      update.actions && `Actions: ${update.actions}`,
      update.needs && `Needs: ${update.needs}`,
      update.nextDueAt && `Next update by ${update.nextDueAt}`,
    );
  }
  return lines.flatMap((line) => line || []);
}
