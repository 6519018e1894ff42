import { settingsDestinations } from '@/components/shell/destinations';
import type { Permission } from '@/lib/auth/policy';

/** What each page of the settings asks for; its name and address are those of the palette. */
const permissionOf: Record<string, Permission> = {
  '/settings/account': 'session:own',
  '/settings/users': 'user:manage',
  '/settings/keys': 'key:manage',
  '/settings/notifications': 'notification:manage',
  '/settings/severities': 'incident:read',
  '/settings/sources': 'source:manage',
  '/settings/clusters': 'cluster:manage',
  '/settings/services': 'catalog:read',
  '/settings/environments': 'catalog:read',
  '/settings/deliveries': 'delivery:read',
  '/settings/audit': 'audit:read',
};

export type Section = { href: string; label: string; permission: Permission };

export const sections: Section[] = settingsDestinations.flatMap(({ href, label }) => {
  const permission = permissionOf[href];
  return permission ? [{ href, label, permission }] : [];
});
