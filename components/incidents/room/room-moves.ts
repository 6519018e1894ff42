import { actOf, hindrance, type Who } from '@/lib/incidents/model/authority';
import { isReopening, movesFrom } from '@/lib/incidents/model/status';
import type { IncidentDetail, IncidentStatus } from '@/lib/incidents/schema';
import type { RoomRules } from './room-dialog';

/** A step that may follow, as its button names it. */
export type Move = {
  to: IncidentStatus;
  label: string;
  /** It asks for a time, a reason or an answer first. */
  asks: boolean;
  /** Who may instead of this person; null when they may. */
  hindrance: string | null;
};

const asking: readonly IncidentStatus[] = ['mitigated', 'resolved', 'closed', 'declined', 'cancelled', 'merged'];

/** The steps that may follow, in the order of an incident's life. */
export function movesOf({ status, roles }: Pick<IncidentDetail, 'status' | 'roles'>, who: Who): Move[] {
  const commander = roles.find(({ seat }) => seat === 'commander')?.holder ?? null;
  return movesFrom(status).map((to) => ({
    to,
    label: labelOf(status, to),
    asks: asking.includes(to) || isReopening(status, to),
    hindrance: hindrance(who, actOf(to), commander),
  }));
}

/** The button of a step: verb and object. */
export function labelOf(from: IncidentStatus, to: IncidentStatus): string {
  switch (to) {
    case 'investigating':
      if (isReopening(from, to)) return 'Re-open incident';
      return from === 'triage' ? 'Start investigating' : 'Go back to investigating';
    case 'identified':
      return from === 'mitigating' ? 'Go back to identified' : 'Mark identified';
    case 'mitigating':
      return 'Mark mitigating';
    case 'mitigated':
      return 'Mark mitigated';
    case 'resolved':
      return 'Resolve incident';
    case 'closed':
      return 'Close incident';
    case 'declined':
      return 'Decline incident';
    case 'merged':
      return 'Merge incident';
    default:
      return 'Cancel incident';
  }
}

const forward: Partial<Record<IncidentStatus, IncidentStatus>> = {
  triage: 'investigating',
  investigating: 'identified',
  identified: 'mitigating',
  mitigating: 'mitigated',
  mitigated: 'resolved',
  resolved: 'closed',
};

/** Whether it cannot be closed before its post-mortem is published or skipped. */
export function waitsForPostmortem(
  { kind, postmortem }: Pick<IncidentDetail, 'kind' | 'postmortem'>,
  { postmortemRequired }: Pick<RoomRules, 'postmortemRequired'>,
): boolean {
  return kind === 'real' && postmortemRequired && postmortem !== 'published' && postmortem !== 'skipped';
}

/**
 * The one step that comes next for this person: command while nobody has it, the post-mortem while closing waits for it, else the
 * way forward; null when it is not theirs.
 */
export function nextMove(
  incident: Pick<IncidentDetail, 'status' | 'roles' | 'kind' | 'postmortem'>,
  who: Who,
  rules: Pick<RoomRules, 'postmortemRequired'>,
): Move | { seat: 'take' | 'accept'; label: string } | { opens: 'postmortem'; label: string } | null {
  const commander = incident.roles.find(({ seat }) => seat === 'commander');
  if (commander?.offer?.to.id === who.id) return { seat: 'accept', label: 'Accept command' };
  if (incident.status === 'resolved' && waitsForPostmortem(incident, rules)) {
    const isWritten = incident.postmortem === 'in_review' || incident.postmortem === 'approved';
    return { opens: 'postmortem', label: isWritten ? 'Open post-mortem' : 'Write post-mortem' };
  }
  const next = movesOf(incident, who).find(({ to }) => to === forward[incident.status]) ?? null;
  if (!commander?.holder && next && incident.status !== 'resolved') return { seat: 'take', label: 'Take command' };
  return next?.hindrance === null ? next : null;
}
