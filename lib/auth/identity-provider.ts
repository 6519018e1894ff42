import { env } from '@/lib/config/env';

/** True when an identity provider is configured. */
export function hasIdentityProvider(): boolean {
  return env().OIDC_ISSUER !== undefined && env().OIDC_CLIENT_ID !== undefined;
}
