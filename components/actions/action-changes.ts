import type { ActionAnswer } from '@/lib/actions/schema';
import type { ActionResult } from '@/lib/server/action';

type Field = 'text' | 'type' | 'owner' | 'due_on' | 'priority' | 'status' | 'issue_url';
export type ActionChanges = Partial<Record<Field, string | null>>;
type Refusal = Extract<ActionResult<unknown>, { ok: false }>;

const labels: Record<Field, string> = {
  text: 'action',
  type: 'type',
  owner: 'owner',
  due_on: 'due date',
  priority: 'priority',
  status: 'status',
  issue_url: 'issue',
};
const fields = Object.keys(labels) as Field[];
const optional = new Set<Field>(['owner', 'due_on', 'issue_url']);

/** What a form holds, by field; an empty optional field is null. */
export function valuesIn(form: FormData): ActionChanges {
  return Object.fromEntries(
    fields.flatMap((name) => {
      const value = form.get(name);
      if (typeof value !== 'string') return [];
      const text = value.trim();
      return [[name, text === '' && optional.has(name) ? null : text]];
    }),
  );
}

/**
 * What a form has other than was seen when it opened: exactly that is sent, also on top of what others did since, so that nobody's
 * change is undone by accident.
 */
export function changesIn(form: FormData, opened: ActionAnswer): ActionChanges {
  return Object.fromEntries(
    Object.entries(valuesIn(form)).filter(([name, value]) => value !== opened[name as Field]),
  ) as ActionChanges;
}

/** An answer that says that others changed the item: the version that it has now, and what they changed, in words. */
export function takeStale(answer: Refusal, opened: ActionAnswer): { version: number; answer: Refusal } {
  const issue = answer.issues.find((each) => 'current' in each);
  if (!issue || !('current' in issue)) return { version: opened.version, answer };
  // StaleActionError carries the item as it is now.
  const current = issue.current as ActionAnswer;
  const news = fields.filter((name) => current[name] !== opened[name]);
  const words = news.map((name) => `${labels[name]} ${current[name] === null ? 'empty' : `“${current[name]}”`}`);
  const message = `Somebody changed ${current.id} in the meantime: ${words.join(', ')}. Save again to put what you changed on top; the rest stays theirs.`;
  return { version: current.version, answer: { ...answer, message, issues: [] } };
}
