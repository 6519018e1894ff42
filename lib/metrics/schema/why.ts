import { z } from 'zod';
import { benchmarkIds, definitionIds, metricIds, recordParts, tier, windowAnswer } from '../schema';

const whyCount = z.object({
  label: z.string(),
  count: z.number().min(0),
  part: z.enum(recordParts).nullable().describe('The part of /records that has exactly these; null for days'),
});
/** `part`: the list that has exactly these records; null for what is no count of records (days). */
export type Count = z.infer<typeof whyCount>;

const why = z.object({
  text: z.string(),
  formula: z.string(),
  value: z.number().nullable().describe('Per day, seconds or a ratio'),
  tier,
  numerator: whyCount.nullable().describe('Null where the number is a statistic of the records of `denominator`'),
  denominator: whyCount,
  parts: z.array(whyCount).describe('What makes up the numerator'),
  left_out: z.array(whyCount).describe('What is no part of the number'),
});
/** "Why is this number what it is": every count behind a number, of one definition. */
export type Why = z.infer<typeof why>;

export const whyAnswer = z.object({
  metric: z.enum(metricIds),
  window: windowAnswer,
  definition: z.enum(definitionIds),
  benchmark: z.enum(benchmarkIds),
  computed_at: z.iso.datetime(),
  definitions: z.object({ handbook: why, dora: why }),
});
export type WhyAnswer = z.infer<typeof whyAnswer>;
