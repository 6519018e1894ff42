import { Link } from '@/components/ui/link';
import { StatusBadge } from '@/components/ui/status-badge';
import { measures } from '@/lib/metrics/model/measures';
import type { MetricId } from '@/lib/metrics/schema';
import classes from './counting-table.module.css';

/** `as`: what it counts as, where that differs; `marked`: as what the metric is about, a failure or rework. */
export type CountingVerdict = { metric: MetricId; counts: boolean; as?: string; marked?: boolean; text: string };

/** Whether one record counts in each metric, and why, by each definition. */
export function CountingTable({
  caption,
  verdicts,
}: {
  caption: string;
  verdicts: { handbook: CountingVerdict[]; dora: CountingVerdict[] };
}) {
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead className={classes.head}>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Handbook</th>
          <th scope="col">DORA</th>
        </tr>
      </thead>
      <tbody>
        {verdicts.handbook.map((handbook, index) => {
          const dora = verdicts.dora[index];
          const { slug, label } = measures[handbook.metric];
          return (
            <tr key={handbook.metric} className={classes.row}>
              <th scope="row" className={classes.metric}>
                <Link href={`/metrics/${slug}`}>{label}</Link>
              </th>
              <Cell definition="Handbook" verdict={handbook} />
              {dora && <Cell definition="DORA" verdict={dora} />}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Cell({ definition, verdict }: { definition: string; verdict: CountingVerdict }) {
  const { counts, as, marked = false, text } = verdict;
  return (
    <td className={classes.cell} data-label={definition}>
      <div>
        <StatusBadge tone={!counts ? 'neutral' : as && marked ? 'warning' : 'good'}>
          {!counts ? 'Does not count' : as ? `Counts as ${as}` : 'Counts'}
        </StatusBadge>
        <span className={classes.why}>{text}</span>
      </div>
    </td>
  );
}
