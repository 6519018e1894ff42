/** What a deployment is called: its version, else the start of its commit. */
export function versionText({ version, commit = null }: { version: string | null; commit?: string | null }): string {
  return version ?? commit?.slice(0, 8) ?? 'A version that was not told';
}
