import { expect, test } from 'vitest';
import { suggestService, tagOf } from './suggest';

const ref = (name: string) => ({ kind: 'k8s-deployment' as const, namespace: 'shop', name });

test.each([
  ['checkout', [], 'checkout'],
  ['web', ['registry.example:5000/shop/checkout:v1'], 'checkout'],
  ['shop-checkout', ['x/y:1'], 'checkout'],
  ['checkout-api-worker', [], 'checkout-api'],
  ['api', ['nginx'], null],
])('the workload %s with images %j is probably %s', (name, images, service) => {
  expect(suggestService(ref(name), images, ['checkout', 'checkout-api', 'login'])).toBe(service);
});

test.each([
  ['shop/checkout:v1.5.1', 'v1.5.1'],
  ['registry.example:5000/checkout', null],
  ['registry.example:5000/checkout:v2@sha256:abc', 'v2'],
  ['checkout@sha256:abc', null],
  ['checkout:', null],
])('the tag of %s is %s', (image, tag) => {
  expect(tagOf(image)).toBe(tag);
});
