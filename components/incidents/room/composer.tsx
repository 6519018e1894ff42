'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { type Composed, compose } from '@/lib/incidents/model/composer';
import { seatWords } from '@/lib/incidents/model/seat-words';
import classes from './composer.module.css';

type ComposerProps = {
  now: Date;
  run: (composed: Exclude<Composed, { does: 'nothing' }>) => void;
  /** Others who are writing, by name. */
  typing: string[];
  onTyping: (text: string) => void;
};

const timeWords = (at: Date | null) => (at ? ` at ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '');

/** One line that becomes a row: Enter writes it, its first sign says what it is. */
export function Composer({ now, run, typing, onTyping }: ComposerProps) {
  const [text, setText] = useState('');
  const [why, setWhy] = useState<string | null>(null);
  const composed = compose(text, now);
  const meaning =
    composed.does === 'note'
      ? `${composed.kind === 'note' ? 'Note' : composed.kind === 'decision' ? 'Decision' : 'Hypothesis'}${
          timeWords(composed.at) || ', now'
        }`
      : composed.does === 'task'
        ? 'Task'
        : composed.does === 'acknowledge'
          ? `Says that you look after it${timeWords(composed.at)}`
          : composed.does === 'seat'
            ? `${seatWords[composed.seat]}: ${composed.user ?? 'you'}${timeWords(composed.at)}`
            : composed.does === 'link'
              ? `Links ${composed.to} as ${composed.as}`
              : composed.does === 'severity'
                ? `Severity becomes ${composed.to}`
                : composed.does === 'open'
                  ? 'Command'
                  : '! decision, ? hypothesis, 14:23 or -5m before the words, / command';
  const send = () => {
    if (composed.does === 'nothing') return setWhy(composed.why);
    run(composed);
    setText('');
    onTyping('');
    setWhy(null);
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor="room-composer" className="visually-hidden">
        Write into the timeline
      </label>
      <textarea
        id="room-composer"
        className={classes.input}
        rows={1}
        maxLength={8000}
        placeholder="What do you see?"
        aria-describedby="room-composer-help"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onTyping(event.currentTarget.value);
          setWhy(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <Button type="submit">Write</Button>
      <p id="room-composer-help" className={classes.help} data-problem={why ? '' : undefined}>
        {why ?? meaning}
        {typing.length > 0 && <span className={classes.typing}>{typing.join(', ')} writing…</span>}
      </p>
    </form>
  );
}
