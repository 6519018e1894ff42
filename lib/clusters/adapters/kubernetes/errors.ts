import { OutgoingError } from '@/lib/server/outgoing';
import { AdapterError, type AdapterErrorCode } from '../../adapter';

/** How the failures of a call are called. No message holds credentials, or what was sent. */

const codes: Record<number, AdapterErrorCode> = {
  400: 'INVALID',
  401: 'FORBIDDEN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'INVALID',
  406: 'INVALID',
  409: 'CONFLICT',
  413: 'INVALID',
  415: 'INVALID',
  422: 'INVALID',
  429: 'RATE_LIMITED',
};

type Status = { message?: unknown; details?: { causes?: { field?: unknown }[] } };

/** The error for an answer that is none of the 2xx. A 5xx or a redirect says nothing of whether a change was made: UNREACHABLE. */
export function statusError(status: number, text: string): AdapterError {
  return new AdapterError(codes[status] ?? 'UNREACHABLE', sentence(status, statusOf(text)), status);
}

/** The error for what a call threw: sockets and their TLS name a code. Anything else is a defect of ours, and stays as it is. */
export function errorOf(error: unknown): AdapterError {
  if (error instanceof AdapterError) return error;
  if (error instanceof OutgoingError)
    return new AdapterError(error.reason === 'timeout' ? 'TIMEOUT' : 'UNREACHABLE', error.message);
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  const { code } = error;
  const isTls = /CERT|SELF_SIGNED|ALTNAME|ISSUER|SSL|TLS/.test(code);
  const why = isTls
    ? 'its certificate is not the one that the kubeconfig vouches for'
    : 'no connection, or it broke off';
  return new AdapterError('UNREACHABLE', `The cluster cannot be reached: ${why} (${code}).`);
}

function sentence(status: number, { message, details }: Status): string {
  switch (status) {
    case 401:
      return 'The cluster does not accept these credentials (401).';
    // Names user, verb and resource.
    case 403:
    case 404:
      return typeof message === 'string'
        ? `The cluster refuses: ${message.slice(0, 500)}`
        : `The cluster refuses (${status}).`;
    case 409:
      return 'The object was changed in the meantime (409).';
    case 422: {
      // Only which fields: the message quotes their values.
      const fields = (details?.causes ?? []).map(({ field }) => field).filter((field) => typeof field === 'string');
      return fields.length > 0
        ? `The cluster does not accept ${fields.slice(0, 5).join(', ')} (422).`
        : 'The cluster did not carry out the patch (422).';
    }
    case 429:
      return 'The cluster asks to call less often (429).';
    default:
      return `The cluster answered with status ${status}.`;
  }
}

function statusOf(text: string): Status {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}
