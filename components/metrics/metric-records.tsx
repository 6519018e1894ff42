import { Download } from 'lucide-react';
import { Card } from '@/components/ui/card';
import { ChoiceFilter } from '@/components/ui/choice-filter';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { SearchField } from '@/components/ui/search-field';
import { SegmentedLink } from '@/components/ui/segmented-link';
import { formatCount, formatDuration, formatNumber, upperFirst } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import type { RecordsView } from '@/lib/metrics/load';
import { partWords } from '@/lib/metrics/model/parts';
import type { MetricId, MetricRecord, RecordPart, RecordSort } from '@/lib/metrics/schema';
import classes from './metric-records.module.css';
import { changeColumns, deploymentColumns, incidentColumns } from './record-columns';

type Props = { records: RecordsView; search: Search; zone: string; apiSearch: string };

const nouns: Record<MetricId, string> = {
  deployment_frequency: 'deployment',
  lead_time: 'change',
  time_to_restore: 'incident',
  change_failure_rate: 'deployment',
  rework_rate: 'deployment',
};
const searchLabels = {
  deployment: 'Id, service or version',
  change: 'Title, SHA, service or author',
  incident: 'Key, title or service',
} as Record<string, string>;
/** What of the address belongs to the list; the rest says which records are meant at all. */
const listFields = ['granularity', 'part', 'tier', 'min_seconds', 'max_seconds', 'q', 'sort'];

const byTime = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
];
const bySpan = [
  { value: 'longest', label: 'Slowest first' },
  { value: 'shortest', label: 'Fastest first' },
];

/** The very records that a number counts or leaves out, with search, order, pages and CSV. */
export function MetricRecords({ records, search, zone, apiSearch }: Props) {
  const { metric, query, items, nextCursor, counts, listed, hidden } = records;
  const noun = nouns[metric.id];
  const isSpan = metric.id === 'lead_time' || metric.id === 'time_to_restore';
  const path = `/metrics/${metric.slug}`;
  const href = (change: Record<string, string | null>) => `${hrefWith(path, search, change, listFields)}#records`;
  const context = {
    metric: metric.id,
    definition: query.definition,
    zone,
    sort: query.sort,
    sortHref: (sort: RecordSort) => href({ sort }),
    withReason: items.some(({ denominator }) => !denominator),
  };
  const columns = isSpan
    ? metric.id === 'lead_time'
      ? changeColumns(context)
      : incidentColumns(context)
    : deploymentColumns(context);
  return (
    <Card
      id="records"
      title="Records"
      note={`${formatCount(listed, noun)}, ${partWords[query.part]}${query.q ? `, with “${query.q}”` : ''}`}
      actions={
        <>
          <SearchField label={searchLabels[noun] ?? ''} />
          <ChoiceFilter param="sort" label="Order" options={isSpan ? [...bySpan, ...byTime] : byTime} />
          {metric.id === 'lead_time' && (
            <ChoiceFilter
              param="exclude_bots"
              label="Changes by bots"
              options={[
                { value: 'false', label: 'With bots' },
                { value: 'true', label: 'Without bots' },
              ]}
            />
          )}
          <LinkButton href={csvHref(records, apiSearch)} download>
            <Download size={14} strokeWidth={1.75} aria-hidden="true" />
            CSV
          </LinkButton>
        </>
      }
      flush
    >
      <div className={classes.parts}>
        <SegmentedLink
          label="Which records"
          segments={partsShown(records).map(({ part, label }) => ({
            label,
            href: href({ part: part === 'counted' ? null : part, tier: null, min_seconds: null, max_seconds: null }),
            isCurrent: part === query.part,
          }))}
        />
        <Narrowed query={query} noun={noun} href={href({ tier: null, min_seconds: null, max_seconds: null })} />
      </div>
      <DataTable<MetricRecord>
        caption={`Records of ${metric.label}`}
        columns={columns}
        rows={items}
        rowKey={keyOf}
        rowHref={(row) => new URL(row.url).pathname}
        empty={
          <Nothing
            records={records}
            noun={noun}
            clearHref={href({ q: null, tier: null, min_seconds: null, max_seconds: null })}
          />
        }
        paging={{
          first: query.cursor ? href({}) : null,
          next: nextCursor ? href({ cursor: nextCursor }) : null,
          note: `${formatNumber(items.length)} of ${formatCount(listed, noun)} on this page${hidden > 0 ? `, ${formatCount(hidden, 'private incident')} not listed` : ''}`,
        }}
      />
    </Card>
  );

  function partsShown({ query: { part } }: RecordsView): { part: RecordPart; label: string }[] {
    const words = metric.numerator?.[query.definition] ?? '';
    const sides: { part: RecordPart; label: string }[] = [
      { part: 'counted', label: `Counted ${formatNumber(counts.denominator)}` },
      ...(metric.numerator && metric.id !== 'deployment_frequency'
        ? [{ part: 'numerator' as const, label: `${upperFirst(words)} ${formatNumber(counts.numerator)}` }]
        : []),
      { part: 'excluded', label: `Left out ${formatNumber(counts.total - counts.denominator)}` },
    ];
    // A link from a count names a part that has no place of its own.
    const isFiner = !sides.some((side) => side.part === part);
    return isFiner ? [...sides, { part, label: upperFirst(partWords[part]) }] : sides;
  }
}

function keyOf(row: MetricRecord): string {
  if (row.type === 'change') return `${row.service} ${row.sha} ${row.deployment}`;
  return row.type === 'incident' ? row.key : row.url;
}

/** A tier or a span that narrows the list, said with the way out of it. */
function Narrowed({ query, noun, href }: { query: RecordsView['query']; noun: string; href: string }) {
  const { tier, min_seconds, max_seconds } = query;
  const words = [
    ...(tier ? [`in tier ${tier}`] : []),
    ...(min_seconds ? [`from ${formatDuration(min_seconds)}`] : []),
    ...(max_seconds ? [`below ${formatDuration(max_seconds)}`] : []),
  ];
  if (words.length === 0) return null;
  return (
    <span className={classes.narrowed}>
      Only {noun}s {words.join(', ')}. <Link href={href}>Show all</Link>
    </span>
  );
}

type NothingProps = { records: RecordsView; noun: string; clearHref: string };

function Nothing({ records: { query }, noun, clearHref }: NothingProps) {
  const isNarrowed = query.q || query.tier || query.min_seconds !== undefined || query.max_seconds !== undefined;
  if (isNarrowed)
    return (
      <EmptyState title={`No ${noun} matches`} action={<LinkButton href={clearHref}>Show all of them</LinkButton>}>
        Search looks for a part of {(searchLabels[noun] ?? '').toLowerCase()}.
      </EmptyState>
    );
  if (query.part !== 'counted')
    return (
      <EmptyState title={`No ${noun} here`}>
        In this window no {noun} is {partWords[query.part].replace(/^were /, 'one of those that were ')}.
      </EmptyState>
    );
  return (
    <EmptyState title={`No ${noun} counts in this window`}>
      Choose a longer window or fewer filters. What was left out, and why, is under “Left out”.
    </EmptyState>
  );
}

function csvHref({ metric, query }: RecordsView, apiSearch: string): string {
  const search = new URLSearchParams(apiSearch);
  for (const name of ['part', 'q', 'sort', 'tier', 'min_seconds', 'max_seconds'] as const) {
    if (query[name] !== undefined) search.set(name, String(query[name]));
  }
  search.set('format', 'csv');
  return `/api/v1/metrics/dora/${metric.slug}/records?${search.toString()}`;
}
