import { Card } from '@/components/ui/card';
import { FactList } from '@/components/ui/fact-list';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { formatCount } from '@/lib/core/format';
import type { SeveritySetting } from '@/lib/incidents/load/severities';
import { targetMark } from '@/lib/incidents/model/elapsed';
import { targetWords } from '@/lib/incidents/model/settle';
import { reactionWords } from '@/lib/notifications/model/words';
import classes from './severity-card.module.css';
import { type EditSeverity, SeverityForm } from './severity-form';

type SeverityCardProps = {
  setting: SeveritySetting;
  /** May open the routes of notifications. */
  canRoute: boolean;
  /** null for somebody who may only look. */
  edit: EditSeverity | null;
};

const none = 'none';

/** What one severity means and asks for. */
export function SeverityCard({ setting, canRoute, edit }: SeverityCardProps) {
  const { severity, meaning, reaction, updateMinutes, actionDays } = setting;
  const mark = (minutes: number | null) => {
    if (minutes === null) return null;
    const text = targetMark(minutes);
    return /\d$/.test(text) ? `${text} min` : text;
  };
  return (
    <Card title={severity} {...(edit ? { actions: <SeverityForm setting={setting} edit={edit} /> } : {})}>
      <p className={classes.head}>
        <SeverityBadge severity={severity} />
        {meaning}
      </p>
      <FactList
        facts={[
          {
            label: 'When declared',
            value: (
              <>
                {reactionWords[reaction].label}
                {canRoute && (
                  <Link href="/settings/notifications" className={classes.route}>
                    Change it and its route
                  </Link>
                )}
              </>
            ),
          },
          {
            label: 'Updates',
            value: updateMinutes === null ? null : `every ${updateMinutes} min`,
            absent: 'none asked for',
          },
        ]}
      />
      <h3 className={classes.part}>Response targets</h3>
      <FactList
        facts={[
          { label: targetWords.commander, value: mark(setting.commanderMinutes), absent: none },
          { label: targetWords.rollback_started, value: mark(setting.rollbackStartedMinutes), absent: none },
          { label: targetWords.rollback_verified, value: mark(setting.rollbackVerifiedMinutes), absent: none },
          { label: targetWords.cause_or_hotfix, value: mark(setting.causeMinutes), absent: none },
          { label: targetWords.resolved, value: mark(setting.resolvedMinutes), absent: none },
        ]}
      />
      <h3 className={classes.part}>Afterwards</h3>
      <FactList
        facts={[
          { label: 'Post-mortem', value: postmortemWords(setting) },
          {
            label: 'Action items',
            value: actionDays === null ? null : `done within ${formatCount(actionDays / 7, 'week')}`,
            absent: 'no term',
          },
        ]}
      />
    </Card>
  );
}

function postmortemWords({ postmortemRequired, postmortemHours, postmortemWorkingDays }: SeveritySetting): string {
  if (!postmortemRequired) return 'optional';
  if (postmortemHours !== null) return `required, within ${formatCount(postmortemHours, 'hour')} of detection`;
  if (postmortemWorkingDays === null) return 'required';
  return `required, within ${formatCount(postmortemWorkingDays, 'working day')}`;
}
