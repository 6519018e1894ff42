import { EmptyState } from '@/components/ui/empty-state';
import type { PostmortemViewId } from '@/lib/postmortems/load/list';

type NoPostmortemsProps = { view: PostmortemViewId; isFiltered: boolean; origin: string };

const words: Record<PostmortemViewId, [title: string, text: string]> = {
  needed: [
    'Nothing waits for a post-mortem',
    'SEV1 and SEV2 incidents are listed here from mitigation on, until somebody begins theirs. SEV1 is due 24 hours after detection, SEV2 after five working days.',
  ],
  drafts: ['No draft is being written', 'A post-mortem begins with a draft from the log of its incident.'],
  review: ['Nothing waits for a review', 'Somebody who held no role in the incident reads it and approves it.'],
  published: ['None is published yet', 'What was learned stays here, and search finds it.'],
  skipped: ['None was skipped', 'A release manager may decide that none is written, with a reason.'],
};

/** What belongs into an empty view of the list. */
export function NoPostmortems({ view, isFiltered, origin }: NoPostmortemsProps) {
  const [title, text] = words[view];
  if (isFiltered)
    return (
      <EmptyState title="No post-mortem fits these filters" headingLevel={2}>
        {text}
      </EmptyState>
    );
  return (
    <EmptyState
      title={title}
      headingLevel={2}
      {...(view === 'published'
        ? {
            code: {
              label: 'Read one as the handbook writes it',
              text: `curl -H "Authorization: Bearer $FAIRLEAD_KEY" -H "Accept: text/markdown" ${origin}/api/v1/incidents/INC-1/postmortem`,
            },
          }
        : {})}
    >
      {text}
    </EmptyState>
  );
}
