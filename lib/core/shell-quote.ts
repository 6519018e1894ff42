/** One word of a POSIX shell that stands for exactly `value`, whatever is in it but NUL. */
export function shellQuote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
