'use client';

import { useEffect, useRef, useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Card } from '@/components/ui/card';
import type { CommentThread } from '@/lib/postmortems/load/comments';
import type { Passage } from '@/lib/postmortems/model/passage';
import { fieldInfo, type TextField } from '@/lib/postmortems/model/sections';
import type { ActionResult } from '@/lib/server/action';
import { CommentField } from './comment-field';
import { Thread, type ThreadActions } from './comment-thread';
import { threadAnchor, useCommenting } from './commenting';
import classes from './comments.module.css';

export type CommentActions = ThreadActions & {
  add: (input: {
    key: string;
    idem_key: string;
    field: TextField;
    passage: Passage;
    text: string;
  }) => Promise<ActionResult<unknown>>;
};

type CommentsProps = { incidentKey: string; actions: CommentActions };

/** What people say of the text, beside it: each thread with its passage, in the order of the text; those that are resolved folded. */
export function Comments({ incidentKey, actions }: CommentsProps) {
  const { threads, draft, active, mayComment, isPressed } = useCommenting();
  const list = useRef<HTMLDivElement>(null);
  const open = threads.filter(({ resolved }) => resolved === null);
  const resolved = threads.filter((each) => each.resolved !== null);

  useEffect(() => {
    const thread = active === null ? null : document.getElementById(threadAnchor(active));
    const rail = thread?.closest<HTMLElement>('[data-rail]');
    // Only a rail that scrolls by itself: the page stays where somebody writes.
    if (!thread || !rail || !isPressed || rail.scrollHeight <= rail.clientHeight) return;
    const [within, around] = [thread.getBoundingClientRect(), rail.getBoundingClientRect()];
    if (within.top < around.top || within.bottom > around.bottom)
      rail.scrollTop += within.top - around.top - Math.max(12, (around.height - within.height) / 2);
  }, [active, isPressed]);

  const items = (some: CommentThread[]) => (
    <ul className={classes.threads}>
      {some.map((thread) => (
        <Thread key={thread.id} incidentKey={incidentKey} thread={thread} actions={actions} />
      ))}
    </ul>
  );
  return (
    <div ref={list} className={classes.comments}>
      <Card id="comments" title="Comments" note={threads.length > 0 ? `${open.length} open` : undefined}>
        <div className={classes.body}>
          {draft && <NewComment key={draft.passage.quote} incidentKey={incidentKey} add={actions.add} />}
          {open.length > 0 && items(open)}
          {threads.length === 0 && !draft && (
            <p className={classes.none}>
              {mayComment ? 'Select a passage of the text to comment on it.' : 'Nobody commented on this text.'}
            </p>
          )}
          {resolved.length > 0 && (
            <details className={classes.resolved}>
              <summary>{resolved.length} resolved</summary>
              {items(resolved)}
            </details>
          )}
        </div>
      </Card>
    </div>
  );
}

/** A comment that is being written. */
function NewComment({ incidentKey, add }: { incidentKey: string; add: CommentActions['add'] }) {
  const { draft, end } = useCommenting();
  const [idemKey] = useState(() => crypto.randomUUID());
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
  if (!draft) return null;
  const { field, passage } = draft;
  return (
    <div ref={form} className={classes.thread} data-active="true">
      <blockquote className={classes.quote}>{passage.quote}</blockquote>
      <ActionForm
        wide
        submit="Add comment"
        onCancel={end}
        onDone={end}
        onSubmit={(data) =>
          add({ key: incidentKey, idem_key: idemKey, field, passage, text: String(data.get('text') ?? '') })
        }
      >
        {(errorOf) => <CommentField label={`Comment on ${fieldInfo[field].title}`} error={errorOf('text')} />}
      </ActionForm>
    </div>
  );
}
