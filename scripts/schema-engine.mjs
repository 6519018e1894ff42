#!/usr/bin/env node
// Drop-in for Prisma's native `schema-engine` binary: same stdio JSON-RPC, but the engine is the WebAssembly
// build published on npm. Used through PRISMA_SCHEMA_ENGINE_BINARY where binaries.prisma.sh cannot be reached.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const argv = process.argv.slice(2);
const opts = { datamodels: [] };
let sub = [];
for (let i = 0; i < argv.length; i++) {
  const a = argv[i];
  if (a === '--datamodels') opts.datamodels.push(argv[++i]);
  else if (a === '--datasource') opts.datasource = JSON.parse(argv[++i]);
  else if (a.startsWith('--')) i++;
  else {
    sub = argv.slice(i);
    break;
  }
}
const url = opts.datasource?.url ?? process.env.DATABASE_URL;
const logLine = (level, fields) =>
  process.stderr.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' })}\n`,
  );

async function createDatabase(u) {
  const target = new URL(u);
  const name = decodeURIComponent(target.pathname.slice(1));
  target.pathname = '/postgres';
  target.search = '';
  const c = new pg.Client({ connectionString: target.href });
  await c.connect();
  try {
    await c.query(`CREATE DATABASE ${c.escapeIdentifier(name)}`);
  } finally {
    await c.end();
  }
  return { databaseName: name };
}
if (sub[0] === 'cli') {
  try {
    if (sub[1] === 'can-connect-to-database') {
      const c = new pg.Client({ connectionString: url });
      await c.connect();
      await c.end();
    } else if (sub[1] === 'create-database') await createDatabase(url);
    else throw new Error(`unsupported: ${sub.join(' ')}`);
    process.exit(0);
  } catch (e) {
    const code = { '3D000': 'P1003', '28P01': 'P1000', 28000: 'P1000' }[e.code] ?? 'P1001';
    logLine('INFO', { message: 'start' });
    logLine('ERROR', { error_code: code, message: e.message, is_panic: false });
    process.exit(1);
  }
}
let panic;
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message: (m) => {
    panic = m;
  },
};
const require = createRequire(import.meta.url);
const dir = path.dirname(require.resolve('@prisma/schema-engine-wasm'));
const glue = await import(path.join(dir, 'schema_engine_bg.js'));
const { instance } = await WebAssembly.instantiate(fs.readFileSync(path.join(dir, 'schema_engine_bg.wasm')), {
  './schema_engine_bg.js': glue,
});
glue.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

// @prisma/adapter-pg rejects the catalog type "char" (oid 18), which the describer reads; report it as Character.
async function teachCharType(factory) {
  const probe = await factory.connect();
  let proto = probe;
  while (proto && !Object.hasOwn(proto, 'performIO')) proto = Object.getPrototypeOf(proto);
  await probe.dispose();
  // adapter-pg splits a script at every semicolon, which breaks function bodies; one simple query runs it whole.
  Object.getPrototypeOf(probe).executeScript = async function (script) {
    await this.client.query(script);
  };
  const original = proto.queryRaw;
  proto.queryRaw = async function (query) {
    const chars = [];
    const shadow = Object.create(this, {
      performIO: {
        value: async (q) => {
          const r = await this.performIO(q);
          r.fields.forEach((field, index) => {
            if (field.dataTypeID === 18) chars.push(index);
          });
          return { ...r, fields: r.fields.map((f) => (f.dataTypeID === 18 ? { ...f, dataTypeID: 1042 } : f)) };
        },
      },
    });
    const res = await original.call(shadow, query);
    for (const i of chars) res.columnTypes[i] = ColumnTypeEnum.Character;
    return res;
  };
}
let engine;
const getEngine = () =>
  (engine ??= (async () => {
    const u = url ? new URL(url) : undefined;
    const schema = u?.searchParams.get('schema') ?? undefined;
    // Discrete fields, never `connectionString`: pg lets a connection string win over `database`, and then the
    // "shadow" database would silently be the real one.
    const conn = u
      ? {
          host: u.hostname,
          port: +(u.port || 5432),
          user: decodeURIComponent(u.username),
          password: decodeURIComponent(u.password),
          database: decodeURIComponent(u.pathname.slice(1)),
          ssl: ['require', 'verify-ca', 'verify-full', 'no-verify'].includes(u.searchParams.get('sslmode'))
            ? { rejectUnauthorized: u.searchParams.get('sslmode') !== 'no-verify' }
            : undefined,
          idleTimeoutMillis: 200,
        }
      : { host: '127.0.0.1', port: 1 };
    const raw = new PrismaPg(conn, { schema });
    if (url) await teachCharType(raw);
    const bound = bindMigrationAwareSqlAdapterFactory(raw);
    const datamodels = opts.datamodels.map((f) => [f, fs.readFileSync(f, 'utf8')]);
    if (datamodels.length === 0)
      datamodels.push(['datasource.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']); // `migrate diff` passes none
    return glue.SchemaEngine.new({ datamodels }, () => {}, bound);
  })());
process.on('uncaughtException', (e) => {
  logLine('ERROR', { message: panic ?? e.stack, is_panic: !!panic });
  process.exit(1);
});
let printId = 1e6;
const send = (m) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...m })}\n`);
const methods = {
  createDatabase: async () => createDatabase(url),
  getDatabaseVersion: async () => (await getEngine()).version(null),
  getDatabaseDescription: async () => '',
  ensureConnectionValidity: async () => {
    const c = new pg.Client({ connectionString: url });
    await c.connect();
    await c.end();
    return {};
  },
  diff: async (p) => {
    const r = await (await getEngine()).diff(p);
    if (r.stdout) send({ id: printId++, method: 'print', params: { content: r.stdout.replace(/\n$/, '') } });
    return { ...r, stdout: null };
  },
};
let pending = 0,
  closed = false;
const maybeExit = () => {
  if (closed && pending === 0) process.exit(0);
};
readline
  .createInterface({ input: process.stdin })
  .on('line', async (line) => {
    if (!line.trim()) return;
    const m = JSON.parse(line);
    if (!m.method) return; // reply to our own 'print'
    pending++;
    try {
      const result = methods[m.method]
        ? await methods[m.method](m.params)
        : await (await getEngine())[m.method](m.params);
      send({ id: m.id, result: result ?? null });
    } catch (e) {
      if (process.env.SCHEMA_ENGINE_DEBUG) console.error(e, JSON.stringify(e));
      const known = typeof e.code === 'string' ? e.code : undefined;
      send({
        id: m.id,
        error: {
          code: 4466,
          message: 'An error happened. Check the data field for details.',
          data: {
            is_panic: false,
            message: panic ?? e.message ?? String(e),
            error_code: known ?? null,
            meta: e.meta ?? null,
          },
        },
      });
    } finally {
      pending--;
      maybeExit();
    }
  })
  .on('close', () => {
    closed = true;
    maybeExit();
  });
