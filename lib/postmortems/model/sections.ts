/** Texts of the Incident Summary, one line each. */
export const summaryFields = ['impact', 'cause'] as const;
/** Sections of text that every post-mortem has (handbook §7.2). */
export const fixedFields = ['root_cause', 'well', 'poorly', 'lessons'] as const;
/** Sections that are shown once somebody adds them (incidents.md §14.1). */
export const optionalFields = ['trigger', 'detection', 'contributing', 'lucky', 'surprises', 'data'] as const;
export const textFields = [...summaryFields, ...fixedFields, ...optionalFields] as const;
export type TextField = (typeof textFields)[number];
export type OptionalField = (typeof optionalFields)[number];

type SectionInfo = { title: string; hint: string };

/** Titles as the handbook writes them, and what belongs there. */
export const fieldInfo: Record<TextField, SectionInfo> = {
  impact: { title: 'Impact', hint: 'Who could not do what, and how many of them' },
  cause: { title: 'Root Cause', hint: 'The condition, in one line' },
  root_cause: { title: 'Root Cause', hint: 'Which condition let it happen, and why nothing stopped it earlier' },
  well: { title: 'What Went Well', hint: 'What helped, with its numbers' },
  poorly: { title: 'What Went Poorly', hint: 'What made it longer or wider, as conditions, not persons' },
  lessons: { title: 'Lessons Learned', hint: 'What everybody should know from now on' },
  trigger: { title: 'Trigger', hint: 'What set it off' },
  detection: { title: 'Detection', hint: 'How it was noticed, and what would have noticed it sooner' },
  contributing: { title: 'Contributing Factors', hint: 'What made it possible or worse' },
  lucky: { title: 'Where We Got Lucky', hint: 'What could have gone worse' },
  surprises: { title: 'Surprises', hint: 'What nobody expected' },
  data: { title: 'Data', hint: 'Queries, graphs and numbers worth keeping' },
};

/** The sections in their order: the handbook's first, then those that were added. */
export type SectionId =
  | 'summary'
  | 'timeline'
  | 'root_cause'
  | 'actions'
  | 'well'
  | 'poorly'
  | 'lessons'
  | OptionalField;
export const handbookSections = ['summary', 'timeline', 'root_cause', 'actions', 'well', 'poorly', 'lessons'] as const;

/** 'What Went Well'. */
export function sectionTitle(id: SectionId): string {
  if (id === 'summary') return 'Incident Summary';
  if (id === 'timeline') return 'Timeline';
  if (id === 'actions') return 'Action Items';
  return fieldInfo[id].title;
}
