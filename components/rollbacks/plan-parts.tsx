import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import { formatCount } from '@/lib/core/format';
import type { ShownPlan } from '@/lib/rollbacks/schema';
import classes from './plan.module.css';
import { warningWords } from './rollback-words';

const icons = { danger: OctagonAlert, warning: TriangleAlert, info: Info } as const;
const order = ['danger', 'warning', 'info'] as const;

/** What to know before, the most serious first, each with what it means. */
export function PlanWarnings({ warnings }: { warnings: ShownPlan['warning_details'] }) {
  if (warnings.length === 0)
    return (
      <p className={classes.fine}>
        <CircleCheck size={16} strokeWidth={1.75} aria-hidden="true" />
        Nothing speaks against it.
      </p>
    );
  const all = warnings.map(({ code, detail }) => ({ code, detail, ...warningWords(code) }));
  const sorted = all.toSorted((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight));
  return (
    <ul className={classes.warnings}>
      {sorted.map(({ code, detail, title, meaning, weight }) => {
        const Icon = icons[weight];
        return (
          <li key={`${code} ${detail}`} className={classes.warning} data-weight={weight}>
            <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
            <div>
              <span className={classes.strong}>{title}</span>
              <span className={classes.muted}>
                {sentence(detail)} {meaning}
              </span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const sentence = (text: string) => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);

/** How many of what: 1 warning, 2 notes. */
export function warningCount(warnings: ShownPlan['warning_details']): string {
  const notes = warnings.filter(({ code }) => warningWords(code).weight === 'info').length;
  const serious = warnings.length - notes;
  const words = [serious > 0 && formatCount(serious, 'warning'), notes > 0 && formatCount(notes, 'note')];
  return words.filter(Boolean).join(', ');
}

/** What will be done, in order. */
export function PlanSteps({ steps }: { steps: string[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

/** What differs between the two, value by value. */
export function PlanChanges({ changes }: { changes: ShownPlan['changes'] }) {
  if (changes.length === 0) return <p className={classes.fine}>No value differs.</p>;
  return (
    <dl className={classes.changes}>
      {changes.map(({ path, from, to }) => (
        <div key={path} className={classes.change}>
          <dt>{path}</dt>
          {from !== null && (
            <dd data-side="from">
              <span aria-hidden="true">−</span>
              <span className="visually-hidden">now </span>
              {from}
            </dd>
          )}
          {to !== null && (
            <dd data-side="to">
              <span aria-hidden="true">+</span>
              <span className="visually-hidden">then </span>
              {to}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
