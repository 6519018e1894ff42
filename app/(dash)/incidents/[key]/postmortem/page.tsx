import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ActionBlock } from '@/components/postmortems/action-block';
import { ChooseRows } from '@/components/postmortems/choose-rows';
import { CommentBubble } from '@/components/postmortems/comment-bubble';
import { CommentingProvider } from '@/components/postmortems/commenting';
import { Comments } from '@/components/postmortems/comments';
import { ComparedVersion } from '@/components/postmortems/compared';
import { Desk } from '@/components/postmortems/desk';
import { PostmortemDocument } from '@/components/postmortems/document';
import { Evidence } from '@/components/postmortems/evidence';
import { ExportMenu } from '@/components/postmortems/export-menu';
import { KeptNotice } from '@/components/postmortems/kept-notice';
import { NamesLink } from '@/components/postmortems/names-link';
import { NewAction } from '@/components/postmortems/new-action';
import { PeopleHere } from '@/components/postmortems/people-here';
import { stateShown } from '@/components/postmortems/postmortem-words';
import { ReviewButtons } from '@/components/postmortems/review-buttons';
import { RestoreButton } from '@/components/postmortems/save-version';
import { SectionList } from '@/components/postmortems/section-list';
import { Standing } from '@/components/postmortems/standing';
import { StartButton } from '@/components/postmortems/take-button';
import { TimelineBlock } from '@/components/postmortems/timeline-block';
import { Toolbar } from '@/components/postmortems/toolbar';
import { Reviews, Versions } from '@/components/postmortems/versions';
import { WritingProvider } from '@/components/postmortems/writing';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { StatusBadge } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { requireUser } from '@/lib/auth/page';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import { localDate, now } from '@/lib/core/time';
import { loadPostmortem } from '@/lib/postmortems/load';
import { addActionItemAction, editActionItemAction } from '../../../actions/actions';
import * as actions from './actions';

type Props = { params: Promise<{ key: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Post-mortem of ${(await params).key.toUpperCase()}` };
}

const crumbs = [{ href: '/postmortems', label: 'Post-mortems' }];

export default async function PostmortemPage({ params, searchParams }: Props) {
  const user = await requireUser();
  const key = (await params).key.toUpperCase();
  const search = await searchParams;
  const version = /^\d{1,15}$/.exec(String(search.version ?? ''))?.[0];
  const byRole = search.names === 'roles';
  const view = await loadPostmortem(user, key, { version: version ? Number(version) : null, byRole });
  if (!view) notFound();
  if (view === 'early') return <TooEarly incidentKey={key} />;
  const { facts, state, isOpen, mayWrite, compared } = view;
  const maySettle = isOpen && mayWrite;
  const [tone, word] = stateShown[state];
  return (
    <WritingProvider
      incidentKey={key}
      viewer={view.viewer}
      isOpen={isOpen}
      isLive={view.takesComments}
      commentSeq={view.commentSeq}
      mayWrite={mayWrite}
      people={view.people}
      roles={view.roles}
      sections={view.sections}
      added={view.added}
      actions={view.items.map(({ owner, due_on: due, status }) => ({ owner, due, status }))}
      timeline={{ rows: facts.timeline.length, isConfirmed: view.confirmedAt !== null }}
    >
      <CommentingProvider threads={view.threads} mayComment={view.mayComment}>
        <PageHeader
          title={view.title}
          crumbs={crumbs}
          note={
            <StatusBadge tone={tone} tinted>
              {word}
            </StatusBadge>
          }
          actions={
            <>
              <PeopleHere />
              <ExportMenu incidentKey={key} />
              {state === 'none' && mayWrite && <StartButton incidentKey={key} start={actions.startPostmortemAction} />}
              <ReviewButtons
                incidentKey={key}
                steps={view.steps}
                lastSeq={view.lastSeq}
                actions={{
                  submit: actions.submitPostmortemAction,
                  requestChanges: actions.requestChangesAction,
                  approve: actions.approvePostmortemAction,
                  publish: actions.publishPostmortemAction,
                  revise: actions.revisePostmortemAction,
                  skip: actions.skipPostmortemAction,
                }}
              />
            </>
          }
        />
        <KeptNotice incidentKey={key} />
        {view.skippedReason && <Notice>None is written: {view.skippedReason}</Notice>}
        {compared && (
          <ComparedVersion
            incidentKey={key}
            compared={compared}
            restore={
              maySettle && (
                <RestoreButton
                  incidentKey={key}
                  version={compared.id}
                  name={compared.name}
                  restore={actions.restoreVersionAction}
                />
              )
            }
          />
        )}
        <Desk
          list={
            <>
              <SectionList />
              <Standing view={view} take={mayWrite && state !== 'none' ? actions.takePostmortemAction : null} />
              {view.hasRoles && (
                <NamesLink
                  href={hrefWith(`/incidents/${key}/postmortem`, search, { names: byRole ? null : 'roles' }, [])}
                  byRole={byRole}
                />
              )}
            </>
          }
          text={
            <>
              <CommentBubble />
              <Toolbar newAction={<NewAction incidentKey={key} add={addActionItemAction} />} />
              <PostmortemDocument
                view={view}
                timeline={
                  <TimelineBlock
                    facts={facts}
                    confirmed={
                      view.confirmedAt && (
                        <>
                          confirmed by {view.confirmedBy ?? 'a key'}, <Timestamp at={view.confirmedAt} zone="UTC" /> UTC
                        </>
                      )
                    }
                    actions={
                      maySettle && (
                        <ChooseRows
                          incidentKey={key}
                          rows={view.rows}
                          chosen={facts.timeline.map(({ seq }) => seq)}
                          isConfirmed={view.confirmedAt !== null}
                          confirm={actions.confirmTimelineAction}
                        />
                      )
                    }
                  />
                }
                actions={
                  <ActionBlock
                    items={view.items}
                    today={localDate(now(), 'UTC')}
                    edit={mayWrite ? editActionItemAction : null}
                  />
                }
              />
            </>
          }
          side={
            <>
              <Evidence facts={facts} />
              {state !== 'none' && (
                <Comments
                  incidentKey={key}
                  actions={{
                    add: actions.addCommentAction,
                    reply: actions.replyToCommentAction,
                    edit: actions.editCommentAction,
                    remove: actions.deleteCommentAction,
                    settle: actions.settleCommentAction,
                  }}
                />
              )}
              <Reviews reviews={view.reviews} />
              {state !== 'none' && (
                <Versions
                  incidentKey={key}
                  versions={view.versions}
                  save={maySettle ? actions.saveVersionAction : null}
                />
              )}
            </>
          }
        />
      </CommentingProvider>
    </WritingProvider>
  );
}

function TooEarly({ incidentKey }: { incidentKey: string }) {
  return (
    <>
      <PageHeader title={`Post-mortem of ${incidentKey}`} crumbs={crumbs} liveZone={null} />
      <Card>
        <EmptyState
          title="The incident still goes on"
          action={<LinkButton href={`/incidents/${incidentKey}`}>Open the incident</LinkButton>}
        >
          Once it is mitigated, a draft is here: its times, targets and timeline come from the log.
        </EmptyState>
      </Card>
    </>
  );
}
