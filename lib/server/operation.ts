import type { z } from 'zod';
import type { Permission } from '@/lib/auth/policy';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One answer of an operation, as the OpenAPI document shows it. */
export type Answer = { description: string; schema?: z.ZodType; contentType?: string };

/**
 * What one HTTP call is: its route, who may make it, what it takes and answers. The handler is made from it (defineRoute), the
 * OpenAPI document and the permission matrix test are generated from it, so none of them can drift.
 */
export type Operation = {
  method: Method;
  /** As in api.md, with `{name}` for parameters. */
  path: `/${string}`;
  tag: string;
  summary: string;
  permission: Permission | 'public';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A body that the handler reads itself as a stream of this content type. */
  stream?: string;
  /**
   * The sender proves itself by the bytes that it sends: the handler finds out who it is and what it may, and reads the body itself.
   * `body` describes it.
   */
  signed?: true;
  /** Sent again it does no harm by itself, so an Idempotency-Key has no meaning. */
  isRepeatable?: true;
  answers: Record<number, Answer>;
  /** A body (or query) that works when pasted; the lines of a streamed one. */
  example?: unknown;
  /** Values of the path's parameters to show in the documentation. */
  pathExample?: Record<string, string>;
};

/** Keeps the literal types of an operation's schemas. */
export function operation<const O extends Operation>(definition: O): O {
  return definition;
}
