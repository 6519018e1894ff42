import { Card } from '@/components/ui/card';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import type { KeptVersion, Reviewed } from '@/lib/postmortems/load';
import { type SaveVersionAction, SaveVersionButton } from './save-version';
import classes from './versions.module.css';

type VersionsProps = {
  incidentKey: string;
  versions: KeptVersion[];
  /** Keeps one more; null for those who may not, and while there is nothing to keep. */
  save: SaveVersionAction | null;
};

/** What was kept, latest first; each leads to how it differs from now. */
export function Versions({ incidentKey, versions, save }: VersionsProps) {
  return (
    <Card title="Versions" actions={save && <SaveVersionButton incidentKey={incidentKey} save={save} />}>
      {versions.length === 0 ? (
        <p className={classes.none}>A version is kept at each step of the review, and whenever somebody asks for it.</p>
      ) : (
        <ul className={classes.list}>
          {versions.map(({ id, name, author, at }) => (
            <li key={id} className={classes.item}>
              <Link href={`/incidents/${incidentKey}/postmortem?version=${id}`}>{name}</Link>
              <span className={classes.by}>
                {author}, <Timestamp at={at} zone="UTC" relative />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What reviewers said; what was said of an earlier text is marked so. */
export function Reviews({ reviews }: { reviews: Reviewed[] }) {
  if (reviews.length === 0) return null;
  return (
    <Card title="Reviews">
      <ul className={classes.list}>
        {reviews.map(({ id, reviewer, isApproval, note, at, isCurrent }) => (
          <li key={id} className={classes.item} data-past={!isCurrent || undefined}>
            <span>
              {reviewer} {isApproval ? 'approved it' : 'asked for changes'}
              {!isCurrent && ', an earlier text'}
            </span>
            {note && <p className={classes.note}>{note}</p>}
            <span className={classes.by}>
              <Timestamp at={at} zone="UTC" relative />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
