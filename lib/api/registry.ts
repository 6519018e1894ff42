import type { Method, Operation } from '@/lib/server/operation';
import * as actions from './operations/actions';
import * as clusters from './operations/clusters';
import * as ingest from './operations/ingest';
import * as keys from './operations/keys';
import * as metrics from './operations/metrics';
import * as platform from './operations/platform';
import * as postmortems from './operations/postmortems';
import * as reading from './operations/reading';
import * as reference from './operations/reference';
import * as responding from './operations/responding';
import * as rollbacks from './operations/rollbacks';
import * as room from './operations/room';
import * as sources from './operations/sources';
import * as status from './operations/status';

/** An operation with its name in the OpenAPI document: that of the constant it is written as. */
export type NamedOperation = Operation & { id: string };

const methods: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'permission' in value;

/** Every HTTP call of the product. A file of operations is added here and is thereby described, matched with its route and tested. */
export const operations: NamedOperation[] = [
  actions,
  clusters,
  ingest,
  reading,
  metrics,
  keys,
  platform,
  postmortems,
  reference,
  responding,
  rollbacks,
  room,
  sources,
  status,
]
  .flatMap((file): [string, unknown][] => Object.entries(file))
  .flatMap(([name, value]) => (isOperation(value) ? [{ ...value, id: name.replace(/Operation$/, '') }] : []))
  .sort((a, b) => compare(a.path, b.path) || methods.indexOf(a.method) - methods.indexOf(b.method));
