/** A phrase that points at a person or judges in hindsight, and the same said as what and how. */
export type BlameHint = { from: number; to: number; phrase: string; why: string; rewrite: string };

type Rule = { pattern: RegExp; why: string; rewrite: (...groups: string[]) => string };

const hindsight = '“Should have” judges in hindsight. Name the condition.';
const person = 'A person is the subject of a fault. Say what made it possible.';
const roles =
  'he|she|they|you|I|we|somebody|someone|(?:the|an?|our) (?:engineer|developer|operator|author|reviewer|team|on-call|intern|manager|vendor)s?';

const faults: Record<string, string> = {
  broke: 'The change broke',
  caused: 'The change caused',
  'messed up': 'The change affected',
  misconfigured: 'It was possible to misconfigure',
  forgot: 'Nothing reminded anybody',
  overlooked: 'Nothing pointed to',
  ignored: 'Nothing made it urgent to act on',
};

const plain = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `people`: names that may stand as the subject of a fault. The more of a phrase a rule takes, the earlier it comes. */
function rulesFor(people: string[]): Rule[] {
  const who = [roles, ...people.filter((name) => name.length > 1).map(plain)].join('|');
  return [
    {
      pattern: /(?:[\p{L}-]+ )?\b(?:should|could|ought to)(?: not|n't|n’t) have (\p{L}+)/giu,
      why: hindsight,
      rewrite: (verb) => `it was possible to have ${verb}`,
    },
    {
      pattern: /(?:[\p{L}-]+ )?\b(?:should|could|ought to) have been (\p{L}+)/giu,
      why: hindsight,
      rewrite: (verb) => `nothing made sure that it was ${verb}`,
    },
    {
      pattern:
        /(?:[\p{L}-]+ )?\b(?:should|could|ought to) have (?!(?:an?|the|no|to|some|one|this|that|its?|their|our)\b)(\p{L}+)/giu,
      why: hindsight,
      rewrite: (verb) => `nothing in place ${verb}`,
    },
    {
      pattern: new RegExp(String.raw`(?<![\p{L}])(?:${who}) (?:failed|neglected) to (\p{L}+)`, 'giu'),
      why: person,
      rewrite: (verb) => `it was possible not to ${verb}`,
    },
    {
      pattern: /\b(?:failed|neglected) to (\p{L}+)/giu,
      why: '“Failed to” judges. Say what happened instead.',
      rewrite: (verb) => `did not ${verb}`,
    },
    {
      pattern: new RegExp(String.raw`(?<![\p{L}])(?:${who}) (${Object.keys(faults).join('|')})(?![\p{L}])`, 'giu'),
      why: person,
      rewrite: (verb) => faults[verb.toLowerCase()] ?? 'The change led to',
    },
    {
      pattern: /\b(?:human|user|operator|pilot) error\b/giu,
      why: 'An error of a person ends the question. Ask what made it easy.',
      rewrite: () => 'a step that was easy to get wrong',
    },
    {
      pattern:
        /\b(?:careless(?:ly|ness)?|negligen(?:t|tly|ce)|sloppy|incompeten(?:t|ce)|reckless(?:ly)?|lazy|stupid(?:ly)?)\b/giu,
      why: 'This word judges a person. Describe what could be seen, and what could not.',
      rewrite: () => 'unchecked',
    },
    {
      pattern: /\b(?:obviously|of course|as everybody knows|common sense)\b/giu,
      why: 'It is plain only afterwards. Say what was known at that moment.',
      rewrite: () => 'as we know now',
    },
    {
      pattern: /\b(?:whose fault it (?:is|was)|(?:is|was|were|are) (?:at fault|to blame)|blam(?:e|es|ed|ing))\b/giu,
      why: 'The question is what and how, not who.',
      rewrite: () => 'contributed',
    },
  ];
}

/**
 * Phrases of a text that blame, in order and without overlap; positions count UTF-16 units. For the browser: nothing of it is sent
 * or stored, and nothing depends on it.
 */
export function findBlame(text: string, people: string[] = []): BlameHint[] {
  const found = rulesFor(people).flatMap(({ pattern, why, rewrite }) =>
    [...text.matchAll(pattern)].map((match): BlameHint => {
      const worded = rewrite(...match.slice(1));
      const isStart = match.index === 0 || /[.!?]\s+$/.test(text.slice(0, match.index));
      const first = isStart ? worded.charAt(0).toUpperCase() : worded.charAt(0).toLowerCase();
      return {
        from: match.index,
        to: match.index + match[0].length,
        phrase: match[0],
        why,
        rewrite: `${first}${worded.slice(1)}`,
      };
    }),
  );
  // Sorting keeps the order of the rules among those that begin alike.
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  const kept: BlameHint[] = [];
  for (const hint of found) if ((kept.at(-1)?.to ?? 0) <= hint.from) kept.push(hint);
  return kept;
}
