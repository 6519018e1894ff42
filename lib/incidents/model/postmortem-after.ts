import type { PostmortemState } from '../schema/room';

/** The state of a post-mortem after a row `postmortem_<step>` of the log; other steps leave it as it was. */
export function postmortemAfter(step: string, before: PostmortemState | null): PostmortemState | null {
  switch (step) {
    case 'drafted':
    case 'reopened':
      return 'draft';
    case 'submitted':
    case 'review_reopened':
      return 'in_review';
    case 'changes_requested':
    case 'approved':
    case 'published':
    case 'skipped':
      return step;
    default:
      return before;
  }
}
