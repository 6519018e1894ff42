import { Card } from '@/components/ui/card';
import { FactList } from '@/components/ui/fact-list';
import { Notice } from '@/components/ui/notice';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { clusterKindWords, permissionWords } from '@/lib/clusters/model/words';
import type { CheckAnswer, ClusterAnswer } from '@/lib/clusters/schema/settings';
import { formatCount } from '@/lib/core/format';
import classes from './clusters.module.css';

/** What a check said, in one word. */
export function CheckState({ check }: { check: CheckAnswer | null }) {
  if (check === null) return <StatusBadge tone="waiting">Not checked yet</StatusBadge>;
  if (check.error !== null) return <StatusBadge tone="bad">No answer</StatusBadge>;
  if (check.missing.length > 0)
    return <StatusBadge tone="warning">{formatCount(check.missing.length, 'right')} missing</StatusBadge>;
  return <StatusBadge tone="good">Connected</StatusBadge>;
}

/** Which rights the credentials have, which they lack, and which are more than needed. */
export function Rights({ found }: { found: CheckAnswer }) {
  if (found.error !== null) return <Notice tone="danger">{found.error}</Notice>;
  return (
    <div className={classes.stacked}>
      {found.missing.length === 0 && (
        <Notice tone="success">It answers, and all rights that Fairlead needs are there.</Notice>
      )}
      <ul className={classes.rights}>
        {Object.entries(found.permissions).map(([name, isGranted]) => (
          <li key={name}>
            <StatusBadge tone={isGranted ? 'good' : 'bad'}>
              {permissionWords[name] ?? name}
              {isGranted ? '' : ': not allowed'}
            </StatusBadge>
          </li>
        ))}
      </ul>
      {found.missing.length > 0 && (
        <Notice tone="warning">
          Missing: <Names names={found.missing} />
        </Notice>
      )}
      {found.excess.length > 0 && (
        <Notice tone="warning">
          More than it needs: <Names names={found.excess} /> Whoever stole these credentials could use them. Take them
          away.
        </Notice>
      )}
    </div>
  );
}

function Names({ names }: { names: string[] }) {
  return (
    <ul className={classes.names}>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

/** What a cluster is, where, and what its last check said. */
export function ClusterFacts({ cluster, zone }: { cluster: ClusterAnswer; zone: string }) {
  const { kind, address, check, checked_at } = cluster;
  return (
    <Card title="Connection">
      <div className={classes.stacked}>
        <FactList
          facts={[
            { label: 'Kind', value: clusterKindWords[kind].label },
            { label: 'Where', value: address },
            {
              label: 'Last check',
              value: checked_at ? <Timestamp at={checked_at} zone={zone} relative /> : null,
              absent: 'never',
            },
            { label: 'Version', value: check?.version ?? null },
            { label: 'Credentials', value: kind === 'simulated' ? null : 'sealed, never shown' },
          ]}
        />
        {check && <Rights found={check} />}
      </div>
    </Card>
  );
}
