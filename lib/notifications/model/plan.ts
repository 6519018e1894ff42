import {
  type ChannelKind,
  type OptionalStep,
  optionalSteps,
  type Reaction,
  type RouteRole,
  type Severity,
  type Step,
  type Urgency,
} from '../schema';

/**
 * Who is told what (incidents.md §6, §12). Nothing is held back or put together: each step of an incident's life is a message of
 * its own.
 */

/** An event of an incident's log, as far as somebody could have to be told of it. */
export type LifeEvent = { seq: number; kind: string; payload: Record<string, unknown>; occurredAt: Date };

export type PlanChannel = {
  id: string;
  kind: ChannelKind;
  canPage: boolean;
  steps: string[];
  includesDrills: boolean;
  /** E-mail addresses; empty for channels that are one recipient by themselves. */
  to: string[];
};

export type PlanRoute = { severity: Severity; role: RouteRole; channelId: string };

/** A message that went to somebody before, or is about to. */
export type Told = { channelId: string; recipient: string; urgency: Urgency; step: Step; seq: number };

export type Settings = { channels: PlanChannel[]; routes: PlanRoute[]; reactions: Record<Severity, Reaction> };

export type Planned = { channelId: string; recipient: string; urgency: Urgency; step: Step };

type Situation = {
  key: string;
  severity: Severity;
  kind: 'real' | 'drill' | 'test';
  /** What everybody was told of this incident so far. */
  told: Told[];
  /** Somebody took it on before this event, and it was not re-opened since. */
  isAcknowledged: boolean;
};

const over = ['resolved', 'declined', 'merged', 'cancelled'];
const ended = ['mitigated', 'resolved', 'closed', 'declined'];
const rank: Record<Severity, number> = { SEV1: 0, SEV2: 1, SEV3: 2 };

/** Somebody takes the incident on: an explicit acknowledgement, or the commander's seat. */
export function isAcknowledgement({ kind, payload }: Pick<LifeEvent, 'kind' | 'payload'>): boolean {
  return kind === 'acknowledged' || (kind === 'role_accepted' && payload.seat === 'commander');
}

/** The step of an incident's life that an event is; null for what is of interest to those in the room only. */
export function stepOf(event: Pick<LifeEvent, 'kind' | 'payload'>): Step | null {
  const { kind, payload } = event;
  if (isAcknowledgement(event)) return 'acknowledged';
  switch (kind) {
    case 'declared':
      return 'declared';
    case 'severity_changed':
      return isRaise(payload) ? 'raised' : null;
    case 'update_posted':
      return 'update';
    case 'postmortem_published':
      return 'postmortem';
    case 'merged':
      return 'resolved';
    case 'target_missed':
      if (payload.code === 'commander') return 'unacknowledged';
      return payload.code === 'postmortem' ? 'reminder' : null;
    case 'status_changed':
      return statusStep(String(payload.from), String(payload.to));
    default:
      return null;
  }
}

/** Does this event begin the incident anew? */
export function isReopening(event: Pick<LifeEvent, 'kind' | 'payload'>): boolean {
  return stepOf(event) === 'reopened';
}

function isRaise({ from, to }: Record<string, unknown>): boolean {
  const [before, after] = [rank[from as Severity], rank[to as Severity]];
  return before !== undefined && after !== undefined && after < before;
}

function statusStep(from: string, to: string): Step | null {
  if (over.includes(to)) return 'resolved';
  if (to === 'mitigated') return 'mitigated';
  return ended.includes(from) && to !== 'closed' ? 'reopened' : null;
}

/** PagerDuty's deduplication key: what is opened by it is acknowledged and closed by it. */
export function dedupKey(key: string, urgency: Urgency): string {
  return `fairlead:${key}:${urgency}`;
}

/** What an event makes to be sent; one per channel and recipient. */
export function planFor(event: LifeEvent, situation: Situation, settings: Settings): Planned[] {
  const step = stepOf(event);
  if (!step || (step === 'acknowledged' && situation.isAcknowledged)) return [];
  return planStep(step, situation, settings);
}

/** As `planFor`, for a step that no event makes: reminders. */
export function planStep(step: Step, situation: Situation, settings: Settings): Planned[] {
  const { severity, kind } = situation;
  const channels = new Map(
    settings.channels.filter((each) => kind === 'real' || each.includesDrills).map((each) => [each.id, each]),
  );
  const reaction = settings.reactions[severity];
  const on = (role: RouteRole) =>
    settings.routes.flatMap((route) => {
      const channel = route.severity === severity && route.role === role ? channels.get(route.channelId) : undefined;
      return channel ? [channel] : [];
    });
  const urgencyOf = (channel: PlanChannel): Urgency => (reaction === 'page' && channel.canPage ? 'page' : 'notify');
  const planned = new Map<string, Planned>();
  const add = (channel: PlanChannel, recipient: string, urgency: Urgency) => {
    const place = `${channel.id} ${recipient}`;
    if (!planned.has(place)) planned.set(place, { channelId: channel.id, recipient, urgency, step });
  };
  const call = (channel: PlanChannel) => {
    const urgency = urgencyOf(channel);
    for (const recipient of recipientsOf(channel, situation.key, urgency)) add(channel, recipient, urgency);
  };

  if (reaction !== 'none') for (const channel of called(step, on, situation.told, urgencyOf)) call(channel);
  if (step !== 'declared' && step !== 'unacknowledged') {
    for (const { channelId, recipient } of situation.told) {
      const channel = channels.get(channelId);
      if (channel && hears(channel, step)) add(channel, recipient, 'notify');
    }
  }
  return [...planned.values()];
}

/** The channels on the route that a step reaches whether they heard of the incident before or not. */
function called(
  step: Step,
  on: (role: RouteRole) => PlanChannel[],
  told: Told[],
  urgencyOf: (channel: PlanChannel) => Urgency,
): PlanChannel[] {
  switch (step) {
    case 'declared':
    case 'reopened':
      return on('primary');
    case 'raised': {
      // Who was paged already is not paged again.
      const since = Math.max(0, ...told.flatMap((each) => (each.step === 'reopened' ? [each.seq] : [])));
      const paged = new Set(
        told.flatMap((each) => (each.urgency === 'page' && each.seq >= since ? [each.channelId] : [])),
      );
      const heard = new Set(told.map(({ channelId }) => channelId));
      return on('primary').filter((channel) =>
        urgencyOf(channel) === 'page' ? !paged.has(channel.id) : !heard.has(channel.id),
      );
    }
    case 'unacknowledged': {
      const fallback = on('fallback');
      return fallback.length > 0 ? fallback : on('primary').filter((channel) => urgencyOf(channel) === 'page');
    }
    case 'update':
    case 'reminder':
      return on('primary').filter((channel) => hears(channel, step));
    default:
      return [];
  }
}

function hears(channel: PlanChannel, step: Step): boolean {
  // PagerDuty opens, acknowledges and closes; it has no place for the rest.
  if (channel.kind === 'pagerduty') return step === 'acknowledged' || step === 'resolved';
  return !optionalSteps.includes(step as OptionalStep) || channel.steps.includes(step);
}

function recipientsOf({ kind, to }: PlanChannel, key: string, urgency: Urgency): string[] {
  if (kind === 'email') return to;
  return [kind === 'pagerduty' ? dedupKey(key, urgency) : kind];
}
