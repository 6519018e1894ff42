import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { UserActor } from '@/lib/auth/actor';
import { happen, makeIncident, outboxOf, route } from '@/lib/testing/notifications';
import { makeUser } from '@/lib/testing/people';
import { saveChannel } from '../commands/save-channel';
import { sendDue } from '../commands/send';
import { testChannel } from '../commands/test-channel';

process.env.FAIRLEAD_OUTGOING_HOSTS = '127.0.0.1';

const mails: { to: string; text: string }[] = [];
let admin: UserActor;
let port: number;

const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authOptional: true,
  allowInsecureAuth: true,
  logger: false,
  onAuth: ({ username, password }, _session, done) =>
    username === 'desk' && password === 'right' ? done(null, { user: 'desk' }) : done(new Error('Invalid login')),
  onRcptTo: ({ address }, _session, done) =>
    done(address.startsWith('gone@') ? Object.assign(new Error('No such mailbox'), { responseCode: 550 }) : null),
  onData: (stream, session, done) => {
    let text = '';
    stream.on('data', (part) => (text += part));
    stream.on('end', () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text });
      done();
    });
  },
});

beforeAll(async () => {
  admin = await makeUser('admin');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.server.address() as AddressInfo).port;
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

const makeMail = (to: string, user = '', password = '') =>
  saveChannel.execute(
    {
      kind: 'email',
      name: `mail ${Math.random()}`,
      host: '127.0.0.1',
      port,
      security: 'none',
      user,
      password,
      from: 'desk@example.com',
      to,
      canPage: false,
      steps: [],
      includesDrills: false,
      enabled: true,
    },
    { actor: admin },
  );

it('one mail per address, each with an own fate, in one thread per incident', async () => {
  const { id } = await makeMail('Ana@example.com, gone@example.com\nben@example.com', 'desk', 'right');
  await route(id);
  const incident = await makeIncident('Card payments fail');
  await happen(incident, 'declared');
  await sendDue();
  const rows = await outboxOf(incident);
  expect(rows.map(({ recipient, state, error }) => `${recipient} ${state} ${error}`)).toEqual([
    'ana@example.com sent null',
    'ben@example.com sent null',
    'gone@example.com failed The mail server answered 550.',
  ]);
  expect(mails.map(({ to }) => to).sort()).toEqual(['ana@example.com', 'ben@example.com']);
  const mine = mails.find(({ to }) => to.startsWith('ana'))?.text ?? '';
  expect(mine).toContain(`Message-ID: <${rows[0]?.id}.fairlead@127.0.0.1>`);
  expect(mine).toContain(`References: <INC-${incident.number}.fairlead@127.0.0.1>`);
  expect(mine).toContain(`Subject: SEV1 INC-${incident.number} declared: Card payments fail`);
  expect(mine).toContain(`http://127.0.0.1:3000/incidents/INC-${incident.number}`);
});

it('says in words what the mail server did not like', async () => {
  const refused = await makeMail('ana@example.com', 'desk', 'wrong');
  expect(await testChannel.execute({ id: refused.id }, { actor: admin })).toEqual([
    { recipient: 'ana@example.com', error: 'The mail server did not accept user and password.' },
  ]);
  await expect(makeMail('ana@example.com, nobody')).rejects.toMatchObject({ path: '/to' });
});
