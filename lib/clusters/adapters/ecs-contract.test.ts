import { vi } from 'vitest';
import { parseAllowedHosts } from '@/lib/core/addresses';
import { adapterContract } from '@/lib/testing/adapter-contract';
import { makeEcsWorld } from '@/lib/testing/fake-ecs/world';
import { ecs } from './ecs';

vi.mock('@/lib/config/env', () => ({ env: () => ({ FAIRLEAD_OUTGOING_HOSTS: parseAllowedHosts('127.0.0.1') }) }));

adapterContract('AWS ECS', () => makeEcsWorld((connection) => ecs(connection, { pollMs: 20 })));
