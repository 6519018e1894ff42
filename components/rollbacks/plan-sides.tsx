import { ArrowRight } from 'lucide-react';
import { FactList } from '@/components/ui/fact-list';
import { Link } from '@/components/ui/link';
import { Timestamp } from '@/components/ui/timestamp';
import type { SideAnswer } from '@/lib/rollbacks/schema';
import { KnownBadge } from './rollback-state';
import { nameOf } from './rollback-words';
import classes from './sides.module.css';

/** What runs now, and what it goes back to. */
export function PlanSides({ from, to, zone }: { from: SideAnswer; to: SideAnswer; zone: string }) {
  return (
    <div className={classes.sides}>
      <Side title="Running now" side={from} zone={zone} />
      <span className={classes.arrow} aria-hidden="true">
        <ArrowRight size={16} strokeWidth={1.75} />
      </span>
      <Side title="Roll back to" side={to} zone={zone} />
    </div>
  );
}

function Side({ title, side, zone }: { title: string; side: SideAnswer; zone: string }) {
  const { images, number, known, why, created_at, deployment } = side;
  return (
    <section className={classes.side} aria-label={title}>
      <div className={classes.top}>
        <span className={classes.label}>{title}</span>
        <KnownBadge known={known} />
      </div>
      <p className={classes.version}>{nameOf(side)}</p>
      <p className={classes.why}>{why}.</p>
      <FactList
        facts={[
          ...images.map(({ container, image, digest }) => ({
            label: images.length > 1 ? `Image of ${container}` : 'Image',
            value: digest && !image.includes(digest) ? `${image} (${digest.slice(0, 19)}…)` : image,
            mono: true,
          })),
          { label: 'Revision', value: number },
          { label: 'Made', value: created_at && <Timestamp at={created_at} zone={zone} />, absent: 'not known' },
          {
            label: 'Deployment',
            value: deployment && <Link href={`/deployments/${deployment.key}`}>{deployment.id}</Link>,
            absent: 'none was reported for it',
          },
        ]}
      />
    </section>
  );
}
