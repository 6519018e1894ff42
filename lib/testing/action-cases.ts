import { randomUUID } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { hashPassword } from '@/lib/auth/passwords';
import { can } from '@/lib/auth/policy';
import { randomToken } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';
import { editIncident } from '@/lib/incidents/commands/edit';
import { readPolicies } from '@/lib/incidents/commands/read-policies';
import { addTask } from '@/lib/incidents/commands/tasks';
import { incidentForm } from '@/lib/incidents/schema';
import { addComment } from '@/lib/postmortems/commands/comments';
import { approvePostmortem, submitPostmortem } from '@/lib/postmortems/commands/review';
import { confirmTimeline } from '@/lib/postmortems/commands/settle';
import { saveVersion } from '@/lib/postmortems/commands/versions';
import { operationCases, type Send } from './operation-cases';
import { makeKey, makeUser } from './people';
import { demoCluster } from './rollback-cases';

const newPassword = 'another good password';
const presentPassword = 'the present password';

async function givePassword(who: Actor): Promise<void> {
  if (who.kind !== 'user') return;
  const hash = await hashPassword(presentPassword);
  await primarySql(sql`UPDATE user_account SET password_hash = ${hash} WHERE id = ${who.id}`);
}

const target = async () => ({ userId: (await makeUser('responder')).id });

const channelCase = () => ({
  kind: 'slack',
  name: `Channel ${randomToken(8)}`,
  url: 'https://127.0.0.1/nobody',
  canPage: false,
  steps: [],
  includesDrills: false,
  enabled: false,
});

/** A channel that is switched off, so that nothing is sent beside the test. */
async function makeChannel(): Promise<string> {
  const [row] = await primarySql<{ id: string }>(sql`
    INSERT INTO notification_channel (name, kind, config, sealed_secrets, can_page, steps, enabled)
    VALUES (${randomToken(8)}, 'slack', '{"kind": "slack", "host": "127.0.0.1"}', '', false, '{}', false) RETURNING id`);
  return row?.id ?? '';
}

/** A message that is on its way for years to come: asking for it again changes nothing, and nobody takes it over. */
async function makeDelivery(): Promise<string> {
  const [row] = await primarySql<{ id: string }>(sql`
    WITH channel AS (
      INSERT INTO notification_channel (name, kind, config, sealed_secrets, can_page, steps)
      VALUES (${randomToken(8)}, 'slack', '{"kind": "slack", "host": "127.0.0.1"}', '', false, '{}') RETURNING id),
    about AS (
      INSERT INTO incident (title, status, severity, kind, detected_at, resolved_at)
      VALUES ('A case', 'resolved', 'SEV3', 'test', now(), now()) RETURNING id)
    INSERT INTO outbox (incident_id, event_seq, step, channel_id, recipient, urgency, payload, state, next_at, lease)
    SELECT about.id, 1, 'declared', channel.id, 'slack', 'notify', '{}', 'sending', '2100-01-01', gen_random_uuid()
    FROM channel, about RETURNING id`);
  return row?.id ?? '';
}

async function paramOf(operation: string, name: string, send: Send): Promise<string> {
  const given = await operationCases[operation]?.(send);
  return given?.params?.[name] ?? '';
}

const incidentKey = (send: Send) => paramOf('readIncident', 'key', send);
/** An incident whose declarer is whoever will act, where that is a person. */
async function declaredBy(send: Send, who: Actor): Promise<string> {
  const key = await incidentKey(send);
  const by = who.kind === 'user' ? who.id : null;
  const [row] = await primarySql<{ key: string }>(sql`
    UPDATE incident SET declared_by_id = ${by}::uuid, fold = jsonb_set(fold, '{room,declaredBy}', coalesce(to_jsonb(${by}::text), 'null'))
    WHERE external_id = ${key} RETURNING 'INC-' || number AS key`);
  return row?.key ?? key;
}

/** The key of a post-mortem in this state. */
async function postmortemIn(state: 'draft' | 'confirmed' | 'in_review' | 'approved', send: Send): Promise<string> {
  const key = await paramOf('pullUpdates', 'key', send);
  const by = { actor: { kind: 'system', name: 'a case' } } as const;
  if (state !== 'draft') await confirmTimeline.execute({ key, rows: [1] }, by);
  if (state === 'in_review' || state === 'approved') await submitPostmortem.execute({ key }, by);
  if (state === 'approved')
    await approvePostmortem.execute({ key, upto_seq: 1 }, { actor: await makeUser('responder') });
  return key;
}

