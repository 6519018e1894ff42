'use client';

import { useCallback, useMemo } from 'react';
import type { Block } from '@/lib/postmortems/model/document';
import { fieldInfo, type TextField } from '@/lib/postmortems/model/sections';
import { Blocks } from './blocks';
import { useCommenting } from './commenting';
import { useWriting } from './writing';

/** The text of one section: an editor while it is written, what it says otherwise. */
export function WrittenSection({
  field,
  blocks,
  labelledBy,
}: {
  field: TextField;
  blocks: Block[];
  labelledBy: string;
}) {
  const { session, SectionEditor, isOpen, mayWrite, isHelpOn, roles, setActive, setAddingAction } = useWriting();
  const { threads, active, draft, report, look } = useCommenting();
  const talk = useMemo(() => ({ threads, active, draft }), [threads, active, draft]);
  const press = useCallback((thread: number | null) => look(thread, 'text'), [look]);
  if (!session || !SectionEditor)
    return <Blocks blocks={blocks} absent={isOpen ? fieldInfo[field].hint : 'Not written'} />;
  return (
    <SectionEditor
      field={field}
      session={session}
      isEditable={mayWrite && isOpen}
      isHelpOn={isHelpOn && mayWrite && isOpen}
      roles={roles}
      talk={talk}
      labelledBy={labelledBy}
      onUse={setActive}
      onPlaces={report}
      onPress={press}
      onNewAction={() => setAddingAction(true)}
    />
  );
}
