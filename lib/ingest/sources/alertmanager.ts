import { type Adapter, webhookLimits } from '../adapter';
import { readAlertGroup } from '../model/alert-group';
import { matchesAny, presentedSecrets } from '../model/signature';

export const alertmanager: Adapter = {
  limits: webhookLimits,
  takesKeys: true,
  verify: ({ headers }, secrets) => matchesAny(presentedSecrets(headers), secrets),
  // A group is sent again whenever anything in it changes: each alert is known by its own key instead.
  deliveryKey: () => null,
  normalise: (json) =>
    readAlertGroup(json, { isTest: ({ alertname }) => alertname === 'Watchdog', attaches: () => false }),
};
