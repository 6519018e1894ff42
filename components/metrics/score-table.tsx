import { formatNumber } from '@/lib/core/format';
import type { MetricView } from '@/lib/metrics/load';
import { publishedMeans, quickCheckBand, quickCheckBands } from '@/lib/metrics/model/quick-check';
import classes from './tier-table.module.css';

/** The Quick Check's answers with their scores, and the published mean of all industries beside the own score. */
export function ScoreTable({ view }: { view: MetricView }) {
  const { metric, answer, why } = view;
  const { value } = why[answer.definition];
  const score = answer[metric.id].score ?? null;
  const answers =
    metric.unit === 'seconds' ? quickCheckBands.span : metric.unit === 'per_day' ? quickCheckBands.frequency : [];
  const current = value === null ? null : quickCheckBand(metric.id, value);
  return (
    <div className={classes.wrap}>
      <table className={classes.table}>
        <caption className="visually-hidden">Scores of {metric.label}</caption>
        <thead>
          <tr>
            <th scope="col">{metric.label}</th>
            <th scope="col" className={classes.number}>
              Score of 10
            </th>
          </tr>
        </thead>
        <tbody>
          {answers.map((text, position) => (
            <tr key={text} data-tier="high" data-current={position === current || undefined}>
              <th scope="row">{text}</th>
              <td className={classes.number}>{(5 - position) * 2}</td>
            </tr>
          ))}
          {answers.length === 0 && (
            <tr data-tier="high" data-current>
              <th scope="row">10 less a tenth of the per cent</th>
              <td className={classes.number}>{score === null ? 'no value' : formatNumber(score, 1)}</td>
            </tr>
          )}
          <tr>
            <th scope="row">Published mean of all industries</th>
            <td className={classes.number}>{formatNumber(publishedMeans[metric.id], 1, 1)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
