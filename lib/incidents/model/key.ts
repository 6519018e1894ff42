/** The number in INC-42; null when it is no key. */
export function numberIn(key: string): number | null {
  const number = /^INC-([1-9]\d{0,14})$/i.exec(key)?.[1];
  return number === undefined ? null : Number(number);
}

/** The same of what must be a key. Throws when it is none. */
export function numberOf(key: string): number {
  const number = numberIn(key);
  if (number === null) throw new Error(`"${key}" is no key of an incident`);
  return number;
}
