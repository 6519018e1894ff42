import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import { addActionItem } from '@/lib/actions/commands/add';
import { actionBody } from '@/lib/actions/schema';
import type { Actor } from '@/lib/auth/actor';
import { randomToken } from '@/lib/core/ids';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { changeAccess } from '@/lib/incidents/commands/access';
import { addNote } from '@/lib/incidents/commands/add-note';
import { declareIncident } from '@/lib/incidents/commands/declare';
import { addTask } from '@/lib/incidents/commands/tasks';
import { postUpdate } from '@/lib/incidents/commands/updates';
import { addComment } from '@/lib/postmortems/commands/comments';
import { startPostmortem } from '@/lib/postmortems/commands/start';
import { saveVersion } from '@/lib/postmortems/commands/versions';
import { planRollback } from '@/lib/rollbacks/commands/plan-rollback';
import { requestRollback } from '@/lib/rollbacks/commands/request-rollback';
import type { Send } from './operation-cases';
import { revisionOf, simulatedService } from './simulated-service';

/** Two private incidents that say the same secret word wherever something can be said, and what else points to them. */
export type Secret = {
  /** In every text, and nowhere else. */
  word: string;
  /** Beside it, to search for. */
  topic: string;
  /** Reported by a key, resolved, with a post-mortem. */
  resolved: string;
  /** Declared by a person, going on. */
  active: string;
  /** What the key calls the resolved one. */
  externalId: string;
  /** What caused it. */
  deployment: { id: string; key: string };
  action: string;
  /** A service that both name and nothing else; the active one names an environment likewise. */
  service: string;
  /** Of the active one: its reason says the word. */
  rollback: string;
};

/** So high that the number stands in no other text. */
const firstNumber = 7_712_345;
/** The keys of both, and of none other. */
export const secretNumbers = /77123(45|46)(?!\d)/;
/** What nothing has. */
export const noSecret = { key: 'INC-7799999', externalId: 'hidden-9', action: 'ACT-999999999', service: 'svc-nothing' };

/** Makes them; `report` sends with the key that reports the resolved one, `insider` declares the other and is let into the first. */
export async function makeSecret(report: Send, insider: Actor & { kind: 'user' }): Promise<Secret> {
  const word = `zq${randomToken(9)
    .toLowerCase()
    .replace(/[^a-z]/g, 'x')}`;
  const topic = `topic${randomToken(6)
    .toLowerCase()
    .replace(/[^a-z]/g, 'y')}`;
  const title = `The ${topic} of ${word} leaked`;
  const deployment = `dep-${randomToken(6)}`;
  const at = (minute: number) => `2026-03-02T10:${String(minute).padStart(2, '0')}:00Z`;
  await report('POST', '/api/v1/deployments', {
    id: deployment,
    service: 'checkout',
    environment: 'production',
    status: 'succeeded',
    finished_at: at(1),
    team: 'Payments',
  });
  await primarySql(sql`SELECT setval('incident_number_seq', ${firstNumber}, false)`);
  const service = `svc-${word}`;
  const incident = {
    id: 'hidden-1',
    title,
    severity: 'SEV1',
    services: ['checkout', service],
    environment: 'production',
    detected_at: at(5),
    resolved_at: at(40),
    caused_by: deployment,
    fixed_by: deployment,
    summary: `Nobody may know of ${word}`,
    visibility: 'private',
  };
  const { key: resolved } = (await report('POST', '/api/v1/incidents', incident)) as { key: string };
  await report('PATCH', `/api/v1/incidents/${resolved}`, { summary: `Really nobody may know of ${word}` });
  const byInsider = { actor: insider };
  const bySystem = { actor: { kind: 'system', name: 'a case' } } as const;
  await changeAccess.execute({ key: resolved, user: insider.id, do: 'let_in' }, bySystem);
  const { number } = await declareIncident.execute(
    { title, severity: 'SEV1', services: ['checkout', service], environment: `env-${word}`, visibility: 'private' },
    byInsider,
  );
  const active = `INC-${number}`;
  for (const key of [resolved, active]) {
    const note = { text: `Note on ${topic} ${word}`, kind: 'note' as const, occurredAt: null };
    await addNote.execute({ key, note }, byInsider);
    await addTask.execute({ key, text: `Task on ${word}`, is_blocking: true }, byInsider);
    await postUpdate.execute({ key, conditions: `Update on ${word}`, actions: word, needs: word }, byInsider);
  }
  await startPostmortem.execute({ key: resolved }, byInsider);
  await saveVersion.execute({ key: resolved, name: `Version ${word}` }, byInsider);
  const passage = { start: {}, end: {}, quote: `Quoted ${word}`, before: '', after: '' };
  const comment = { field: 'lessons' as const, passage, text: `Comment on ${word}` };
  await addComment.execute({ key: resolved, idem_key: randomUUID(), ...comment }, byInsider);
  await primarySql(sql`
    UPDATE postmortem SET text = ${`The post-mortem of ${topic} ${word}`}
    WHERE incident_id = (SELECT id FROM incident WHERE 'INC-' || number = ${resolved})`);
  const due = now().toISOString().slice(0, 10);
  const item = actionBody.parse({ text: `Action on ${word}`, due_on: due, owner: insider.email });
  const action = await addActionItem.execute({ key: resolved, item }, byInsider);
  const [row] = await primarySql<{ id: number }>(sql`SELECT id FROM deployment WHERE external_id = ${deployment}`);
  return {
    word,
    topic,
    resolved,
    active,
    externalId: incident.id,
    deployment: { id: deployment, key: String(row?.id ?? 0) },
    action: `ACT-${action.id}`,
    service,
    rollback: await rollBack(active, word),
  };
}

/** A rollback of an incident, of a service of which nothing else tells. */
async function rollBack(incident: string, word: string): Promise<string> {
  const service = 'rolled-back';
  const crash = { kind: 'crash-loop', afterMs: 100 } as const;
  await simulatedService(service, [revisionOf(service, 'v1'), revisionOf(service, 'v2', crash)], ['v1']);
  const by = { actor: { kind: 'system', name: 'a case' } } as const;
  const { plan_id, hash } = await planRollback.execute({ service, environment: 'production' }, by);
  const { id } = await requestRollback.execute({ plan_id, hash, reason: `Because of ${word}`, incident }, by);
  return id;
}
