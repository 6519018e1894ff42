import { shellQuote } from '@/lib/core/shell-quote';
import type { DocumentedCall } from './document';

/** A call as a shell command that works when pasted; the key comes from the variable FAIRLEAD_API_KEY. */
export function curlOf(method: string, path: string, call: DocumentedCall, origin: string): string {
  const values = (place: 'path' | 'query') =>
    call.parameters.flatMap(({ name, in: at, example }): [string, string][] =>
      at === place && example !== undefined ? [[name, String(example)]] : [],
    );
  const address = values('path').reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const search = new URLSearchParams(values('query')).toString();
  const [type, media] = Object.entries(call.requestBody?.content ?? {})[0] ?? [];
  const streams = Object.keys(call.responses[200]?.content ?? {}).includes('text/event-stream');
  const start = ['curl', ...(streams ? ['-N'] : []), ...(method === 'GET' ? [] : ['-X', method])].join(' ');
  const lines = [`${start} ${shellQuote(`${origin}${address}${search ? `?${search}` : ''}`)}`];
  if (call.security.length > 0) lines.push('-H "Authorization: Bearer $FAIRLEAD_API_KEY"');
  if (type) lines.push(`-H ${shellQuote(`Content-Type: ${type}`)}`);
  if (media?.example !== undefined) {
    const text = typeof media.example === 'string' ? media.example : JSON.stringify(media.example, null, 2);
    lines.push(`--data-binary ${shellQuote(text)}`);
  }
  return lines.join(' \\\n  ');
}
