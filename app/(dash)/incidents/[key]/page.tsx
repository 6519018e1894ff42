import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CauseAndFix } from '@/components/incidents/cause-and-fix';
import { IncidentFacts } from '@/components/incidents/incident-facts';
import { incidentZone } from '@/components/incidents/incident-zone';
import { Milestones } from '@/components/incidents/milestones';
import { WarRoom } from '@/components/incidents/room/war-room';
import { SeenBefore } from '@/components/incidents/seen-before';
import { Spans } from '@/components/incidents/spans';
import { Summary } from '@/components/incidents/summary';
import { WhoSeesIt } from '@/components/incidents/who-sees';
import { CountingTable } from '@/components/metrics/counting-table';
import { Card } from '@/components/ui/card';
import { TwoColumns } from '@/components/ui/two-columns';
import { requireUser } from '@/lib/auth/page';
import { loadIncident } from '@/lib/incidents/load';
import { loadSimilar } from '@/lib/incidents/load/similar';
import { loadUndo } from '@/lib/rollbacks/load/undo';
import { planRollbackAction } from '../../rollbacks/actions';
import {
  acknowledgeAction,
  addNoteAction,
  addTaskAction,
  changeAccessAction,
  changeEntryAction,
  changeSeatAction,
  changeTaskAction,
  editIncidentAction,
  goOnInAction,
  judgeDeployAction,
  linkIncidentsAction,
  postUpdateAction,
} from '../actions';

type Props = { params: Promise<{ key: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).key.toUpperCase() };
}

export default async function IncidentPage({ params }: Props) {
  const user = await requireUser();
  const name = (await params).key;
  const [view, similar] = await Promise.all([loadIncident(user, name), loadSimilar(user, name)]);
  if (!view) notFound();
  const { incident, mayRespond, openSeconds } = view;
  const undo = await loadUndo(user, incident);
  const { key } = incident;
  const actions = {
    acknowledge: acknowledgeAction,
    addNote: addNoteAction,
    edit: editIncidentAction,
    goOnIn: goOnInAction,
    changeSeat: changeSeatAction,
    addTask: addTaskAction,
    changeTask: changeTaskAction,
    postUpdate: postUpdateAction,
    judgeDeploy: judgeDeployAction,
    changeEntry: changeEntryAction,
    link: linkIncidentsAction,
  };
  return (
    <>
      <WarRoom
        key={key}
        initial={incident}
        readAt={view.readAt}
        self={view.self}
        people={view.people}
        rules={view.rules}
        actions={mayRespond ? actions : null}
        access={{ everybody: view.everybody, change: changeAccessAction }}
        undo={undo}
        planRollback={planRollbackAction}
      />
      <h2 className="visually-hidden">Record</h2>
      <TwoColumns
        main={
          <>
            <Card title="Summary">
              <Summary text={incident.summary} mayWrite={mayRespond} />
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
            <Card title="Seen before?" note="over, and alike by service or title">
              <SeenBefore incidents={similar ?? []} />
            </Card>
            <Card title="Who sees it">
              <WhoSeesIt
                incidentKey={key}
                people={incident.can_see}
                isReported={incident.id !== null}
                everybody={view.everybody}
                edit={editIncidentAction}
                changeAccess={changeAccessAction}
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
