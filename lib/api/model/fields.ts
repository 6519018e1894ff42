import type { JsonSchema } from './document';

/** One line of the table that shows a body: `changes[].sha`, text, required. */
export type FieldRow = { path: string; type: string; required: boolean; description: string | null };

/** The fields of a schema, nested ones under their parents, to the depth that a reader still follows. */
export function fieldRows(schema: JsonSchema, prefix = '', depth = 0): FieldRow[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const row = {
      path,
      type: typeText(field),
      required: required.includes(name),
      description: field.description ?? null,
    };
    return depth >= 3 ? [row] : [row, ...inner(field, path, depth + 1)];
  });
}

function inner(field: JsonSchema, path: string, depth: number): FieldRow[] {
  const kinds = branches(field).flatMap((branch) => {
    if (branch.properties) return [fieldRows(branch, `${path}.`, depth)];
    return branch.items ? branches(branch.items).map((item) => fieldRows(item, `${path}[].`, depth)) : [];
  });
  return merged(kinds.filter((rows) => rows.length > 0));
}

/** Fields of alternative objects as one list; what only some of them have is not required. */
function merged(kinds: FieldRow[][]): FieldRow[] {
  const found = new Map<string, FieldRow & { times: number }>();
  for (const row of kinds.flat()) {
    const known = found.get(row.path);
    found.set(row.path, {
      ...row,
      type: known && known.type !== row.type ? `${known.type} or ${row.type}` : row.type,
      required: row.required && (known?.required ?? true),
      times: (known?.times ?? 0) + 1,
    });
  }
  return [...found.values()].map(({ times, ...row }) => ({ ...row, required: row.required && times === kinds.length }));
}

/** The alternatives of a schema; one that has none is its own. */
function branches(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

/** A schema in words: "text, at most 255", "SEV1 | SEV2 | SEV3", "list of …", "number or null". */
export function typeText(schema: JsonSchema): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return [...new Set(alternatives.map(typeText))].join(' or ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.map(String).join(' | ');
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return schema.$ref ? schema.$ref.replace(/^.*\//, '') : 'any';
  return types.map((type) => simpleText(type, schema)).join(' or ');
}

function simpleText(type: string, schema: JsonSchema): string {
  switch (type) {
    case 'string':
      if (schema.format === 'date-time') return 'time with offset';
      if (schema.format === 'uuid' || schema.format === 'uri') return schema.format.toUpperCase();
      return schema.maxLength === undefined ? 'text' : `text, at most ${schema.maxLength}`;
    case 'integer':
    case 'number':
      return rangeText(type === 'integer' ? 'whole number' : 'number', schema);
    case 'boolean':
      return 'true | false';
    case 'array':
      return schema.items ? `list of ${schema.items.properties ? 'objects' : typeText(schema.items)}` : 'list';
    default:
      return type;
  }
}

function rangeText(word: string, { minimum, maximum }: JsonSchema): string {
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum;
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (low !== null && high !== null) return `${word}, ${low} to ${high}`;
  return low === null ? word : `${word}, at least ${low}`;
}
