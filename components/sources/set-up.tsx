import type { ReactNode } from 'react';
import { CodeBlock } from '@/components/ui/code-block';
import { configSnippet, testCall, unknownSecret } from '@/lib/sources/model/snippets';
import type { WebhookKind } from '@/lib/sources/schema';
import classes from './source.module.css';

type SetUpProps = {
  kind: WebhookKind;
  url: string;
  /** Null where the page does not know it: it was shown once. */
  secret: string | null;
  /** What stands in place of the secret then. */
  instead?: ReactNode;
};

/** What to do in the other system, step by step, ready to paste. */
export function SetUp({ kind, url, secret, instead }: SetUpProps) {
  const shown = secret ?? unknownSecret;
  const config = configSnippet(kind, url, shown);
  const test = testCall(kind, url, shown);
  return (
    <ol className={classes.steps}>
      <Step number={1} title="Copy the webhook URL">
        <CodeBlock label="Webhook URL" code={url} copyLabel="Copy URL" />
      </Step>
      <Step number={2} title={kind === 'pagerduty' ? 'Exchange the secret' : 'Copy the secret'}>
        {secret === null ? (
          instead
        ) : (
          <CodeBlock label="Secret, shown this once" code={secret} copyLabel="Copy secret" />
        )}
      </Step>
      <Step number={3} title={`Paste it ${kind === 'alert' ? 'where something breaks' : 'there'}`}>
        <p className={classes.hint}>{config.where}</p>
        <CodeBlock label={config.label} code={config.code} copyLabel="Copy it" />
      </Step>
      {test && (
        <Step number={4} title={test.label}>
          <p className={classes.hint}>{test.where}</p>
          <CodeBlock label="Shell" code={test.code} copyLabel="Copy the command" />
        </Step>
      )}
    </ol>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className={classes.step}>
      <span className={classes.number} aria-hidden="true">
        {number}
      </span>
      <div className={classes.body}>
        <h3 className={classes.title}>{title}</h3>
        {children}
      </div>
    </li>
  );
}
