import { versionName } from '@/components/deployments/version-name';
import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { Running } from '@/lib/catalog/queries/page-facts';
import classes from './environments.module.css';

const states = { queued: ['waiting', 'queued'], in_progress: ['running', 'on its way'] } as const;

/** The version in each environment of a service, from development to production. */
export function Environments({ running, zone }: { running: Running[]; zone: string }) {
  if (running.length === 0) return null;
  const production = running.find(({ kind, current }) => kind === 'production' && current)?.current ?? null;
  return (
    <Card flush title="What runs where">
      <ul className={classes.strip}>
        {running.map(({ environment, kind, current, next }) => (
          <li key={environment} className={classes.environment}>
            <div className={classes.top}>
              <span>{environment}</span>
              {next && (
                <Link href={`/deployments/${next.key}`}>
                  <StatusBadge tone={states[next.status][0]}>
                    {next.version ?? 'A deployment'} {states[next.status][1]}
                  </StatusBadge>
                </Link>
              )}
            </div>
            {current ? (
              <>
                <span className={classes.version}>
                  <Link href={`/deployments/${current.key}`}>
                    {versionName(current) ?? 'A version that was not reported'}
                  </Link>
                </span>
                <span className={classes.facts}>
                  {current.version && current.commit && <span className="mono">{current.commit.slice(0, 8)} · </span>}
                  since <Timestamp at={current.at} zone={zone} />
                </span>
                {kind !== 'production' && production && (
                  <span className={classes.beside}>
                    {isSame(current, production) ? 'Same version as production' : 'Another version than production'}
                  </span>
                )}
              </>
            ) : (
              <span className={classes.none}>No deployment here succeeded and stayed</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Current = NonNullable<Running['current']>;

function isSame(a: Current, b: Current): boolean {
  if (a.version !== null && b.version !== null) return a.version === b.version;
  return a.commit !== null && a.commit === b.commit;
}
