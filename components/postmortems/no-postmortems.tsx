import { EmptyState } from '@/components/ui/empty-state';
import type { PostmortemViewId } from '@/lib/postmortems/load/list';

type NoPostmortemsProps = { view: PostmortemViewId; isFiltered: boolean; origin: string };

const words: Record<PostmortemViewId, [title: string, text: string]> = {
  open: [
    'No post-mortem waits to be written',
    'One begins by itself when a SEV1 or SEV2 is mitigated: a draft from its log, due 24 hours after detection or after five working days.',
  ],
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
