import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { measures } from '@/lib/metrics/model/measures';
import classes from './badges.module.css';

type BadgesProps = {
  service: string;
  origin: string;
  /** Whether a site elsewhere can show them without a key. */
  isPublic: boolean;
};

/** Badges of a service as its README shows them, with the Markdown for each. */
export function Badges({ service, origin, isPublic }: BadgesProps) {
  return (
    <Card title="Badges" note="last 30 days, for a README">
      <ul className={classes.list}>
        {Object.values(measures).map(({ slug, label }) => {
          const path = `/api/v1/badges/${slug}.svg?service=${encodeURIComponent(service)}`;
          const page = `${origin}/services/${encodeURIComponent(service)}`;
          return (
            <li key={slug} className={classes.badge}>
              {/* biome-ignore lint/performance/noImgElement: the badge as other sites load it, nothing to optimise */}
              <img src={path} alt={`${label} of ${service}, as a badge`} className={classes.image} loading="lazy" />
              <CopyButton text={`[![${label}](${origin}${path})](${page})`} label="Copy Markdown" />
            </li>
          );
        })}
      </ul>
      {!isPublic && (
        <p className={classes.note}>
          Other sites cannot show them yet: they need a key. Start Fairlead with FAIRLEAD_PUBLIC_BADGES=1 to let badges
          be read without one.
        </p>
      )}
    </Card>
  );
}
