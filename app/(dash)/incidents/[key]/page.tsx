import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AddNote } from '@/components/incidents/add-note';
import { CauseAndFix } from '@/components/incidents/cause-and-fix';
import { ChangeStatus } from '@/components/incidents/change-status';
import { EditIncident } from '@/components/incidents/edit-incident';
import { IncidentFacts } from '@/components/incidents/incident-facts';
import { IncidentHead } from '@/components/incidents/incident-head';
import { incidentStatusWord } from '@/components/incidents/incident-status';
import { incidentZone } from '@/components/incidents/incident-zone';
import { Milestones } from '@/components/incidents/milestones';
import { Spans } from '@/components/incidents/spans';
import { Summary } from '@/components/incidents/summary';
import { Timeline } from '@/components/incidents/timeline';
import { CountingTable } from '@/components/metrics/counting-table';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { formatCount } from '@/lib/core/format';
import { loadIncident } from '@/lib/incidents/load';
import { severities } from '@/lib/incidents/schema';
import { addNoteAction, editIncidentAction } from '../actions';

type Props = { params: Promise<{ key: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).key.toUpperCase() };
}

export default async function IncidentPage({ params }: Props) {
  const user = await requireUser();
  const view = await loadIncident(user, (await params).key);
  if (!view) notFound();
  const { incident, moves, openSeconds } = view;
  const { key, timeline } = incident;
  return (
    <>
      <PageHeader
        title={incident.title}
        crumbs={[{ href: '/incidents', label: 'Incidents' }]}
        note={<IncidentHead incident={incident} openSeconds={openSeconds} />}
        liveZone={incidentZone}
        actions={
          moves && (
            <>
              <ChangeStatus
                key={incident.status}
                incidentKey={key}
                moves={moves.map((move) => ({ ...move, label: incidentStatusWord(move.status) }))}
                edit={editIncidentAction}
              />
              <EditIncident incident={incident} severities={severities} edit={editIncidentAction} />
            </>
          )
        }
      />
      <TwoColumns
        main={
          <>
            <Card title="Summary">
              <Summary text={incident.summary} mayWrite={moves !== null} />
            </Card>
            <Card title="Milestones" note={incidentZone}>
              <Milestones milestones={incident.milestones} />
            </Card>
            <Card title="Spans" note="each with the two moments it lies between" flush>
              <Spans spans={view.spans} openSeconds={openSeconds} />
            </Card>
            <Card title="Does it count?" note="in the metrics of all production" flush>
              <CountingTable caption="Whether this incident counts" verdicts={view.verdicts} />
            </Card>
            <Card
              title="Timeline"
              note={`${formatCount(incident.last_seq, 'entry', 'entries')}, in the order in which they were written, times in ${incidentZone}`}
              actions={moves && <AddNote incidentKey={key} add={addNoteAction} />}
              flush
            >
              <Timeline entries={timeline} hasMore={incident.last_seq > timeline.length} />
            </Card>
          </>
        }
        side={
          <>
            <Card title="Cause and fix" note={incidentZone}>
              <CauseAndFix
                cause={{ id: incident.caused_by, deployment: view.cause, candidates: view.causeCandidates }}
                fix={{ id: incident.fixed_by, deployment: view.fix, candidates: view.fixCandidates }}
              />
            </Card>
            <Card title="Facts" note={incidentZone}>
              <IncidentFacts incident={incident} />
            </Card>
          </>
        }
      />
    </>
  );
}
