import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { formatCount } from '@/lib/core/format';
import { formatInZone } from '@/lib/core/time';
import type { Compared } from '@/lib/postmortems/load';
import classes from './compared.module.css';

/** How a version became the text as it is now, word by word. */
export function ComparedVersion({
  incidentKey,
  compared,
  restore,
}: {
  incidentKey: string;
  compared: Compared;
  restore: ReactNode;
}) {
  const { name, author, at, parts, changes } = compared;
  return (
    <Card
      title={`“${name}” against now`}
      note={`${author}, ${formatInZone(new Date(at), 'UTC', 'short')} UTC · ${changes === 0 ? 'no difference' : formatCount(changes, 'change')}`}
      actions={
        <>
          {restore}
          <Link href={`/incidents/${incidentKey}/postmortem`}>Close comparison</Link>
        </>
      }
    >
      <div className={classes.text}>
        {[...parts.entries()].map(([place, { text, side }]) => {
          if (side === 'both') return <span key={place}>{text}</span>;
          return side === 'added' ? <ins key={place}>{text}</ins> : <del key={place}>{text}</del>;
        })}
      </div>
    </Card>
  );
}
