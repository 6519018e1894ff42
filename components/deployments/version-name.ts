/** What a deployment brought: its version, else the start of its commit; null when neither was reported. */
export function versionName({ version, commit }: { version: string | null; commit: string | null }): string | null {
  return version ?? commit?.slice(0, 8) ?? null;
}
