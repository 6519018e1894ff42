/** One of five colours for a person, the same on every screen. */
export function tintOf(userId: string): number {
  let sum = 0;
  for (const sign of userId) sum = (sum * 31 + sign.charCodeAt(0)) % 9973;
  return (sum % 5) + 1;
}
