import { formatInZone } from '@/lib/core/time';
import { type Moments, oddTimes, warningWords } from '@/lib/incidents/model/odd-times';
import type { EditableField, IncidentAnswer, SeenFields } from '@/lib/incidents/schema';
import type { ActionResult } from '@/lib/server/action';
import { fieldOfIso, isoOfField } from './zoned-field';

/** What somebody saw of an incident when the form was opened, or when they were told of a change since. */
export type Seen = Pick<IncidentAnswer, EditableField>;
type Refusal = Extract<ActionResult<unknown>, { ok: false }>;

const texts = ['title', 'severity', 'caused_by', 'fixed_by', 'summary'] as const;
const times = ['started_at', 'detected_at', 'mitigated_at', 'resolved_at'] as const;
const optional = new Set<EditableField>(['caused_by', 'fixed_by', 'summary', 'started_at', 'mitigated_at']);
const isTime = (name: string) => times.some((time) => time === name);

/** What the form has other than was seen, and what was seen there: exactly that is sent, so that nobody's change is undone by accident. */
export function changesIn(form: FormData, seen: Seen, zone: string): { changes: SeenFields; before: SeenFields } {
  const changes: SeenFields = {};
  for (const name of texts) {
    const value = String(form.get(name) ?? '').trim();
    if (value !== (seen[name] ?? '').trim()) changes[name] = value === '' && optional.has(name) ? null : value;
  }
  for (const name of times) {
    // What this person may not change is not in the form.
    if (!form.has(name)) continue;
    const value = isoOfField(String(form.get(name) ?? ''), zone);
    if (value !== isoOfField(fieldOfIso(seen[name], zone), zone))
      changes[name] = value === '' && optional.has(name) ? null : value;
  }
  const before: SeenFields = Object.fromEntries(
    (Object.keys(changes) as EditableField[]).map((name) => [name, seen[name]]),
  );
  return { changes, before };
}

/** What cannot be, before it is sent; null when there is nothing. */
export function problemIn(changes: SeenFields, seen: Seen): Refusal | null {
  if (changes.detected_at === '') return refusal('detected_at', 'An incident needs the time of its detection.');
  if (changes.resolved_at === '') return refusal('resolved_at', 'It is resolved. Re-open it, and this time goes away.');
  const detected = Date.parse(changes.detected_at ?? seen.detected_at);
  const resolved = Date.parse(changes.resolved_at ?? seen.resolved_at ?? '');
  const changed = (['resolved_at', 'detected_at'] as const).find((name) => changes[name] !== undefined);
  return changed && resolved < detected
    ? refusal(changed, 'It was resolved before it was detected. Check the two times.')
    : null;
}

/**
 * What is odd about the times that a correction leaves, and was not before it, or what it sets off: to be read before it is saved. Null when there is
 * nothing; saved again, it goes through.
 */
export function warningIn(changes: SeenFields, seen: Seen, postmortem: IncidentAnswer['postmortem']): Refusal | null {
  const field = times.find((name) => changes[name] !== undefined);
  if (!field) return null;
  const before = oddTimes(momentsOf(seen));
  const news = oddTimes(momentsOf({ ...seen, ...changes })).filter((each) => !before.includes(each));
  const opens = postmortem === 'approved' || postmortem === 'published';
  if (news.length === 0 && !opens) return null;
  const order = news.length > 0 ? [`Times out of order: ${news.map(warningWords).join('; ')}.`] : [];
  const review = opens ? ['Its post-mortem was approved, and goes back to its review.'] : [];
  return refusal(field, [...order, ...review, 'Save again if that is right.'].join(' '));
}

function momentsOf(fields: { [K in (typeof times)[number]]?: string | null | undefined }): Moments {
  const at = (text: string | null | undefined) => (text ? new Date(text) : null);
  return {
    startedAt: at(fields.started_at),
    detectedAt: new Date(fields.detected_at ?? ''),
    mitigatedAt: at(fields.mitigated_at),
    resolvedAt: at(fields.resolved_at),
  };
}

function refusal(field: EditableField, message: string): Refusal {
  return { ok: false, code: 'validation_failed', message, issues: [{ path: `/${field}`, message }] };
}

/** An answer that says what others changed since: what is seen from now on, and the same answer in the words of the form. */
export function takeStale(answer: Refusal, seen: Seen, zone: string): { seen: Seen; answer: Refusal } {
  let news = seen;
  const issues = answer.issues.map((issue) => {
    const name = issue.path.slice(1);
    if (!('current' in issue) || !(name in seen)) return issue;
    const current = typeof issue.current === 'string' ? issue.current : null;
    news = { ...news, [name]: current };
    const shown =
      current === null
        ? null
        : isTime(name)
          ? `${formatInZone(new Date(current), zone, 'datetime')} ${zone}`
          : `“${current}”`;
    const what =
      shown === null ? 'Somebody emptied this in the meantime.' : `Somebody changed this to ${shown} in the meantime.`;
    return { ...issue, message: `${what} Save again to put yours in its place.` };
  });
  return { seen: news, answer: { ...answer, issues } };
}
