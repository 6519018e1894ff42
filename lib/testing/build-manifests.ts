import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Permission } from '@/lib/auth/policy';

const read = (name: string): unknown => JSON.parse(readFileSync(path.join('.next', name), 'utf8'));

export type BuiltAction = { id: string; file: string; name: string; pagePath: string };

/** The routes of the production build: handlers as the operations write their paths, pages as the browser does. */
export function builtRoutes(): { handlers: string[]; pages: string[] } {
  const routes = Object.entries(read('app-path-routes-manifest.json') as Record<string, string>);
  const at = (kind: string) => routes.filter(([entry]) => entry.endsWith(`/${kind}`)).map(([, route]) => route);
  return { handlers: at('route').map((route) => route.replace(/\[(\w+)\]/g, '{$1}')), pages: at('page') };
}

type ActionManifest = {
  node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }>;
};

/** Every server action of the production build, each a live endpoint, with a page that it can be sent to. */
export function builtActions(): BuiltAction[] {
  const { node } = read('server/server-reference-manifest.json') as ActionManifest;
  return Object.entries(node).map(([id, { workers, filename, exportedName }]) => {
    const [page = ''] = Object.keys(workers);
    const pagePath = page
      .replace(/^app/, '')
      .replace(/\/page$/, '')
      .replace(/\/\([^)]+\)/g, '');
    return { id, file: filename, name: exportedName, pagePath: pagePath.replace(/\[\w+\]/g, 'any') || '/' };
  });
}

/** The rule that an exported action follows; null when it was not made by defineAction. */
export async function ruleOf({ file, name }: BuiltAction): Promise<{ command: string; permission: Permission } | null> {
  const module: Record<string, { rule?: { command: string; permission: Permission } }> = await import(
    path.resolve(file)
  );
  return module[name]?.rule ?? null;
}