/** A comment on a post-mortem, written by `who` where they may write one. */
async function commentIn(send: Send, who?: Actor): Promise<{ key: string; comment: number }> {
  const key = await postmortemIn('draft', send);
  const actor = who?.kind === 'user' && can(who, 'postmortem:comment') ? who : await makeUser('responder');
  const { id } = await addComment.execute({ key, ...commentCase() }, { actor });
  return { key, comment: id };
}

const commentCase = () => ({
  idem_key: randomUUID(),
  field: 'lessons' as const,
  passage: { start: { tname: 'lessons' }, end: { tname: 'lessons' }, quote: 'the pool', before: '', after: '' },
  text: 'Which of them?',
});

/**
 * Valid input for each server action, by its name; `who` is the one that will send it. The matrix of permissions fails for an
 * action that has none.
 */
export const actionCases: Record<string, (send: Send, who: Actor) => unknown> = {
  planRollbackAction: async (send) => (await operationCases.planRollback?.(send))?.body,
  requestRollbackAction: async (send) => (await operationCases.requestRollback?.(send))?.body,
  cancelRollbackAction: async (send) => (await operationCases.cancelRollback?.(send))?.params,
  lookAgainAction: async (send) => (await operationCases.lookAgain?.(send))?.params,
  removeDeploymentAction: async (send) => ({ id: await paramOf('readDeployment', 'id', send) }),
  editIncidentAction: async (send) => ({
    key: await paramOf('readIncident', 'key', send),
    summary: randomToken(8),
  }),
  goOnInAction: async (send) => ({ key: await paramOf('addTask', 'key', send), other: await incidentKey(send) }),
  addNoteAction: async (send) => ({ key: await incidentKey(send), text: 'A note' }),
  declareIncidentAction: () => ({ title: `A case ${randomToken(4)}` }),
  addActionItemAction: async (send) => ({
    incident: await paramOf('readIncident', 'key', send),
    text: 'Extend the load test',
  }),
  editActionItemAction: async (send) => ({ id: await paramOf('editAction', 'id', send), priority: 'P1' }),
  changeSeatAction: async (send) => ({ key: await incidentKey(send), seat: 'scribe', do: 'release' }),
  acknowledgeAction: async (send) => ({ key: await incidentKey(send) }),
  addTaskAction: async (send) => ({ key: await incidentKey(send), text: 'Check the pool' }),
  changeTaskAction: async (send) => {
    const key = await incidentKey(send);
    const { seq } = await addTask.execute({ key, text: 'Check the pool' }, { actor: { kind: 'system', name: 'test' } });
    return { key, task: seq, done: true };
  },
  postUpdateAction: async (send) => ({ key: await incidentKey(send), conditions: 'Log-in fails' }),
  judgeDeployAction: async (send) => {
    const id = await paramOf('readDeployment', 'id', send);
    const [row] = await primarySql<{ id: number }>(sql`SELECT id FROM deployment WHERE external_id = ${id}`);
    return { key: await incidentKey(send), deployment: row?.id, verdict: 'dismissed' };
  },
  changeEntryAction: async (send) => ({ key: await incidentKey(send), seq: 1, do: 'pin' }),
  linkIncidentsAction: async (send) => ({
    key: await incidentKey(send),
    other: await incidentKey(send),
    link: 'related',
  }),
  changeAccessAction: async (send, who) => {
    const key = await declaredBy(send, who);
    await editIncident.execute(incidentForm.parse({ key, visibility: 'private' }), {
      actor: { kind: 'system', name: 'a case' },
    });
    return { key, user: (await makeUser('viewer')).id, do: 'let_in' };
  },
  remindOwnersAction: () => ({}),
  startPostmortemAction: async (send) => ({ key: await paramOf('readPostmortem', 'key', send) }),
  submitPostmortemAction: async (send) => ({ key: await postmortemIn('confirmed', send) }),
  requestChangesAction: async (send) => ({ key: await postmortemIn('in_review', send), note: 'Say who was hit' }),
  approvePostmortemAction: async (send) => ({ key: await postmortemIn('in_review', send), upto_seq: 1 }),
  publishPostmortemAction: async (send) => ({ key: await postmortemIn('approved', send) }),
  revisePostmortemAction: async (send) => ({ key: await postmortemIn('approved', send) }),
  skipPostmortemAction: async (send) => ({ key: await postmortemIn('draft', send), reason: 'A false alarm' }),
  confirmTimelineAction: async (send) => ({ key: await postmortemIn('draft', send), rows: [1] }),
  takePostmortemAction: async (send) => ({ key: await postmortemIn('draft', send) }),
  saveVersionAction: async (send) => ({ key: await postmortemIn('draft', send), name: 'Before the review' }),
  restoreVersionAction: async (send) => {
    const key = await postmortemIn('draft', send);
    const { id } = await saveVersion.execute({ key, name: 'Kept' }, { actor: { kind: 'system', name: 'a case' } });
    return { key, version: id };
  },
  addCommentAction: async (send) => ({ key: await postmortemIn('draft', send), ...commentCase() }),
  replyToCommentAction: async (send) => ({
    ...(await commentIn(send)),
    idem_key: randomUUID(),
    text: 'The one of the cart',
  }),
  editCommentAction: async (send, who) => ({ ...(await commentIn(send, who)), text: 'Which pool?' }),
  deleteCommentAction: async (send, who) => commentIn(send, who),
  settleCommentAction: async (send) => ({ ...(await commentIn(send)), resolved: true }),
  editServiceAction: async (send) => {
    const slug = await paramOf('readService', 'slug', send);
    return { slug, team: { from: 'here', name: `Team ${randomToken(8)}` }, repository: 'acme/checkout' };
  },
  setEnvironmentKindAction: () => ({ name: 'production', kind: 'production' }),
  createKeyAction: () => ({ name: 'A case', scopes: ['ingest'], expiresAt: null }),
  revokeKeyAction: async () => ({ id: (await makeKey(['read'])).id }),
  saveChannelAction: () => channelCase(),
  removeChannelAction: async () => ({ id: await makeChannel() }),
  testChannelAction: async () => ({ id: await makeChannel() }),
  setRouteAction: () => ({ severity: 'SEV3', reaction: 'none', primary: [], fallback: [] }),
  editSeverityAction: async () => {
    const { SEV3 } = await readPolicies({ sql: primarySql });
    const { reaction: _reaction, ...policy } = SEV3;
    return policy;
  },
  sendAgainAction: async () => ({ id: await makeDelivery() }),
  createSourceAction: () => ({ kind: 'alertmanager', name: 'A case' }),
  editSourceAction: async (send) => ({
    id: await paramOf('removeWebhookSource', 'id', send),
    name: `Shop ${randomToken(4)}`,
  }),
  removeSourceAction: async (send) => ({ id: await paramOf('removeWebhookSource', 'id', send) }),
  rotateSecretAction: async (send) => ({ id: await paramOf('removeWebhookSource', 'id', send) }),
  adoptSecretAction: async (send) => ({
    id: await paramOf('removeWebhookSource', 'id', send),
    secret: randomToken(24),
  }),
  createClusterAction: () => ({ name: `A case ${randomToken(8)}`, kind: 'simulated' }),
  editClusterAction: async (send) => ({
    id: await paramOf('readCluster', 'id', send),
    name: `Cluster ${randomToken(8)}`,
  }),
  removeClusterAction: async (send) => ({ id: await paramOf('removeCluster', 'id', send) }),
  checkClusterAction: async (send) => ({ id: await paramOf('checkCluster', 'id', send) }),
  linkTargetAction: async (send) => {
    const { params, body } = (await operationCases.linkTarget?.(send)) ?? {};
    return { ...params, ...(body as object) };
  },
  unlinkTargetAction: async (send) => (await operationCases.unlinkTarget?.(send))?.params,
  deployBadVersionAction: async (send) => ({ id: await demoCluster(send) }),
  replayDeliveryAction: async (send) => (await operationCases.replayDelivery?.(send))?.params,
  createUserAction: () => {
    const email = `${randomToken(8).toLowerCase()}@example.com`;
    return { email, name: 'A case', role: 'viewer', password: newPassword };
  },
  changeRoleAction: async () => ({ ...(await target()), role: 'viewer' }),
  setDisabledAction: async () => ({ ...(await target()), disabled: true }),
  resetPasswordAction: async () => ({ ...(await target()), password: newPassword }),
  endSessionsAction: target,
  changeOwnNameAction: () => ({ name: `Name ${randomToken(4)}` }),
  changeOwnPasswordAction: async (_send, who) => {
    await givePassword(who);
    return { current: presentPassword, password: newPassword };
  },
  endOtherSessionsAction: () => ({}),
  confirmSessionAction: async (_send, who) => {
    await givePassword(who);
    return { password: presentPassword };
  },
};
