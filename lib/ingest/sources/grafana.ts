import { type Adapter, type Envelope, webhookLimits } from '../adapter';
import { readAlertGroup } from '../model/alert-group';
import { hmacHex, isFresh, matchesAny, presentedSecrets } from '../model/signature';

/** Grafana signs the body in bare hex; with a time in front where a header for it is configured. */
function isSigned({ headers, raw, receivedAt }: Envelope, secrets: readonly string[]): boolean {
  const given = headers.get('x-grafana-alerting-signature');
  const time = headers.get('x-grafana-alerting-timestamp');
  const prefix = time === null ? '' : `${time}:`;
  const wanted = secrets.map((secret) => hmacHex(secret, raw, prefix));
  const isMatch = matchesAny(given ? [given.toLowerCase()] : [], wanted);
  return isMatch && (time === null || isFresh(time, receivedAt));
}

export const grafana: Adapter = {
  limits: webhookLimits,
  takesKeys: true,
  // A signature that is there decides alone: what it does not cover proves nothing.
  verify: (envelope, secrets) => {
    const bySecret = matchesAny(presentedSecrets(envelope.headers), secrets);
    const bySignature = isSigned(envelope, secrets);
    return envelope.headers.has('x-grafana-alerting-signature') ? bySignature : bySecret;
  },
  deliveryKey: () => null,
  normalise: (json) =>
    readAlertGroup(json, {
      isTest: ({ alertname, instance }) =>
        (alertname === 'TestAlert' && instance === 'Grafana') || alertname === 'Watchdog',
      attaches: ({ alertname }) => alertname === 'DatasourceNoData' || alertname === 'DatasourceError',
    }),
};
