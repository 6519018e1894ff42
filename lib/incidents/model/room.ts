import type { Severity } from '../schema';
import type { DeployVerdict, LinkKind, Person, PostmortemState, Seat, Visibility } from '../schema/room';
import type { Incident, LogEntry } from './incident';
import { numberOf } from './key';
import { postmortemAfter } from './postmortem-after';
import { redactedWords } from './redaction';
import { fulfil, judge, openTargets, retire, type Target, type TargetTerm } from './targets';

export type Holding = { seat: Seat; person: Person; acceptedAt: Date };
export type Offer = {
  seat: Seat;
  to: Person;
  from: Person | null;
  offeredAt: Date;
  /** It alone let them into a private incident. */
  letIn?: true;
};
export type Task = {
  /** seq of the row that added it. */
  number: number;
  text: string;
  assignee: Person | null;
  dueAt: Date | null;
  isBlocking: boolean;
  doneAt: Date | null;
};
export type Deploy = { deployment: number; verdict: DeployVerdict; why: string | null };
/** Another incident by its number, and how this one's log says that they belong together. */
export type Link = { number: number; kind: LinkKind };

/** What an incident's log says beside the facts of the incident itself: who does what, by when. */
export type Room = {
  visibility: Visibility;
  /** Those who were let in while it was private. */
  access: Person[];
  /** Of a person; null when a machine declared it. */
  declaredBy: string | null;
  /** It was over when it was first reported. */
  isBackfilled: boolean;
  seats: Holding[];
  offers: Offer[];
  targets: Target[];
  tasks: Task[];
  deploys: Deploy[];
  links: Link[];
  rollbackFailed: boolean;
  /** When it was first mitigated before it was re-opened: times to mitigate count to there (incidents.md §5). */
  firstMitigatedAt: Date | null;
  acknowledgedAt: Date | null;
  closedAt: Date | null;
  nextUpdateDueAt: Date | null;
  mergedInto: number | null;
  postmortem: PostmortemState | null;
};

export const emptyRoom: Room = {
  visibility: 'open',
  access: [],
  declaredBy: null,
  isBackfilled: false,
  seats: [],
  offers: [],
  targets: [],
  tasks: [],
  deploys: [],
  links: [],
  rollbackFailed: false,
  firstMitigatedAt: null,
  acknowledgedAt: null,
  closedAt: null,
  nextUpdateDueAt: null,
  mergedInto: null,
  postmortem: null,
};

/** A row of the log with its number. */
export type NumberedEntry = LogEntry & { seq: number };

const ranks: Record<Severity, number> = { SEV1: 3, SEV2: 2, SEV3: 1 };

/** Is `to` more severe than `from`? */
export function isRaise(from: Severity, to: Severity): boolean {
  return ranks[to] > ranks[from];
}

