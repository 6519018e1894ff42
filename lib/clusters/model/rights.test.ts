import { expect, test } from 'vitest';
import { rightsFor } from './rights';

type Statement = { Action: string | string[]; Resource: string | string[]; Condition?: object };

test('the policy for ECS lets services be changed by name only, and makes and runs nothing', () => {
  const [{ code } = { code: '{}' }] = rightsFor('aws-ecs');
  const { Statement: statements } = JSON.parse(code) as { Statement: Statement[] };
  const actions = statements.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => /\*|Register|RunTask|Execute|Delete|Create/.test(action))).toEqual([]);
  const writing = statements.filter(({ Action }) => [Action].flat().some((action) => /Update|Stop|Pass/.test(action)));
  expect(writing).toHaveLength(2);
  for (const { Resource, Condition } of writing) {
    expect(Resource).not.toContain('*');
    expect(Condition).toBeDefined();
  }
});

test('the role for Kubernetes is of the namespace that is asked for, and of no other', () => {
  const [role] = rightsFor('kubernetes', 'payments');
  expect(role?.code.match(/namespace: (\w+)/g)).toEqual(Array(4).fill('namespace: payments'));
  expect(role?.code).not.toContain('ClusterRole');
});
