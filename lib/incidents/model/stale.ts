import { ConflictError, type FieldIssue } from '@/lib/core/errors';
import type { EditableField, IncidentPatch, SeenFields } from '../schema';
import type { Incident } from './incident';

/** A field that others changed since it was seen, and what it is now, as the wire writes it. */
export type StaleField = FieldIssue & { current: string | null };

const properties = {
  title: 'title',
  severity: 'severity',
  started_at: 'startedAt',
  detected_at: 'detectedAt',
  mitigated_at: 'mitigatedAt',
  resolved_at: 'resolvedAt',
  caused_by: 'causedBy',
  fixed_by: 'fixedBy',
  summary: 'summary',
} as const satisfies Record<EditableField, keyof IncidentPatch & keyof Incident>;

const wire = (value: Date | string | null) => (value instanceof Date ? value.toISOString() : value);

/**
 * The fields of a patch that hold something else now than its writer saw, unless that is what the patch sets anyway. What others
 * did to fields that it does not name is in nobody's way.
 */
export function staleFields(incident: Incident, patch: IncidentPatch, seen: SeenFields): StaleField[] {
  return (Object.keys(properties) as EditableField[]).flatMap((field) => {
    const wanted = patch[properties[field]];
    const before = seen[field];
    if (wanted === undefined || before === undefined) return [];
    const current = wire(incident[properties[field]]);
    if (current === before || current === wire(wanted)) return [];
    const message = `Somebody set ${field} to ${current ?? 'nothing'} in the meantime.`;
    return [{ path: `/${field}`, current, message }];
  });
}

/** A correction of fields that others corrected since they were seen. */
export class StaleFieldsError extends ConflictError {
  constructor(override readonly issues: StaleField[]) {
    super('stale_version', issues[0]?.message ?? 'Somebody changed it in the meantime.', issues[0]?.path);
  }
}
