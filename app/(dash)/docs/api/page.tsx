import type { Metadata } from 'next';
import { Call } from '@/components/reference/call';
import { Contents } from '@/components/reference/contents';
import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { loadReference } from '@/lib/api/load';
import { requireUser } from '@/lib/auth/page';
import { env } from '@/lib/config/env';
import classes from './reference.module.css';

export const metadata: Metadata = { title: 'API reference' };

export default async function ApiReferencePage() {
  const groups = await loadReference(await requireUser());
  return (
    <>
      <PageHeader
        title="API reference"
        note={`Version 1 at ${env().PUBLIC_URL}/api/v1`}
        liveZone={null}
        actions={
          <LinkButton href="/api/v1/openapi.json" download>
            Download OpenAPI 3.1
          </LinkButton>
        }
      />
      <div className={classes.columns}>
        <div className={classes.contents}>
          <Contents groups={groups} />
        </div>
        <div className={classes.groups}>
          <Card title="Before the first call">
            <div className={classes.prose}>
              <p>
                Make a key in <Link href="/settings/keys">Settings, API keys</Link> and put it into the variable{' '}
                <code>FAIRLEAD_API_KEY</code>: then every command here works as pasted.
              </p>
              <p>
                Bodies are JSON in UTF-8. Times need an offset (<code>2026-03-02T10:00:00Z</code>), durations are
                seconds. Lists take <code>limit</code> (50, at most 200) and <code>cursor</code>, and answer{' '}
                <code>next_cursor</code>.
              </p>
              <p>
                A refusal is <code>application/problem+json</code> with a stable <code>code</code>, a{' '}
                <code>detail</code> that says what to do, the <code>path</code> of the field, and a{' '}
                <code>request_id</code>. Success is answered only after everything is stored. Send again what was
                answered 408, 429 or 503, never another refusal.
              </p>
            </div>
          </Card>
          {groups.map(({ tag, calls }) => (
            <Card key={tag} title={tag} note={calls.length === 1 ? '1 call' : `${calls.length} calls`} flush>
              {calls.map((call) => (
                <Call key={call.id} call={call} />
              ))}
            </Card>
          ))}
        </div>
      </div>
    </>
  );
}
