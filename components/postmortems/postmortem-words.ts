import type { StatusTone } from '@/components/ui/status-badge';
import type { PostmortemState, ReviewStep } from '@/lib/postmortems/model/review';

/** The states of a post-mortem as people read them. */
export const stateShown: Record<PostmortemState | 'none', [StatusTone, string]> = {
  none: ['waiting', 'Not started'],
  draft: ['running', 'Draft'],
  in_review: ['active', 'In review'],
  changes_requested: ['warning', 'Changes requested'],
  approved: ['good', 'Approved'],
  published: ['good', 'Published'],
  skipped: ['stopped', 'Skipped'],
};

/** Verb and object of each step of the review. */
export const stepShown: Record<ReviewStep, string> = {
  submit: 'Submit for review',
  request_changes: 'Request changes',
  approve: 'Approve',
  publish: 'Publish',
  revise: 'Revise',
  skip: 'Skip post-mortem',
};
