'use client';

import { FileText } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { formatInZone } from '@/lib/core/time';
import type { IncidentDetail } from '@/lib/incidents/schema';
import classes from './sections.module.css';

/** From mitigation on there is a draft of it. */
const hasPostmortem = new Set<IncidentDetail['status']>(['mitigated', 'resolved', 'closed']);

const words: Record<string, string> = {
  duplicate: 'duplicate',
  related: 'related',
  same_as: 'the same trouble again',
  merged_from: 'merged into this one',
  merged_into: 'this one was merged into it',
};

/** By when it is due, while it is; else where it stands. */
function postmortemNote({ postmortem, targets }: IncidentDetail): string {
  const target = targets.findLast(({ code }) => code === 'postmortem');
  if (target && (target.state === 'pending' || target.state === 'missed') && !target.met_at) {
    const due = `${formatInZone(new Date(target.due_at), 'UTC', 'short')} UTC`;
    return target.state === 'missed' ? `was due ${due}` : `due ${due}`;
  }
  return postmortem === null ? 'optional: its draft is ready' : '';
}

type RelatedProps = {
  incident: IncidentDetail;
  onLink: (() => void) | null;
  unlink: ((key: string) => Promise<string | null>) | null;
};

const taken = ['related', 'duplicate'];

/** Other incidents beside this one, and where its post-mortem is. */
export function Related({ incident, onLink, unlink }: RelatedProps) {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <section className={classes.section} aria-labelledby="room-related">
      <h2 id="room-related" className={classes.heading}>
        Related
      </h2>
      {problem && <p className={classes.problem}>{problem}</p>}
      <ul className={classes.list}>
        {incident.links.map((link) => (
          <li key={link.key} className={classes.deploy}>
            <SeverityBadge severity={link.severity} />
            <span className={classes.grow}>
              <Link href={`/incidents/${link.key}`} className={classes.strong}>
                {link.key} {link.title}
              </Link>
              <span className={classes.muted}>{words[link.kind] ?? link.kind}</span>
            </span>
            {unlink && taken.includes(link.kind) && (
              <Button kind="quiet" onClick={async () => setProblem(await unlink(link.key))}>
                Unlink<span className="visually-hidden"> {link.key}</span>
              </Button>
            )}
          </li>
        ))}
        {hasPostmortem.has(incident.status) && (
          <li className={classes.deploy}>
            <FileText size={16} strokeWidth={1.75} aria-hidden="true" />
            <span className={classes.grow}>
              <Link href={`/incidents/${incident.key}/postmortem`} className={classes.strong}>
                Post-mortem{incident.postmortem ? `: ${incident.postmortem.replace('_', ' ')}` : ''}
              </Link>
              <span className={classes.muted}>{postmortemNote(incident)}</span>
            </span>
          </li>
        )}
        {incident.links.length === 0 && <li className={classes.muted}>No other incident is linked to this one.</li>}
      </ul>
      {onLink && (
        <div className={classes.foot}>
          <Button onClick={onLink}>Link an incident</Button>
        </div>
      )}
    </section>
  );
}
