'use client';

import { MessageSquare } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import classes from './comment-bubble.module.css';
import { threadAnchor, useCommenting } from './commenting';

type Spot = { top: number; left: number };

const settleMs = 150;
const widthPx = 128;

/** The end of a passage within the frame that the bubble hangs in. */
function spotOf(frame: HTMLElement, rects: DOMRectList): Spot | null {
  const last = [...rects].findLast(({ width }) => width > 0);
  if (!last) return null;
  const { top, left, width } = frame.getBoundingClientRect();
  return { top: last.bottom - top + 6, left: Math.max(8, Math.min(last.right - left, width - widthPx - 8)) };
}

/** By what is selected: a button that comments on it. Where the comments are below the text, by a pressed passage one that leads there. */
export function CommentBubble() {
  const { mayComment, draft, begin, active, isPressed } = useCommenting();
  const frame = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<Spot | null>(null);
  const [pressed, setPressed] = useState<Spot | null>(null);

  useEffect(() => {
    if (!mayComment) return setSelected(null);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const selection = document.getSelection();
      const range = selection && !selection.isCollapsed && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
      const box = frame.current?.parentElement;
      const node = range?.commonAncestorContainer;
      const element = node instanceof Element ? node : node?.parentElement;
      const isText = box?.contains(element ?? null) && element?.closest('[data-field] [role="textbox"]');
      setSelected(
        range && box && isText && range.toString().trim() !== '' ? spotOf(box, range.getClientRects()) : null,
      );
    };
    const onSelection = () => {
      clearTimeout(timer);
      timer = setTimeout(look, settleMs);
    };
    document.addEventListener('selectionchange', onSelection);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('selectionchange', onSelection);
    };
  }, [mayComment]);

  useEffect(() => {
    const box = frame.current?.parentElement;
    const mark = active !== null && isPressed ? box?.querySelector(`mark[data-comment="${active}"]`) : null;
    setPressed(box && mark ? spotOf(box, mark.getClientRects()) : null);
  }, [active, isPressed]);

  const spot = selected ?? pressed;
  const show = () => {
    const thread = active === null ? null : document.getElementById(threadAnchor(active));
    thread?.scrollIntoView({ block: 'center' });
    thread?.querySelector('button')?.focus({ preventScroll: true });
  };
  return (
    <div
      ref={frame}
      className={classes.bubble}
      hidden={spot === null || draft !== null}
      data-leads={selected === null || undefined}
      style={spot ? ({ '--top': `${spot.top}px`, '--left': `${spot.left}px` } as React.CSSProperties) : {}}
    >
      <Button onMouseDown={(event) => event.preventDefault()} onClick={selected ? begin : show}>
        <MessageSquare size={14} strokeWidth={1.75} aria-hidden="true" />
        {selected ? 'Comment' : 'Show comment'}
      </Button>
    </div>
  );
}
