import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { PostmortemView } from '@/lib/postmortems/load';
import {
  beginningOf,
  clockOf,
  dayOf,
  durationText,
  severityText,
  spanMs,
  spokenSpan,
} from '@/lib/postmortems/model/facts';
import { AddedSections } from './added-sections';
import classes from './document.module.css';
import { headingOf, Section } from './section';
import { WrittenSection } from './written-section';

type DocumentProps = { view: PostmortemView; timeline: ReactNode; actions: ReactNode };

const Chip = ({ children }: { children: ReactNode }) => <span className={classes.chip}>{children}</span>;

/** The lines of the Incident Summary: facts as they are in the log, and two that people write. */
function Summary({ view }: { view: PostmortemView }) {
  const { facts, blocks } = view;
  const toRestore = spanMs(facts.detectedAt, facts.resolvedAt);
  const name = (field: string) => `${headingOf('summary')}-${field}`;
  return (
    <dl className={classes.summary}>
      <dt>Date</dt>
      <dd>
        <Chip>{dayOf(beginningOf(facts))}</Chip>
      </dd>
      <dt>Severity</dt>
      <dd>
        <Chip>{severityText(facts.severity)}</Chip>
      </dd>
      <dt>Duration</dt>
      <dd className={classes.chips}>
        <Chip>{durationText(facts) ?? 'not resolved yet'}</Chip>
        {facts.startedAt && toRestore !== null && (
          <Chip>
            {spokenSpan(toRestore)} to restore, from {clockOf(facts.detectedAt)}
          </Chip>
        )}
      </dd>
      <dt id={name('impact')}>Impact</dt>
      <dd>
        <WrittenSection field="impact" blocks={blocks.impact} labelledBy={name('impact')} />
      </dd>
      <dt id={name('cause')}>Root cause</dt>
      <dd>
        <WrittenSection field="cause" blocks={blocks.cause} labelledBy={name('cause')} />
      </dd>
    </dl>
  );
}

/** A post-mortem in the handbook's sections and order. */
export function PostmortemDocument({ view, timeline, actions }: DocumentProps) {
  const { facts, blocks, sections, key } = view;
  const lacking = sections.find(({ id, state }) => id === 'actions' && state === 'attention')?.why;
  const written = (field: 'root_cause' | 'well' | 'poorly' | 'lessons') => (
    <Section id={field}>
      <WrittenSection field={field} blocks={blocks[field]} labelledBy={headingOf(field)} />
    </Section>
  );
  return (
    <article className={classes.document}>
      <div className={classes.head}>
        <SeverityBadge severity={facts.severity} />
        <Link href={`/incidents/${key}`} className={classes.key}>
          {key}
        </Link>
        {facts.services.length > 0 && <span>{facts.services.join(', ')}</span>}
        {facts.environment && <span>{facts.environment}</span>}
        <span>
          {view.draftedAt ? (
            <>
              drafted from the log <Timestamp at={view.draftedAt} zone="UTC" /> UTC
            </>
          ) : (
            'as the log would draft it now'
          )}
        </span>
        {view.logSeq !== null && <span>figures and timeline frozen at log row {view.logSeq}</span>}
      </div>
      <Section id="summary">
        <Summary view={view} />
      </Section>
      <Section id="timeline">{timeline}</Section>
      {written('root_cause')}
      <Section
        id="actions"
        note={
          lacking && (
            <StatusBadge tone="warning" tinted>
              {lacking}
            </StatusBadge>
          )
        }
      >
        {actions}
      </Section>
      {written('well')}
      {written('poorly')}
      {written('lessons')}
      <AddedSections blocks={blocks} />
    </article>
  );
}
