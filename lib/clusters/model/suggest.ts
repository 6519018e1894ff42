import type { WorkloadRef } from '../adapter';

/** 'registry.example/shop/checkout:v1.5.1@sha256:…' → 'checkout'. */
function repositoryName(image: string): string {
  const path = image.split('@')[0] ?? '';
  const last = path.split('/').at(-1) ?? '';
  return last.split(':')[0] ?? '';
}

/**
 * The service that a workload most likely is: one of the same name, else of the name of its image, else the longest one that either begins
 * or ends with ("shop-checkout", "checkout-api"); null when none fits.
 */
export function suggestService(ref: WorkloadRef, images: string[], services: string[]): string | null {
  const names = [ref.name, ...images.map(repositoryName)].map((name) => name.toLowerCase());
  const exact = names.find((name) => services.includes(name));
  if (exact) return exact;
  const parts = services.filter((slug) =>
    names.some((name) => name.startsWith(`${slug}-`) || name.endsWith(`-${slug}`)),
  );
  return parts.sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0] ?? null;
}

/** The tag of an image, or null: 'shop/checkout:v1.5.1@sha256:…' → 'v1.5.1'. A port is no tag. */
export function tagOf(image: string): string | null {
  const last = (image.split('@')[0] ?? '').split('/').at(-1) ?? '';
  const colon = last.indexOf(':');
  return colon < 0 ? null : last.slice(colon + 1) || null;
}
