import { Card } from '@/components/ui/card';
import { FactList } from '@/components/ui/fact-list';
import { Timestamp } from '@/components/ui/timestamp';
import { webhookKindFacts } from '@/lib/sources/model';
import type { SourceAnswer } from '@/lib/sources/schema';
import classes from './source.module.css';

type Figures = { firing: number; incidents: number; medianMs: number | null };

/** What the sender's words for severity mean here. */
export function SeverityWords({ source: { kind, severities } }: { source: SourceAnswer }) {
  const words = Object.entries({ ...webhookKindFacts[kind].severities, ...severities });
  return (
    <Card title="What its words mean">
      <div className={classes.words}>
        {words.map(([word, meaning]) => (
          <span key={word} className={classes.word}>
            {word} = {meaning}
          </span>
        ))}
      </div>
      <p className={classes.hint}>Any other word is SEV3. What only attaches joins an open incident and opens none.</p>
    </Card>
  );
}

/** What a source feeds, where its alerts belong, and since when. */
export function SourceFacts({ source, figures, zone }: { source: SourceAnswer; figures: Figures; zone: string }) {
  const { default_service, default_environment, previous_until, created_at, created_by } = source;
  return (
    <Card title="What it feeds">
      <FactList
        facts={[
          { label: 'Alerts firing', value: String(figures.firing) },
          { label: 'Incidents', value: String(figures.incidents) },
          {
            label: 'Median answer',
            value: figures.medianMs === null ? null : `${Math.round(figures.medianMs)} ms`,
            absent: 'nothing delivered yet',
          },
          { label: 'Service', value: default_service, absent: 'as the alert says' },
          { label: 'Environment', value: `as the alert says, else ${default_environment}` },
          {
            label: 'Old secret',
            value: previous_until ? (
              <>
                works until <Timestamp at={previous_until} zone={zone} />
              </>
            ) : null,
          },
          {
            label: 'Created',
            value: (
              <>
                <Timestamp at={created_at} zone={zone} style="date" /> by {created_by}
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}
