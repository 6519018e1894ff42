import { type AppError, TooLargeError, ValidationError } from '@/lib/core/errors';
import { changeBody, type DeploymentReport, deploymentBody, type ServiceChange } from '@/lib/deployments/schema';
import { type IncidentReport, incidentBody } from '@/lib/incidents/schema';
import { bodyLimits, type Line, oversizedLine, parseJson } from '@/lib/server/body';
import { asAppError, parseInput } from '@/lib/server/problem';

/** One line of a bulk call, parsed. */
export type BulkEvent =
  | { type: 'deployment'; id: string; report: DeploymentReport }
  | { type: 'incident'; id: string; report: IncidentReport }
  | { type: 'change'; id: string; report: ServiceChange };

export type BulkType = BulkEvent['type'];

/** What a line is, or why it is none of ours; null for an empty line. */
export function parseLine(line: Line): BulkEvent | AppError | null {
  if (line === oversizedLine) return new TooLargeError(bodyLimits.eventBytes);
  if (isBlank(line)) return null;
  try {
    return toEvent(parseJson(line));
  } catch (error) {
    const known = asAppError(error);
    if (known) return known;
    throw error;
  }
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function toEvent(value: unknown): BulkEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw typeError('', 'Each line is one JSON object.');
  const { type, ...body } = value as { type?: unknown };
  switch (type) {
    case 'deployment': {
      const report = parseInput(deploymentBody, body);
      return { type, id: report.id, report };
    }
    case 'incident': {
      const report = parseInput(incidentBody, body);
      return { type, id: report.id, report };
    }
    case 'change': {
      const report = parseInput(changeBody, body);
      return { type, id: report.change.sha, report };
    }
    default:
      throw typeError('/type', 'Name the type of the event: "deployment", "incident" or "change".');
  }
}

function typeError(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
