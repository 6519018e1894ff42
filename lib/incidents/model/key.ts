/** The number in INC-42. Throws when it is no key. */
export function numberOf(key: string): number {
  const number = /^INC-([1-9]\d{0,14})$/i.exec(key)?.[1];
  if (number === undefined) throw new Error(`"${key}" is no key of an incident`);
  return Number(number);
}
