'use client';

import type { Block } from '@/lib/postmortems/model/document';
import { fieldInfo, type TextField } from '@/lib/postmortems/model/sections';
import { Blocks } from './blocks';
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
  if (!session || !SectionEditor)
    return <Blocks blocks={blocks} absent={isOpen ? fieldInfo[field].hint : 'Not written'} />;
  return (
    <SectionEditor
      field={field}
      session={session}
      isEditable={mayWrite}
      isHelpOn={isHelpOn && mayWrite}
      roles={roles}
      labelledBy={labelledBy}
      onFocus={setActive}
      onNewAction={() => setAddingAction(true)}
    />
  );
}
