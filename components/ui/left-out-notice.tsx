import { Notice } from './notice';

/** Which parameters of an address were not understood and therefore do not count; nothing when all were. */
export function LeftOutNotice({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  return (
    <Notice tone="warning">Left out of this address because it could not be understood: {names.join(', ')}.</Notice>
  );
}
