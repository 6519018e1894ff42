import { ValidationError } from '@/lib/core/errors';
import { type Adapter, webhookLimits } from '../adapter';
import { boundedKey } from '../model/foreign';
import { matchesAny, presentedSecrets } from '../model/signature';
import { alertBody } from '../schema';

/** Our own call, for anything that can send JSON. */
export const alert: Adapter = {
  limits: { ...webhookLimits, bytes: 256 * 1024, nodes: 2_000, stringBytes: 8 * 1024 },
  takesKeys: true,
  verify: ({ headers }, secrets) => matchesAny(presentedSecrets(headers), secrets),
  deliveryKey: (headers) => {
    const key = headers.get('idempotency-key');
    if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new ValidationError([{ path: '', message: 'Idempotency-Key: use 1 to 255 visible ASCII characters.' }]);
    }
    return key;
  },
  isOurs: true,
  normalise: (json) => {
    const parsed = alertBody.safeParse(json);
    if (!parsed.success) {
      throw new ValidationError(
        parsed.error.issues.map(({ path, message }) => ({
          path: path.map((part) => `/${String(part)}`).join(''),
          message,
        })),
      );
    }
    const { status, dedup_key, title, summary, url, labels, severity, service, environment, group_key } = parsed.data;
    return {
      event: status,
      happenings: [],
      notes: [],
      alerts: [
        {
          state: status,
          dedupKey: boundedKey(dedup_key),
          identity: boundedKey(dedup_key),
          title: title ?? dedup_key,
          summary: summary ?? null,
          url: url ?? null,
          labels: labels ?? {},
          level: severity ?? null,
          attachesOnly: false,
          service: service ?? null,
          environment: environment ?? null,
          groupKey: group_key ?? null,
          isGroupExplicit: group_key !== undefined && group_key !== null,
          startsAt: parsed.data.starts_at ?? null,
          endsAt: parsed.data.ends_at ?? null,
        },
      ],
    };
  },
};
