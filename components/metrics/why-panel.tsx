'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queries, readJson } from '@/components/ui/browser-reads';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { PanelSkeleton } from '@/components/ui/skeletons';
import { TierBadge } from '@/components/ui/tier-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatNumber, formatValue } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { windowText } from '@/lib/core/window-text';
import { measures } from '@/lib/metrics/model/measures';
import type { DefinitionId, FourMetrics, MetricId } from '@/lib/metrics/schema';
import type { Count, WhyAnswer } from '@/lib/metrics/schema/why';
import { Counts, MakeUpBar } from './make-up';
import { whyAddresses } from './why-addresses';
import classes from './why-panel.module.css';

export type WhyPanelProps = {
  id: MetricId;
  definition: DefinitionId;
  /** The number that the page shows, the counts behind it, and its window. */
  value: number | null;
  metric: FourMetrics[MetricId];
  window: { from: string; to: string; tz: string };
  /** 'all services, production'. */
  scope: string;
  /** The filters of the page, and its path, to which the definition links lead. */
  search: Search;
  path: string;
  /** Query string of the API for the same number. */
  apiSearch: string;
  origin: string;
};

const names: Record<DefinitionId, string> = { handbook: 'Handbook', dora: 'DORA' };

/** Definition, counts, exclusions and the way to the records of one number, in both definitions; read when it is opened. */
export function WhyPanel(props: WhyPanelProps) {
  const address = whyAddresses({ ...props, slug: measures[props.id].slug }).why;
  const { data, isError, refetch } = useQuery(
    {
      // Read again when the page shows other counts, though they may make the same number: 0 of 40, 0 of 41.
      queryKey: [address, props.metric],
      queryFn: () => readJson<WhyAnswer>(address),
      placeholderData: keepPreviousData,
      gcTime: 0, // never older than its opening
      refetchOnWindowFocus: false,
    },
    queries,
  );
  if (data) return <Explanation {...props} answer={data} />;
  if (!isError) return <PanelSkeleton />;
  return (
    <div className={classes.panel}>
      <Notice tone="danger">The counts behind this number could not be read.</Notice>
      <Button kind="primary" onClick={() => void refetch()}>
        Read them again
      </Button>
    </div>
  );
}

function Explanation({ answer, ...props }: WhyPanelProps & { answer: WhyAnswer }) {
  const { definition, search, path, origin } = props;
  const { slug, label, unit, headline } = measures[props.id];
  const { definitions, window, computed_at } = answer;
  const { text, formula, value, numerator, denominator, parts, left_out } = definitions[definition];
  const { records, csv, dora } = whyAddresses({ ...props, slug, window });
  return (
    <div className={classes.panel}>
      <p className={classes.scope}>
        {label}, {windowText(window)} ({window.tz}), {props.scope}
      </p>
      <nav className={classes.definitions} aria-label="Definition">
        {(['handbook', 'dora'] as const).map((id) => (
          <Link
            key={id}
            href={hrefWith(path, search, { definition: id === 'dora' ? id : null })}
            scroll={false}
            className={classes.definition}
            aria-current={id === definition ? 'true' : undefined}
          >
            <span>{names[id]}</span>
            <span className={classes.number}>
              {definitions[id].value === null ? 'no value' : formatValue(definitions[id].value, unit)}{' '}
              <TierBadge tier={definitions[id].tier} plain />
            </span>
          </Link>
        ))}
      </nav>
      <p>{text}</p>
      <code className={classes.formula}>{formula}</code>
      <p className={classes.sum}>
        {numerator ? (
          <>
            <Sum count={numerator} partHref={records} /> ÷ <Sum count={denominator} partHref={records} />
          </>
        ) : (
          <>
            {headline[definition] ?? 'of'} of <Sum count={denominator} partHref={records} />
          </>
        )}{' '}
        = <strong>{value === null ? 'no value' : formatValue(value, unit)}</strong>
      </p>
      <MakeUpBar why={definitions[definition]} />
      <div className={classes.lists}>
        {parts.length > 0 && (
          <List
            title={numerator ? `What makes up the ${formatNumber(numerator.count)}` : 'What is counted'}
            counts={parts}
            partHref={records}
          />
        )}
        <List title="What was left out" counts={left_out} partHref={records} />
      </div>
      <div className={classes.foot}>
        <LinkButton href={records()} kind="primary">
          Open the records
        </LinkButton>
        <LinkButton href={csv} download>
          CSV
        </LinkButton>
        <CopyButton
          text={`curl -H "Authorization: Bearer $FAIRLEAD_API_KEY" '${origin}${dora}'`}
          label="Copy as curl"
        />
        <span className={classes.computed}>
          Computed <Timestamp at={computed_at} zone={window.tz} style="time" plain /> {window.tz}
        </span>
      </div>
    </div>
  );
}

function Sum({ count: { count, label, part }, partHref }: { count: Count; partHref: (part: string) => string }) {
  const figure = <strong>{formatNumber(count, 1)}</strong>;
  return (
    <>
      {part ? <Link href={partHref(part)}>{figure}</Link> : figure} {label}
    </>
  );
}

function List({ title, ...rest }: { title: string; counts: Count[]; partHref: (part: string) => string }) {
  return (
    <div>
      <h3 className={classes.listTitle}>{title}</h3>
      <Counts {...rest} />
    </div>
  );
}
