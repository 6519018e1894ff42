import { serviceHref } from '@/components/catalog/service-href';
import { RankingBars } from '@/components/charts/ranking-bars';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { formatCount } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import type { Overview } from '@/lib/metrics/load';
import classes from './where-it-hurts.module.css';

type Props = { view: Pick<Overview, 'answer' | 'services'>; search: Search };

const mostShown = 6;
/** One failure of two deployments is chance, not a rate. */
const leastDeployments = 5;

/** The services whose deployments fail most often, of those that deployed often enough to tell. */
export function WhereItHurts({ view: { answer, services }, search }: Props) {
  const ranked = services.filter(({ denominator = 0 }) => denominator >= leastDeployments);
  const left = services.length - ranked.length;
  return (
    <Card
      title="Where it hurts"
      note={`change failure rate, ${leastDeployments} deployments or more`}
      actions={<Link href={hrefWith('/services', search)}>All services</Link>}
      flush
    >
      {ranked.length === 0 ? (
        <EmptyState title={`No service finished ${leastDeployments} deployments in this window`}>
          A rate of fewer would be chance. Choose a longer window to compare services.
        </EmptyState>
      ) : (
        <RankingBars
          caption={`Services with at least ${leastDeployments} deployments by change failure rate`}
          unit="ratio"
          valueTitle="Rate"
          countTitle="Failed"
          all={answer.change_failure_rate.rate}
          rows={ranked.slice(0, mostShown).map(({ service, ...row }) => ({
            ...row,
            name: service,
            href: serviceHref(service, search),
            recordsHref: `${hrefWith('/metrics/change-failure-rate', search, { service, team: null })}#records`,
          }))}
        />
      )}
      {ranked.length > 0 && ranked.length < mostShown && left > 0 && (
        <p className={classes.rest}>
          {formatCount(left, 'other service')} finished fewer than {leastDeployments}, too few to compare.
        </p>
      )}
    </Card>
  );
}
