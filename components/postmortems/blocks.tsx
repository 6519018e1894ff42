import type { ReactNode } from 'react';
import type { Block, Span } from '@/lib/postmortems/model/document';
import classes from './blocks.module.css';

function SpanText({ span }: { span: Span }) {
  const { text, bold, italic, code, href } = span;
  let shown: ReactNode = text;
  if (code) shown = <code>{shown}</code>;
  if (italic) shown = <em>{shown}</em>;
  if (bold) shown = <strong>{shown}</strong>;
  return href ? (
    <a href={href} rel="noreferrer">
      {shown}
    </a>
  ) : (
    shown
  );
}

// Pieces of a text have no name but their place.
const inline = (spans: Span[]) => [...spans.entries()].map(([place, span]) => <SpanText key={place} span={span} />);

function BlockText({ blocks }: { blocks: Block[] }) {
  const [block] = blocks;
  switch (block?.kind) {
    case 'code':
      return (
        <pre className={classes.code}>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return <blockquote className={classes.quote}>{inline(block.spans)}</blockquote>;
    case 'paragraph':
      return <p className={classes.paragraph}>{inline(block.spans)}</p>;
    case 'item':
      return <ul className={classes.list}>{[...blocks.entries()].map(([place, item]) => listItem(item, place))}</ul>;
    default:
      return null;
  }
}

function listItem(item: Block, place: number) {
  if (item.kind !== 'item') return null;
  const isOrdered = item.ordinal !== null;
  return (
    <li key={place} data-depth={Math.min(item.depth, 4)} data-ordered={isOrdered || undefined}>
      {isOrdered && `${item.ordinal}. `}
      {inline(item.spans)}
    </li>
  );
}

/** Neighbouring items make one list; depth is shown by the indent. */
function grouped(blocks: Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind === 'item' && last?.[0]?.kind === 'item') last.push(block);
    else groups.push([block]);
  }
  return groups;
}

/** Text of a section as it stands, without an editor. */
export function Blocks({ blocks, absent }: { blocks: Block[]; absent: string }) {
  if (blocks.length === 0) return <p className={classes.absent}>{absent}</p>;
  return (
    <div className={classes.text}>
      {[...grouped(blocks).entries()].map(([place, group]) => (
        <BlockText key={place} blocks={group} />
      ))}
    </div>
  );
}
