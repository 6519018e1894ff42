import net from 'node:net';
import nodemailer from 'nodemailer';
import { OutgoingError, resolveOutgoing } from '@/lib/server/outgoing';
import type { ChannelAdapter, Outcome } from '../adapter';
import { headlineOf, linesOf } from '../model/message';

const smtpPorts = [25, 465, 587, 2525];

/** One message per address. Its Message-ID is that of the delivery, so that a repeat is known as one. */
export const email: ChannelAdapter<'email'> = {
  async send({ config, secrets }, { id, recipient, facts }, { deadlineMs, origin }) {
    const { host, port, security, user, from } = config;
    let close = () => {};
    const late = new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => resolve(failed(`No answer within ${deadlineMs / 1000} s.`)), deadlineMs);
      close = () => clearTimeout(timer);
    });
    const send = async (): Promise<Outcome> => {
      const { address } = await resolveOutgoing(host, port, smtpPorts);
      const transport = nodemailer.createTransport({
        host: address,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        // The certificate is that of the name, not of the address that was checked.
        tls: net.isIP(host) ? {} : { servername: host },
        ...(user ? { auth: { user, pass: secrets.password } } : {}),
        connectionTimeout: deadlineMs,
        greetingTimeout: deadlineMs,
        socketTimeout: deadlineMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const thread = `<${facts.key}.fairlead@${new URL(origin).hostname}>`;
      await transport.sendMail({
        from,
        to: recipient,
        subject: headlineOf(facts),
        text: [...linesOf(facts), '', facts.url, ''].join('\n'),
        messageId: `<${id}.fairlead@${new URL(origin).hostname}>`,
        // One thread per incident in the reader's program; no answers from machines.
        inReplyTo: thread,
        references: thread,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { ok: true };
    };
    return Promise.race([send().catch(outcomeOf), late]).finally(close);
  },
};

function failed(error: string, isFinal = false): Outcome {
  return { ok: false, error, retryAfterMs: null, isFinal };
}

/** What a mail server said, without its words, which may name anybody. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof OutgoingError) return failed(error.message);
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  if (code === 'EAUTH') return failed('The mail server did not accept user and password.');
  if (code === 'ETLS') return failed('The mail server has no TLS that can be trusted.');
  if (responseCode)
    // A mailbox that is refused for good will not be there in ten hours either.
    return failed(`The mail server answered ${responseCode}.`, code === 'EENVELOPE' && responseCode >= 500);
  return failed(`No connection to the mail server${code ? `: ${code}` : ''}.`);
}
