import { expect, it } from 'vitest';
import { changesBetween } from './changes';
import type { Template } from './objects';

const secret = 'hunter2';
const template = (container: object, rest: object = {}): Template => ({
  metadata: { labels: { app: 'web', 'pod-template-hash': String(Math.random()) } },
  spec: { containers: [{ name: 'app', image: 'web:1', ...container }], ...rest },
});
const paths = (from: Template, to: Template) => changesBetween(from, to).map(({ path }) => path);

it('names an image with both values', () => {
  expect(changesBetween(template({}), template({ image: 'web:2' }))).toEqual([
    { path: 'containers[app].image', from: 'web:1', to: 'web:2' },
  ]);
});

it('does not count the label of the controller, nor the order of keys', () => {
  expect(changesBetween(template({ a: { x: 1, y: 2 } }), template({ a: { y: 2, x: 1 } }))).toEqual([]);
});

it.each<[string, object, object]>([
  ['a variable', { env: [{ name: 'KEY', value: 'a' }] }, { env: [{ name: 'KEY', value: secret }] }],
  ['an argument', { args: ['--password=a'] }, { args: [`--password=${secret}`] }],
  ['a command', { command: ['a'] }, { command: [secret] }],
  [
    'a header of a probe',
    {},
    { readinessProbe: { httpGet: { httpHeaders: [{ name: 'Authorization', value: secret }] } } },
  ],
  ['a whole variable that came', {}, { env: [{ name: 'KEY', value: secret }] }],
  ['a variable by the name of what may be shown', {}, { env: [{ name: 'image', value: secret }] }],
])('says where, and not what, of %s', (_what, from, to) => {
  const changes = changesBetween(template(from), template(to));
  expect(changes).not.toEqual([]);
  expect(JSON.stringify(changes)).not.toContain(secret);
  expect(JSON.stringify(changes)).toContain('(hidden)');
});

it('hides annotations of the template and volumes', () => {
  const from = template({});
  const to = template({}, { volumes: [{ name: 'v', csi: { volumeAttributes: { token: secret } } }] });
  to.metadata = { ...to.metadata, annotations: { 'vault/token': secret } };
  expect(JSON.stringify(changesBetween(from, to))).not.toContain(secret);
});

it('finds a container by its name, wherever it stands', () => {
  const side = { name: 'side', image: 'proxy:1' };
  const one = template({}, { containers: [{ name: 'app', image: 'web:1' }, side] });
  const two = template(
    {},
    {
      containers: [
        { ...side, image: 'proxy:2' },
        { name: 'app', image: 'web:1' },
      ],
    },
  );
  expect(paths(one, two)).toEqual(['containers[side].image']);
});

it('says what is new and what is gone', () => {
  const more = template({ resources: { limits: { memory: '1Gi' } } });
  expect(changesBetween(template({ resources: {} }), more)).toEqual([
    { path: 'containers[app].resources.limits.memory', from: null, to: '1Gi' },
  ]);
  expect(changesBetween(more, template({ resources: {} }))).toMatchObject([{ from: '1Gi', to: null }]);
});

it('is at most 200 long', () => {
  const env = Array.from({ length: 500 }, (_, index) => ({ name: `V${index}`, value: 'x' }));
  expect(changesBetween(template({}), template({ env }))).toHaveLength(200);
});
