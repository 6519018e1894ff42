import type { Role } from '@/lib/auth/policy';

/** Roles as people read them, and what each adds to the one before it. */
export const roleWords: Record<Role, { name: string; plural: string; can: string }> = {
  viewer: { name: 'Viewer', plural: 'Viewers', can: 'Sees metrics, deployments, incidents and the catalogue.' },
  responder: { name: 'Responder', plural: 'Responders', can: 'Also works on incidents and sees what was delivered.' },
  release_manager: {
    name: 'Release manager',
    plural: 'Release managers',
    can: 'The same as responder in this version.',
  },
  admin: {
    name: 'Administrator',
    plural: 'Administrators',
    can: 'Also manages people, keys, environments and services, and reads the audit log.',
  },
};
