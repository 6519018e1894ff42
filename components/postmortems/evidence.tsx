import { Check, CircleDashed, Minus, X } from 'lucide-react';
import { Card } from '@/components/ui/card';
import { FactList } from '@/components/ui/fact-list';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import { formatDuration } from '@/lib/core/format';
import {
  beginningOf,
  type DeployFact,
  type PostmortemFacts,
  spanMs,
  type TargetFact,
  targetMark,
  targetWord,
} from '@/lib/postmortems/model/facts';
import classes from './evidence.module.css';
import { sinceText } from './since-text';

const marks = { met: Check, missed: X, not_applicable: Minus, waived: Minus, pending: CircleDashed } as const;

/** How a target went: when it was met, counted from where its time began. */
function verdict({ state, dueAt, metAt, afterMinutes, reason }: TargetFact): string {
  const anchor = new Date(new Date(dueAt).getTime() - afterMinutes * 60_000).toISOString();
  const late = spanMs(dueAt, metAt);
  switch (state) {
    case 'met':
      return metAt ? `met ${sinceText(anchor, metAt)}` : 'met';
    case 'missed':
      return late === null ? 'missed' : `missed by ${formatDuration(late / 1000)}`;
    case 'not_applicable':
      return 'not applicable';
    case 'waived':
      return reason ? `waived: ${reason}` : 'waived';
    case 'pending':
      return 'pending';
  }
}

function Targets({ targets }: { targets: TargetFact[] }) {
  if (targets.length === 0)
    return <p className={classes.none}>This severity has no response targets, or they were not set when it began.</p>;
  const isNumbered = targets.some(({ occurrence }) => occurrence > 1);
  return (
    <ul className={classes.targets}>
      {targets.map((target) => {
        const { code, state, occurrence, afterMinutes } = target;
        const Icon = marks[state];
        return (
          <li key={`${code} ${occurrence} ${target.dueAt}`} className={classes.target} data-state={state}>
            <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
            <span>
              {targetWord(code)} by {targetMark(afterMinutes)}
              {isNumbered && ` (${occurrence})`}
            </span>
            <span className={classes.verdict}>{verdict(target)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Deploy({ deploy }: { deploy: DeployFact }) {
  return (
    <>
      <Link href={`/deployments/${deploy.key}`}>
        {deploy.service} {deploy.version ?? deploy.id}
      </Link>
      {deploy.finishedAt && (
        <span className={classes.when}>
          <Timestamp at={deploy.finishedAt} zone="UTC" />
        </span>
      )}
    </>
  );
}

/** The spans that a post-mortem talks of, each with the moments that it lies between. */
function spansOf({ startedAt, detectedAt, mitigatedAt, resolvedAt, cause, fix }: PostmortemFacts) {
  const end = (ms: number | null) => (ms === null ? null : formatDuration(ms / 1000));
  return [
    { label: 'To detect', value: end(spanMs(startedAt, detectedAt)), absent: 'nobody said when it began' },
    { label: 'To mitigate, from detection', value: end(spanMs(detectedAt, mitigatedAt)), absent: 'not mitigated' },
    { label: 'To restore, from detection', value: end(spanMs(detectedAt, resolvedAt)), absent: 'not resolved' },
    {
      label: 'Duration, from impact',
      value: end(spanMs(startedAt, resolvedAt)),
      absent: startedAt ? 'not resolved' : 'nobody said when it began',
    },
    ...(cause && fix
      ? [
          {
            label: 'Fix, from the deployment',
            value: end(spanMs(cause.finishedAt, fix.finishedAt)),
            absent: 'not known',
          },
        ]
      : []),
  ];
}

/** What the text is based on: targets, spans, deployments. */
export function Evidence({ facts }: { facts: PostmortemFacts }) {
  const { targets, cause, fix } = facts;
  const count = (state: TargetFact['state']) => targets.filter((target) => target.state === state).length;
  return (
    <>
      <Card title="Targets" note={targets.length > 0 ? `${count('met')} met · ${count('missed')} missed` : undefined}>
        <Targets targets={targets} />
      </Card>
      <Card title="Spans" note={`from ${facts.startedAt ? 'impact' : 'detection'}, ${beginningOf(facts).slice(0, 10)}`}>
        <dl className={classes.spans}>
          {spansOf(facts).map(({ label, value, absent }) => (
            <div key={label} className={classes.span}>
              <dt>{label}</dt>
              <dd>{value ?? <span className={classes.none}>{absent}</span>}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title="Deployment" note="UTC">
        <FactList
          facts={[
            {
              label: 'Exposed by',
              value: cause && <Deploy deploy={cause} />,
              absent: 'no deployment was judged the cause',
            },
            {
              label: fix?.isRollback ? 'Restored by' : 'Fixed by',
              value: fix && <Deploy deploy={fix} />,
              absent: 'no deployment was judged the fix',
            },
          ]}
        />
      </Card>
    </>
  );
}
