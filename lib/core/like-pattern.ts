/** Pattern for SQL's LIKE that finds `part` anywhere in a text in lower case; signs that mean something to LIKE stand for themselves. */
export function likePattern(part: string): string {
  return `%${part.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}
