import { expect } from 'vitest';
import { GET, PATCH } from '@/app/api/v1/incidents/[key]/route';
import { POST } from '@/app/api/v1/incidents/route';
import { call } from './api';

/** A report of an incident without its id. */
export const incident = {
  title: 'Card payments fail',
  severity: 'SEV1',
  services: ['checkout'],
  environment: 'production',
  detected_at: '2026-03-10T10:05:00Z',
};

/** Calls about incidents, with the key that `ownKey` gives unless another one is named. */
export function incidentCalls(ownKey: () => string) {
  const post = (body: unknown, by = ownKey()) => call(POST, 'POST', { key: by, body });
  const patch = (name: string, body: unknown, by = ownKey()) =>
    call(PATCH, 'PATCH', { key: by, body, params: { key: name } });
  const get = (name: string, query = '', by = ownKey()) => call(GET, 'GET', { key: by, params: { key: name }, query });
  let next = 0;
  /** Reports an incident under an id of its own; answers its key. */
  async function declared(more: object = {}): Promise<string> {
    next += 1;
    const { status, body } = await post({ ...incident, ...more, id: `case-${next}` });
    expect(status).toBe(201);
    return body.key;
  }
  return { post, patch, get, declared };
}
