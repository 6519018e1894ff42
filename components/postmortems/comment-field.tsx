'use client';

import { useState } from 'react';
import { TextAreaField } from '@/components/ui/field';
import { formatNumber } from '@/lib/core/format';
import { mostCommentCharacters } from '@/lib/postmortems/model/review';

/** From so many characters on it is said how many there are. */
const nearlyFull = mostCommentCharacters - 400;

/** What a comment says. Nothing is cut: whoever pastes too much sees all of it, and how much it is. */
export function CommentField({ label, text = '', error }: { label: string; text?: string; error: string | undefined }) {
  const [length, setLength] = useState(text.length);
  const help =
    length > nearlyFull ? `${formatNumber(length)} of ${formatNumber(mostCommentCharacters)} characters` : undefined;
  return (
    <TextAreaField
      label={label}
      name="text"
      rows={3}
      required
      defaultValue={text}
      help={help}
      error={error}
      onInput={({ currentTarget }) => setLength(currentTarget.value.trim().length)}
    />
  );
}
