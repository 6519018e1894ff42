import pino from 'pino';

/** Names under which a secret could travel; their values never reach a log line. */
const secretNames = ['authorization', 'cookie', 'password', 'secret', 'key', 'token', 'x-api-key', 'connectionString'];

// Passwords inside connection URLs, and keys of ours, wherever they stand in a text.
const secretValues = /(\w+:\/\/[^:/\s]+:)[^@\s]+@|\bfl_[A-Za-z0-9_-]{8,}/g;

/** Replaces passwords in URLs and API keys in a text. */
export function redact(value: string): string {
  return value.replace(secretValues, (_match, url?: string) => (url ? `${url}***@` : 'fl_***'));
}

export const logger = pino({
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: '***' },
  serializers: {
    err: (error: unknown) => {
      if (!(error instanceof Error)) return { message: redact(String(error)) };
      const { code } = error as { code?: unknown };
      return {
        type: error.name,
        message: redact(error.message),
        stack: redact(error.stack ?? ''),
        ...(code ? { code } : {}),
      };
    },
  },
});
