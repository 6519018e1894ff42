'use client';

import type { Block } from '@/lib/postmortems/model/document';
import type { TextField } from '@/lib/postmortems/model/sections';
import { headingOf, Section } from './section';
import { useWriting } from './writing';
import { WrittenSection } from './written-section';

/** Sections that somebody added to the handbook's, for everybody at once. */
export function AddedSections({ blocks }: { blocks: Record<TextField, Block[]> }) {
  const { added } = useWriting();
  return added.map((field) => (
    <Section key={field} id={field}>
      <WrittenSection field={field} blocks={blocks[field]} labelledBy={headingOf(field)} />
    </Section>
  ));
}
