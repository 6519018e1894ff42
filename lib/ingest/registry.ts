import type { WebhookKind } from '@/lib/sources/schema';
import type { Adapter } from './adapter';
import { alert } from './sources/alert';
import { alertmanager } from './sources/alertmanager';
import { grafana } from './sources/grafana';
import { pagerduty } from './sources/pagerduty';

/** Every system whose webhooks are read. */
export const adapters: Record<WebhookKind, Adapter> = { alertmanager, grafana, pagerduty, alert };