/** The earlier of two moments, as far as they are known. */
export function earliest(a: Date | null, b: Date | null): Date | null {
  return !a || (b && b < a) ? b : a;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const instant = (value: unknown) => (typeof value === 'string' ? new Date(value) : null);
const terms = (payload: Record<string, unknown>) => (payload.targets ?? []) as TargetTerm[];
const person = (value: unknown) => value as Person;

/**
 * The room after one more row of its log, before targets are judged. `occurrence` and `severity` are those of the incident after that row.
 * Rows of kinds that change nothing here leave it as it is.
 */
export function applyEntry(room: Room, entry: NumberedEntry, at: { occurrence: number; severity: Severity }): Room {
  const { payload, occurredAt, seq } = entry;
  const { occurrence, severity } = at;
  const done = (code: Target['code'], when = occurredAt) => fulfil(room.targets, occurrence, code, when);
  const seat = payload.seat as Seat;
  const withoutOffer = () => room.offers.filter((offer) => offer.seat !== seat);
  const earlier = (known: Date | null) => (known === null || occurredAt < known ? occurredAt : known);
  const task = (change: Partial<Task>) =>
    room.tasks.map((each) => (each.number === payload.task ? { ...each, ...change } : each));
  switch (entry.kind) {
    case 'declared':
      return {
        ...room,
        visibility: (payload.visibility as Visibility | undefined) ?? 'open',
        declaredBy: (payload.declared_by as string | null | undefined) ?? null,
        isBackfilled: payload.backfilled === true,
        targets: openTargets(terms(payload), { occurrence, severity, anchorAt: null }),
      };
    case 'severity_changed': {
      const before = room.targets.filter((target) => target.occurrence === occurrence);
      const raised = isRaise(payload.from as Severity, severity);
      // What the lower severity asks for counts from where the present set does.
      const anchorAt = raised ? occurredAt : (before.at(-1)?.anchorAt ?? null);
      const kept = retire(room.targets, raised ? 'severity_raised' : 'severity_lowered');
      const opened = openTargets(terms(payload), { occurrence, severity, anchorAt }).map((target) => ({
        ...target,
        // What was done before the severity changed is done.
        metAt: before.find((each) => each.code === target.code && each.metAt !== null)?.metAt ?? null,
      }));
      return { ...room, targets: [...kept, ...opened] };
    }
    case 'status_changed': {
      if (payload.occurrence !== undefined) {
        const opened = openTargets(terms(payload), { occurrence, severity, anchorAt: occurredAt });
        const targets = fulfilSeated([...retire(room.targets, 'reopened'), ...opened], room, occurrence, occurredAt);
        const firstMitigatedAt = earliest(room.firstMitigatedAt, instant(payload.mitigated_at));
        return { ...room, targets, firstMitigatedAt, closedAt: null, rollbackFailed: false };
      }
      if (payload.to === 'identified') return { ...room, targets: done('cause_or_hotfix') };
      if (payload.to === 'closed') return { ...room, closedAt: occurredAt, offers: [] };
      // What is over for good has nobody to hand over to.
      return ended.includes(text(payload.to)) ? { ...room, offers: [] } : room;
    }
    case 'acknowledged':
      return { ...room, acknowledgedAt: earlier(room.acknowledgedAt) };
    case 'role_offered':
      return {
        ...room,
        offers: [
          ...withoutOffer(),
          {
            seat,
            to: person(payload.to),
            from: (payload.from as Person | null) ?? null,
            offeredAt: occurredAt,
            ...(payload.let_in === true ? { letIn: true } : {}),
          },
        ],
      };
    case 'role_declined':
      return { ...room, offers: withoutOffer() };
    case 'role_accepted': {
      const seats = [
        ...room.seats.filter((holding) => holding.seat !== seat),
        { seat, person: person(payload.person), acceptedAt: occurredAt },
      ];
      const accepted = { ...room, seats, offers: withoutOffer() };
      if (seat !== 'commander') return accepted;
      return { ...accepted, targets: done('commander'), acknowledgedAt: earlier(room.acknowledgedAt) };
    }
    case 'role_released':
      return { ...room, seats: room.seats.filter((holding) => holding.seat !== seat) };
    case 'task_added':
      return {
        ...room,
        tasks: [
          ...room.tasks,
          {
            number: seq,
            text: entry.text,
            assignee: (payload.assignee as Person | null) ?? null,
            dueAt: instant(payload.due_at),
            isBlocking: payload.is_blocking === true,
            doneAt: null,
          },
        ],
      };
    case 'task_assigned':
      return { ...room, tasks: task({ assignee: (payload.assignee as Person | null) ?? null }) };
    case 'task_done':
      return { ...room, tasks: task({ doneAt: occurredAt }) };
    case 'task_undone':
      return { ...room, tasks: task({ doneAt: null }) };
    case 'update_posted':
      return { ...room, nextUpdateDueAt: instant(payload.next_due_at) };
    case 'deploy_linked':
    case 'deploy_judged': {
      const deployment = Number(payload.deployment);
      const verdict = payload.verdict as DeployVerdict;
      // One deployment is the cause, one the fix: who names another takes the word back from the one before.
      const only: Partial<Record<DeployVerdict, DeployVerdict>> = { caused: 'suspect', fixed: 'dismissed' };
      const others = room.deploys
        .filter((each) => each.deployment !== deployment)
        .map((each) => (each.verdict === verdict && only[verdict] ? { ...each, verdict: only[verdict] } : each));
      const why = (payload.why as string | null | undefined) ?? null;
      const deploys = [...others, { deployment, verdict, why }];
      // A person's word that it fixed the incident names the cause or the hot-fix; a rollback has a target of its own.
      const isFix = entry.kind === 'deploy_judged' && verdict === 'fixed';
      return { ...room, deploys, targets: isFix ? done('cause_or_hotfix') : room.targets };
    }
    case 'rollback_requested':
      return { ...room, targets: done('rollback_started') };
    case 'rollback_succeeded':
      return { ...room, targets: done('rollback_verified'), rollbackFailed: false };
    case 'rollback_failed':
      return { ...room, rollbackFailed: true };
    case 'target_waived':
      return {
        ...room,
        targets: room.targets.map((target, position) =>
          position === payload.position ? { ...target, state: 'waived', reason: text(payload.reason) } : target,
        ),
      };
    case 'visibility_changed':
      return { ...room, visibility: payload.to as Visibility };
    case 'access_changed': {
      const changed = person(payload.person);
      const others = room.access.filter(({ id }) => id !== changed.id);
      // Said by itself, it no longer hangs on an offer.
      const offers = room.offers.map(({ letIn, ...offer }) =>
        letIn && offer.to.id !== changed.id ? { ...offer, letIn } : offer,
      );
      return { ...room, offers, access: payload.let_in === true ? [...others, changed] : others };
    }
    case 'linked': {
      const link = { number: numberOf(text(payload.other)), kind: payload.link as LinkKind };
      return { ...room, links: [...linksWithout(room, link.number), link] };
    }
    case 'unlinked':
      return { ...room, links: linksWithout(room, numberOf(text(payload.other))) };
    case 'event_redacted': {
      const { deployment } = (payload.kept ?? {}) as { deployment?: number };
      const tasks = room.tasks.map((each) =>
        each.number === payload.target_seq ? { ...each, text: redactedWords } : each,
      );
      const deploys = room.deploys.map((each) =>
        payload.present === true && each.deployment === deployment && each.why !== null
          ? { ...each, why: redactedWords }
          : each,
      );
      return { ...room, tasks, deploys };
    }
    case 'merged':
      // Its links went to the one that it was merged into.
      return { ...room, mergedInto: Number(payload.into), links: [] };
    case 'merged_from': {
      const known = linksWithout(room, numberOf(text(payload.other)));
      const brought = (payload.links as Link[]).filter(({ number }) => !known.some((each) => each.number === number));
      const people = (payload.people as Person[]).filter(({ id }) => !room.access.some((each) => each.id === id));
      return { ...room, links: [...known, ...brought], access: [...room.access, ...people] };
    }
    default: {
      const state = /^postmortem_(\w+)$/.exec(entry.kind)?.[1];
      if (!state) return room;
      const targets = state === 'published' ? done('postmortem') : room.targets;
      return { ...room, targets, postmortem: postmortemAfter(state, room.postmortem) };
    }
  }
}

const ended = ['declined', 'merged', 'cancelled'];
const linksWithout = (room: Room, number: number) => room.links.filter((link) => link.number !== number);

/** Whoever holds command when an incident is re-opened goes on holding it. */
function fulfilSeated(targets: Target[], room: Room, occurrence: number, at: Date): Target[] {
  const isSeated = room.seats.some(({ seat }) => seat === 'commander');
  return isSeated ? fulfil(targets, occurrence, 'commander', at) : targets;
}

/** The room with its targets judged, as of `now`. */
export function judgeRoom(room: Room, incident: Incident, now: Date): Room {
  const facts = {
    status: incident.status,
    occurrence: incident.occurrence,
    detectedAt: incident.detectedAt,
    resolvedAt: incident.resolvedAt,
    hasCandidate: room.deploys.some(({ verdict }) => verdict !== 'dismissed'),
    rollbackFailed: room.rollbackFailed,
    isBackfilled: room.isBackfilled,
    postmortemSkipped: room.postmortem === 'skipped',
  };
  return { ...room, targets: judge(room.targets, facts, now) };
}
