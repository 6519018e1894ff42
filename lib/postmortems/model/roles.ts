import type { Block } from './document';

/** A name that may stand in a text, and what its bearer did in the incident. */
export type RoleName = { name: string; role: string };

const roleWords: [seat: string, words: string][] = [
  ['commander', 'the commander'],
  ['tech_lead', 'the tech lead'],
  ['communications', 'the communications lead'],
  ['scribe', 'the scribe'],
];

/** Names with roles, full names before given ones. Of several seats the first counts; a given name that two share names nobody. */
export function rolesOf(seats: { name: string; seat: string }[]): RoleName[] {
  const full = new Map<string, string>();
  for (const [seat, words] of roleWords)
    for (const each of seats) if (each.seat === seat && !full.has(each.name)) full.set(each.name, words);
  const givenOf = (name: string) => name.split(/[\s@.]/)[0] ?? name;
  const given = [...full].filter(
    ([name]) => givenOf(name).length > 2 && [...full.keys()].filter((n) => givenOf(n) === givenOf(name)).length === 1,
  );
  return [
    ...[...full].map(([name, role]) => ({ name, role })),
    ...given.map(([name, role]) => ({ name: givenOf(name), role })),
  ];
}

export type FoundName = { from: number; to: number; role: string };

const isLetter = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);

/** Where a text names one of them, as whole words, in order and apart. */
export function findNames(text: string, roles: RoleName[]): FoundName[] {
  const found: FoundName[] = [];
  for (const { name, role } of roles) {
    for (let from = text.indexOf(name); from >= 0; from = text.indexOf(name, from + name.length)) {
      const to = from + name.length;
      if (isLetter(text[from - 1]) || isLetter(text[to])) continue;
      if (found.some((each) => from < each.to && each.from < to)) continue;
      found.push({ from, to, role });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The text with roles in place of names. */
export function withRoles(text: string, roles: RoleName[]): string {
  return findNames(text, roles).reduceRight(
    (shown, { from, to, role }) =>
      `${shown.slice(0, from)}${from === 0 ? role.replace('the', 'The') : role}${shown.slice(to)}`,
    text,
  );
}

/** The same for what a section says. */
export function blocksWithRoles(blocks: Block[], roles: RoleName[]): Block[] {
  return blocks.map((block) =>
    block.kind === 'code'
      ? block
      : { ...block, spans: block.spans.map((span) => ({ ...span, text: withRoles(span.text, roles) })) },
  );
}
