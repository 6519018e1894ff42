'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ActionForm } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { ConfirmButton } from '@/components/ui/confirm-button';
import { Timestamp } from '@/components/ui/timestamp';
import type { CommentThread, ShownComment } from '@/lib/postmortems/load/comments';
import type { ActionResult } from '@/lib/server/action';
import { CommentField } from './comment-field';
import { threadAnchor, useCommenting } from './commenting';
import classes from './comments.module.css';
import { AtOnce } from './take-button';
import { tintOf } from './tint';

type Act<I> = (input: I) => Promise<ActionResult<unknown>>;

export type ThreadActions = {
  reply: Act<{ key: string; idem_key: string; comment: number; text: string }>;
  edit: Act<{ key: string; comment: number; text: string }>;
  remove: Act<{ key: string; comment: number }>;
  settle: Act<{ key: string; comment: number; resolved: boolean }>;
};

type ThreadProps = { incidentKey: string; thread: CommentThread; actions: ThreadActions };

/** Goes to the passage of a thread in the text. */
function showPassage(id: number): void {
  // The mark is drawn once the thread is the active one.
  requestAnimationFrame(() =>
    document.querySelector(`mark[data-comment="${id}"]`)?.scrollIntoView({ block: 'center' }),
  );
}

/** What was said of one passage. */
export function Thread({ incidentKey, thread, actions }: ThreadProps) {
  const { active, look, mayComment } = useCommenting();
  const [form, setForm] = useState<'reply' | 'edit' | null>(null);
  const close = () => setForm(null);
  const { id, quote, isGone, resolved, comments } = thread;
  const own = comments.find(({ mayChange }) => mayChange);
  return (
    <li id={threadAnchor(id)} className={classes.thread} data-active={active === id || undefined}>
      <button
        type="button"
        className={classes.quote}
        disabled={isGone}
        onClick={() => {
          look(id, 'list');
          showPassage(id);
        }}
      >
        <span className="visually-hidden">Show in the text: </span>
        {quote}
      </button>
      {isGone && <p className={classes.gone}>This text was removed.</p>}
      {comments.map((comment) => (
        <Comment key={comment.id} comment={comment}>
          {form === 'edit' && comment === own && (
            <Written
              label="Your comment"
              submit="Save comment"
              text={own.text}
              onEnd={close}
              act={(text) => actions.edit({ key: incidentKey, comment: own.id, text })}
            />
          )}
        </Comment>
      ))}
      {resolved && (
        <p className={classes.by}>
          Resolved by {resolved.by}, <Timestamp at={resolved.at} zone="UTC" relative />
        </p>
      )}
      {form === 'reply' && mayComment && (
        <Written
          label="Reply"
          submit="Add reply"
          onEnd={close}
          act={(text, idemKey) => actions.reply({ key: incidentKey, idem_key: idemKey, comment: id, text })}
        />
      )}
      {form === null && mayComment && (
        <div className={classes.buttons}>
          {!resolved && (
            <Button kind="quiet" onClick={() => setForm('reply')}>
              Reply
            </Button>
          )}
          <AtOnce
            label={resolved ? 'Re-open' : 'Resolve'}
            kind="quiet"
            act={() => actions.settle({ key: incidentKey, comment: id, resolved: !resolved })}
          />
          {own && !resolved && (
            <>
              <Button kind="quiet" onClick={() => setForm('edit')}>
                Edit
              </Button>
              <ConfirmButton
                kind="quiet"
                label="Delete"
                title="Delete this comment?"
                result="It is gone for everybody. The audit log keeps that there was one, and not what it said."
                onConfirm={() => actions.remove({ key: incidentKey, comment: own.id })}
              />
            </>
          )}
        </div>
      )}
    </li>
  );
}

/** One comment; `children` in place of its text while that is changed. */
function Comment({ comment, children }: { comment: ShownComment; children: ReactNode }) {
  const { authorId, author, at, editedAt, text } = comment;
  return (
    <article className={classes.comment} aria-label={`Comment by ${author}`}>
      <div className={classes.by}>
        <span className={classes.person} data-tint={tintOf(authorId)} aria-hidden="true">
          {[...author.trim()][0]?.toUpperCase() ?? '?'}
        </span>
        <strong>{author}</strong>
        <Timestamp at={at} zone="UTC" relative />
        {editedAt && <span>edited</span>}
      </div>
      {children || <p className={classes.text}>{text}</p>}
    </article>
  );
}

type WrittenProps = {
  label: string;
  submit: string;
  text?: string;
  act: (text: string, idemKey: string) => Promise<ActionResult<unknown>>;
  onEnd: () => void;
};

function Written({ label, submit, text = '', act, onEnd }: WrittenProps) {
  const [idemKey] = useState(() => crypto.randomUUID());
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
  return (
    <div ref={form}>
      <ActionForm
        wide
        submit={submit}
        onCancel={onEnd}
        onDone={onEnd}
        onSubmit={(data) => act(String(data.get('text') ?? ''), idemKey)}
      >
        {(errorOf) => <CommentField label={label} text={text} error={errorOf('text')} />}
      </ActionForm>
    </div>
  );
}
